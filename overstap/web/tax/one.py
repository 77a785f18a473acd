"""One return: its boxes, the codes behind them, and what is done with it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from overstap.books.ledger import queries as ledger
from overstap.books.tax import queries, returns
from overstap.books.tax.errors import NotThere
from overstap.books.tax.returns import Filing
from overstap.books.tax.values import Amounts, Status
from overstap.lib.errors import OverstapError
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.books.opening import as_not_found, books, show
from overstap.web.tax.fields import cleaned, with_problem
from overstap.web.tax.forms import FilingForm, TypeForm
from overstap.web.tax.listing import writes

Deed = Callable[[HttpRequest, Actor, str, str, int], str]


def show_one(
    request: HttpRequest, actor: Actor, code: str, period: str, number: int, problem: OverstapError | None = None
) -> HttpResponse:
    """The page, once more with what was sent where that was refused."""
    one = books(actor, code)
    with as_not_found(NotThere):
        found = queries.vat_return(one, period, number)
    sent = request.POST if problem else None
    deed = request.POST.get("deed", "") if problem else ""
    mine = next((row for row in queries.rights(one) if row.email.lower() == actor.person.email.lower()), None)
    return show(
        request, "tax/return.html", one, "administration-tax",
        found=found, row=found.row, problem=problem, writes=writes(actor, one),
        may_approve=bool(mine and mine.may_approve), may_file=bool(mine and mine.may_file),
        is_draft=found.row.status is Status.DRAFT, is_ready=found.row.status is Status.READY,
        is_filed=found.row.filed_at is not None,
        type_form=with_problem(TypeForm(sent if deed == "type" else None), problem),
        filing_form=with_problem(FilingForm(sent if deed == "file" else None), problem),
        digipoort=bool(queries.usable_ports(one, queries.today())),
    )  # fmt: skip


@require_safe
@doors.page("tax.return")
@ledger.one_look()
def vat_return(request: HttpRequest, actor: Actor, code: str, period: str, number: int) -> HttpResponse:
    """R165: a return with every box, exact and in whole euros."""
    return show_one(request, actor, code, period, number)


@require_POST
@doors.page("tax.deed", again=show_one)
def deed(request: HttpRequest, actor: Actor, code: str, period: str, number: int) -> HttpResponse:
    """What is done with a return; which deed stands in what was sent."""
    wanted = _DEEDS.get(request.POST.get("deed", ""))
    if wanted is None:
        raise queries.no_such_return(period)
    text = wanted(request, actor, code, period, number)
    if request.POST.get("deed") == "discard":
        return doors.done(request, text, "administration-tax", actor.environment.slug, code)
    shown = number + 1 if request.POST.get("deed") == "supplement" else number
    return doors.done(request, text, "administration-tax-return", actor.environment.slug, code, period, shown)


def _type(request: HttpRequest, actor: Actor, code: str, period: str, number: int) -> str:
    filled = cleaned(TypeForm(request.POST))
    returns.type_in(actor, code, period, number, filled["box"], Amounts(filled["base"], filled["vat"]))
    return _("Kept.")


def _ready(_request: HttpRequest, actor: Actor, code: str, period: str, number: int) -> str:
    returns.ready(actor, code, period, number)
    return _("The figures stand. The return can be filed.")


def _back(_request: HttpRequest, actor: Actor, code: str, period: str, number: int) -> str:
    returns.back(actor, code, period, number)
    return _("It is a draft again, and follows the books.")


def _discard(_request: HttpRequest, actor: Actor, code: str, period: str, number: int) -> str:
    returns.discard(actor, code, period, number)
    return _("The draft is gone.")


def _file(request: HttpRequest, actor: Actor, code: str, period: str, number: int) -> str:
    filled = cleaned(FilingForm(request.POST))
    returns.file(actor, code, period, number, Filing(filled["channel"], filled["reference"], filled["remark"]))
    return _("Kept as filed, with a copy among the documents.")


def _supplement(_request: HttpRequest, actor: Actor, code: str, period: str, _number: int) -> str:
    returns.supplement(actor, code, period)
    return _("The supplement is a draft; it follows the books.")


_DEEDS: dict[str, Deed] = {
    "type": _type,
    "ready": _ready,
    "back": _back,
    "discard": _discard,
    "file": _file,
    "supplement": _supplement,
}
