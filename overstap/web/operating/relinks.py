"""The operator's queue of orders to change connections: look, execute or decline (R010, R025)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from overstap.lib.errors import OverstapError
from overstap.moves.relinks import operating
from overstap.moves.relinks.operating import QueuedOrder
from overstap.moves.relinks.values import OrderState
from overstap.tenancy.operators.access import Operator
from overstap.web import doors as web_doors
from overstap.web.operating import doors
from overstap.web.relinks.words import MOVED, OUTCOMES, STATES, TONES


@doors.page("operator.relinks")
def relinks(request: HttpRequest, operator: Operator) -> HttpResponse:
    """The orders that wait, oldest first; with ``state=all`` every order, newest first."""
    everything = request.GET.get("state") == "all"
    found = operating.queue(operator, "" if everything else OrderState.ASKED)
    rows = [(one, STATES[one.order.state], TONES[one.order.state]) for one in found]
    return web_doors.show(request, "operating/relinks.html", rows=rows, everything=everything)


def _one_page(
    request: HttpRequest, operator: Operator, uid: UUID, problem: OverstapError | None = None
) -> HttpResponse:
    one = operating.shown(operator, uid)
    return web_doors.show(
        request,
        "operating/relink.html",
        one=one,
        state=STATES[one.order.state],
        tone=TONES[one.order.state],
        parts=_parts(operator, one),
        waits=one.order.state == OrderState.ASKED,
        reason=request.POST.get("reason", ""),
        problem=problem,
    )


@doors.page("operator.relink")
def relink(request: HttpRequest, operator: Operator, uid: UUID) -> HttpResponse:
    """One order: who asks what, the answers to the questions, and what stands in the way at this moment."""
    return _one_page(request, operator, uid)


@doors.page("operator.relink-execute", again=_one_page)
def execute(request: HttpRequest, operator: Operator, uid: UUID) -> HttpResponse:
    """Execute it: what can go on does, the rest is told why not."""
    if request.method != "POST":
        return _one_page(request, operator, uid)
    operating.execute(operator, uid)
    return web_doors.done(request, _("Executed; whoever ordered gets a mail."), "operating-relink", uid=uid)


@doors.page("operator.relink-decline", again=_one_page)
def decline(request: HttpRequest, operator: Operator, uid: UUID) -> HttpResponse:
    """Do not execute it, with the reason."""
    if request.method != "POST":
        return _one_page(request, operator, uid)
    operating.decline(operator, uid, request.POST.get("reason", ""))
    return web_doors.done(request, _("Declined; whoever ordered gets the reason by mail."), "operating-relinks")


def _parts(operator: Operator, one: QueuedOrder) -> list[dict[str, object]]:
    told = operating.problems(operator, one.order.uid)
    moved = {str(answer): text for answer, text in MOVED.items()}
    return [
        {
            "part": part,
            "outcome": OUTCOMES[part.outcome],
            "tone": TONES.get(part.outcome, "neutral"),
            "moved": moved[part.package_move],
            "problems": told.get(part.old_code, ()),
        }
        for part in one.order.parts
    ]
