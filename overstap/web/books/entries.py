"""Journals, their entries, one entry in full, and the periods of a year."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from overstap.books.ledger import queries
from overstap.books.ledger.queries import EntryNotFound
from overstap.books.relations import queries as relations
from overstap.lib.money import ZERO
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.books.asked import Asked
from overstap.web.books.opening import as_not_found, books, show

ON_ONE_PAGE = 100


@doors.page("administration.journals")
@queries.one_look()
def journals(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The journals of a year with their first and last number; or entries found by number, invoice or document."""
    one = books(actor, code)
    asked = Asked(request.GET)
    search = asked.text("search").strip()
    years = queries.years(one)
    year = asked.year({found.year for found in years})
    series = {found.journal: found for found in queries.number_series(one) if found.year == year}
    found = None
    if search:
        seq = asked.number("after_seq")
        after = (asked.text("after"), seq) if seq is not None else None
        found = queries.search_entries(one, search, after=after, limit=ON_ONE_PAGE)
    return show(
        request,
        "books/journals.html",
        one,
        "administration-journals",
        asked,
        search=search,
        found=found,
        year=year,
        years=years,
        rows=[(row, series.get(row.code)) for row in queries.journals(one, year=year)],
    )


@doors.page("administration.journal")
@queries.one_look()
def journal(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The entries of a journal in a year, as booked; ``journal`` in the query string."""
    one = books(actor, code)
    asked = Asked(request.GET)
    journal_code = asked.text("journal")
    years = queries.years(one)
    year = asked.year({found.year for found in years})
    known = {found.code: found for found in queries.journals(one, year=year)}
    if journal_code not in known:
        raise access.NotFound(
            _("There is no journal “%(code)s” here.") % {"code": journal_code[:40]},
            code="JOURNAL-NOT-FOUND",
            remedy=_("Choose one under Journals."),
        )
    after = asked.number("after")
    return show(
        request,
        "books/journal.html",
        one,
        "administration-journals",
        asked,
        journal=known[journal_code],
        keep=urlencode({"journal": journal_code}),
        keep_year=urlencode({"journal": journal_code, "year": str(year)}),
        year=year,
        years=years,
        after=after,
        page=queries.journal(one, journal_code, year=year or 0, after=after, limit=ON_ONE_PAGE),
    )


@doors.page("administration.entry")
@queries.one_look()
def entry(request: HttpRequest, actor: Actor, code: str, seq: int) -> HttpResponse:
    """One entry: all its lines with VAT, and what sub-ledgers say about them."""
    one = books(actor, code)
    with as_not_found(EntryNotFound):
        found = queries.entry(one, seq)
    beside = queries.subledger_of_entry(one, seq)
    named = {line.relation for line in found.lines} | {row.relation for row in beside}
    return show(
        request,
        "books/entry.html",
        one,
        "administration-journals",
        seq=seq,
        entry=found,
        beside=beside,
        accounts=queries.account_names(one, (line.account for line in found.lines)),
        names=relations.names(one, named),
        debit=sum((line.amount for line in found.lines if line.side == "D"), ZERO),
        credit=-sum((line.amount for line in found.lines if line.side == "C"), ZERO),
    )


@doors.page("administration.periods")
@queries.one_look()
def periods(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The periods of a year, and how much was booked in each."""
    one = books(actor, code)
    asked = Asked(request.GET)
    years = queries.years(one)
    year = asked.year({found.year for found in years})
    rows = queries.periods(one, year) if year is not None else []
    return show(request, "books/periods.html", one, "administration-journals", asked, year=year, years=years, rows=rows)
