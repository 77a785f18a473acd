"""``overstap books``: what stands in the books of one administration."""

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import RenderableType

from overstap.books.ledger import queries
from overstap.books.ledger.results import CardCursor, CardPage, JournalPage, NumberSeries, TrialBalanceRow
from overstap.cli.choices import UsageError
from overstap.cli.entering import enter
from overstap.cli.language import gettext as _
from overstap.cli.options import EnvironmentName
from overstap.cli.output import amount, day, number, row, safe, sums, table
from overstap.cli.session import InSession
from overstap.lib.errors import Refused
from overstap.tenancy import access
from overstap.tenancy.roles import Right

app = App(name="books", help_epilogue="")
READ = "books.read"
Code = Annotated[str, Parameter(name=("--administration", "-a"), metavar="CODE", help=_("code of the administration"))]
Year = Annotated[int | None, Parameter(metavar="YEAR", help=_("book year; without it the newest"))]
AsOf = Annotated[
    int | None, Parameter(metavar="NUMBER", help=_("as the books stood after the entry with this sequence number"))
]
Limit = Annotated[int, Parameter(metavar="NUMBER", help=_("how many rows; 1000 at most"))]


class NoBookYear(Refused):
    """There is nothing in the books yet."""

    code = "BOOK-YEAR-NONE"


@app.command(name="trial-balance", help=_("Per account: opening, debit, credit, closing"))
def trial_balance(
    *,
    administration: Code,
    year: Year = None,
    from_period: Annotated[int | None, Parameter(metavar="NUMBER", help=_("what is earlier counts as opening"))] = None,
    to_period: Annotated[int | None, Parameter(metavar="NUMBER", help=_("nothing later than this period"))] = None,
    as_of: AsOf = None,
    unused: Annotated[bool, Parameter(negative="", help=_("accounts without entries too"))] = False,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, READ, {"administration": administration}) as actor:
        one = access.administration(actor, administration, Right.READ_BOOKS)
        rows = queries.trial_balance(
            one, year=year, from_period=from_period, to_period=to_period, as_of=as_of, unused=unused
        )
    data = [
        {
            "account": found.account,
            "name": found.name,
            "opening": found.opening,
            "debit": found.debit,
            "credit": found.credit,
            "closing": found.closing,
        }
        for found in rows
    ]
    session.output.show(data, _trial_balance(rows) if rows else _("Nothing was booked."))


@app.command(name="open-items", help=_("Invoices that are not paid, per relation"))
def open_items(
    *,
    administration: Code,
    on: Annotated[dt.date | None, Parameter(metavar="DATE", help=_("as it stood on this day (2025-12-31)"))] = None,
    as_of: AsOf = None,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, READ, {"administration": administration}) as actor:
        one = access.administration(actor, administration, Right.READ_BOOKS)
        rows = queries.open_items(one, as_of_date=on, as_of=as_of)
    figures = (_("Open"), _("Days late"))
    made = table(_("Relation"), _("Invoice"), _("Date"), *figures, right=figures, short=(_("Relation"),))
    for item in rows:
        late = number(item.overdue) if item.overdue is not None and item.overdue > 0 else ""
        row(made, f"{item.relation} {item.relation_name}", item.invoice_ref, day(item.date), amount(item.open), late)
    for kind, name in (("CU", _("To be received")), ("SU", _("To be paid"))):
        total = [item.open for item in rows if item.kind == kind]
        if total:
            sums(made, name, "", "", amount(Decimal(sum(total))), "")
    session.output.show(rows, made if rows else _("Nothing is open."))


@app.command(help=_("The entries of a journal, or all journals with their numbers"))
def journal(
    journal: Annotated[str, Parameter(help=_("code of the journal"))] = "",
    /,
    *,
    administration: Code,
    year: Year = None,
    after: Annotated[int | None, Parameter(metavar="NUMBER", help=_("the next page: what the one before said"))] = None,
    limit: Limit = 100,
    as_of: AsOf = None,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, READ, {"administration": administration}) as actor:
        one = access.administration(actor, administration, Right.READ_BOOKS)
        if not journal:
            series = queries.number_series(one, as_of=as_of)
            session.output.show(series, _series(series))
            return
        page = queries.journal(
            one, journal, year=year or _required(queries.latest_year(one)), after=after, limit=limit, as_of=as_of
        )
    session.output.show({"rows": page.rows, "next": page.next}, *_journal(page))


@app.command(name="ledger-card", help=_("The lines on one account, with the running balance"))
def ledger_card(
    account: Annotated[str, Parameter(help=_("code of the account"))],
    /,
    *,
    administration: Code,
    year: Year = None,
    after: Annotated[str, Parameter(metavar="PLACE", help=_("the next page: what the one before said"))] = "",
    limit: Limit = 100,
    as_of: AsOf = None,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    cursor = _cursor(after)
    with enter(session, environment, READ, {"administration": administration}) as actor:
        one = access.administration(actor, administration, Right.READ_BOOKS)
        page = queries.ledger_card(
            one, account, year=year or _required(queries.latest_year(one)), after=cursor, limit=limit, as_of=as_of
        )
    data = {"before": page.before, "rows": page.rows, "next": _place(page.next)}
    session.output.show(data, *_card(page))


@app.command(help=_("VAT per period and code"))
def vat(
    *,
    administration: Code,
    year: Year = None,
    as_of: AsOf = None,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, READ, {"administration": administration}) as actor:
        one = access.administration(actor, administration, Right.READ_BOOKS)
        rows = queries.vat_per_code(one, year or _required(queries.latest_year(one)), as_of=as_of)
    figures = (_("Base"), _("VAT"))
    made = table(_("Period"), _("Code"), _("Name"), *figures, right=(_("Period"), *figures), short=(_("Name"),))
    for found in rows:
        row(made, found.period, found.code, found.name, amount(found.base), amount(found.vat))
    session.output.show(rows, made if rows else _("There is no VAT in this year."))


def _required(year: int | None) -> int:
    if year is None:
        raise NoBookYear(_("Nothing was booked yet."), remedy=_("Import an audit file first."))
    return year


def _trial_balance(rows: Sequence[TrialBalanceRow]) -> RenderableType:
    figures = (_("Opening"), _("Debit"), _("Credit"), _("Closing"))
    made = table(_("No."), _("Name"), *figures, right=figures, short=(_("Name"),))
    for one in rows:
        row(made, one.account, one.name, *(amount(value) for value in _columns(one)))
    totals = [sum(column) for column in zip(*(_columns(one) for one in rows), strict=True)]
    sums(made, "", _("Together"), *(amount(Decimal(total)) for total in totals))
    return made


def _columns(one: TrialBalanceRow) -> tuple[Decimal, ...]:
    return one.opening, one.debit, one.credit, one.closing


def _series(rows: Sequence[NumberSeries]) -> RenderableType:
    made = table(_("Journal"), _("Year"), _("Entries"), _("First"), _("Last"), right=(_("Entries"),))
    for one in rows:
        row(made, one.journal, one.year, number(one.entries), one.first, one.last)
    return made if rows else safe(_("Nothing was booked yet."))


def _journal(page: JournalPage) -> Iterator[RenderableType]:
    figures = (_("Total"),)
    made = table(
        _("No."),
        _("Number"),
        _("Date"),
        _("Description"),
        *figures,
        right=(_("No."), *figures),
        short=(_("Description"),),
    )
    for one in page.rows:
        row(made, one.seq, one.number, day(one.date), one.description, amount(one.total))
    yield made if page.rows else safe(_("There are no entries here."))
    yield from _more(str(page.next) if page.next else "")


def _card(page: CardPage) -> Iterator[RenderableType]:
    figures = (_("Amount"), _("Balance"))
    made = table(_("Date"), _("Entry"), _("Description"), *figures, right=figures, short=(_("Description"),))
    row(made, "", "", _("Balance before"), "", amount(page.before), style="dim")
    for one in page.rows:
        what = " ".join(part for part in (one.description, one.relation, one.invoice_ref) if part)
        row(made, day(one.date), f"{one.journal} {one.number}", what, amount(one.amount), amount(one.balance))
    yield made
    yield from _more(_place(page.next))


def _more(place: str) -> Iterator[RenderableType]:
    if place:
        yield safe(_("There is more: --after %(place)s") % {"place": place}, "dim")


def _place(cursor: CardCursor | None) -> str:
    return f"{cursor.date.isoformat()}:{cursor.seq}:{cursor.position}" if cursor else ""


def _cursor(text: str) -> CardCursor | None:
    if not text:
        return None
    try:
        date, seq, position = text.split(":")
        return CardCursor(dt.date.fromisoformat(date), int(seq), int(position))
    except ValueError:
        raise UsageError(_("“%(text)s” is no place in a ledger card.") % {"text": text}) from None
