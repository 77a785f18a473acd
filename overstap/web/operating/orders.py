"""Every move of the installation: what it waits for, what stopped it, and setting it going again."""

import uuid
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from overstap.lib.errors import OverstapError
from overstap.moves import orders as moves
from overstap.moves.orders import Order, OrderFilter
from overstap.moves.profiles import catalogue
from overstap.moves.values import MoveState
from overstap.tenancy.operators.access import Operator
from overstap.web import doors as web_doors
from overstap.web.managing.parts import number_or_none
from overstap.web.operating import doors
from overstap.web.operating.forms import OrdersFilter, ReasonForm
from overstap.web.operating.words import turn
from overstap.web.words import language


@dataclass(frozen=True, slots=True)
class Shown:
    """A move as a row shows it."""

    order: Order
    profile: str
    turn: str


@doors.page("operator.orders")
def orders(request: HttpRequest, operator: Operator) -> HttpResponse:
    """All moves, newest first; those that have not ended unless asked otherwise."""
    titles = catalogue.titles(language())
    form = OrdersFilter(request.GET or {"state": moves.OPEN}, titles)
    before = number_or_none(request.GET.get("before", ""))
    page = moves.orders(operator, OrderFilter(**form.chosen()), before=before)
    return web_doors.show(
        request,
        "operating/orders.html",
        rows=[Shown(one, titles.get(one.profile, one.profile), turn(one)) for one in page.rows],
        form=form,
        filters=urlencode(form.question()),
        narrowed=bool(request.GET),
        is_first=before is None,
        older=urlencode({**form.question(), "before": page.before}) if page.before else "",
    )


def _order_page(
    request: HttpRequest, operator: Operator, uid: uuid.UUID, problem: OverstapError | None = None
) -> HttpResponse:
    full = moves.order(operator, uid)
    return web_doors.show(
        request,
        "operating/order.html",
        full=full,
        one=full.order,
        profile=catalogue.titles(language()).get(full.order.profile, full.order.profile),
        turn=turn(full.order),
        may_resume=full.order.state == MoveState.FAILED,
        form=ReasonForm(request.POST) if problem else ReasonForm(),
        problem=problem,
    )


@doors.page("operator.order", again=_order_page)
def order(request: HttpRequest, operator: Operator, uid: uuid.UUID) -> HttpResponse:
    """One move, without what is in it; a failed one can be resumed here, with a reason."""
    if request.method != "POST":
        return _order_page(request, operator, uid)
    moves.resume(operator, uid, reason=request.POST.get("reason", ""))
    return web_doors.done(request, _("The migration goes on; both parties can read why."), "operating-order", uid=uid)
