"""The returns of an administration, and beginning one."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from overstap.books.ledger import queries as ledger
from overstap.books.ledger.queries import Administration
from overstap.books.tax import periods, queries, returns
from overstap.books.tax.values import ReturnRow, Span, Stretch
from overstap.lib.errors import OverstapError
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may
from overstap.web import doors
from overstap.web.books.asked import Asked
from overstap.web.books.opening import books, show

ON_ONE_PAGE = 24
_YEARS_BACK = 5  # of which a return may be begun from the list; more by the command line


def show_list(request: HttpRequest, actor: Actor, code: str, problem: OverstapError | None = None) -> HttpResponse:
    """The list, and what may be begun."""
    one = books(actor, code)
    asked = Asked(request.GET)
    after = _after(asked)
    rows = queries.returns(one, after=after, limit=ON_ONE_PAGE + 1)
    settings = queries.settings(one)
    last = rows[ON_ONE_PAGE - 1] if len(rows) > ON_ONE_PAGE else None
    return show(
        request, "tax/returns.html", one, "administration-tax", asked,
        rows=rows[:ON_ONE_PAGE], further=f"{last.start}_{last.number}" if last else "", is_further=after is not None,
        settings=settings, problem=problem, writes=writes(actor, one), today=queries.today(),
        beginnings=_beginnings(settings.span, rows), port=queries.usable_ports(one, queries.today()),
    )  # fmt: skip


@require_safe
@doors.page("tax.returns")
@ledger.one_look()
def listed(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """R165: returns, the newest first."""
    return show_list(request, actor, code)


@require_POST
@doors.page("tax.draft", again=show_list)
def draft(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Begin a return."""
    period = request.POST.get("period", "")[:20]
    returns.draft(actor, code, period)
    text = _("The return %(period)s is a draft; it follows the books.") % {"period": period}
    return doors.done(request, text, "administration-tax-return", actor.environment.slug, code, period, 0)


def _beginnings(span: Span, rows: Sequence[ReturnRow]) -> list[Stretch]:
    """Spans that have begun and have no return, the newest first."""
    today = queries.today()
    taken = [(row.start, row.end) for row in rows]
    years = range(today.year, today.year - _YEARS_BACK, -1)
    found = [one for year in years for one in reversed(periods.stretches(year, span)) if one.start <= today]
    return [one for one in found if not any(start <= one.end and one.start <= end for start, end in taken)]


def _after(asked: Asked) -> tuple[date, int] | None:
    day, _line, number = asked.text("after").partition("_")
    try:
        return (date.fromisoformat(day), int(number)) if day and number.isascii() and number.isdecimal() else None
    except ValueError:
        return None


def writes(actor: Actor, one: Administration) -> bool:
    return may(actor.role, Right.WRITE_BOOKS) and one.state == "active"
