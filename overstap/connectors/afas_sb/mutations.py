"""Financial mutations of AFAS as entries: read in the order of their numbers, page by page, never held whole.

Pages are found by the number of the entry and not by skipping: AFAS slows down with the rows that are skipped, beyond
100,000 too much (docs.afas.help, Skip and take with large datasets; official).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from overstap.books.ledger.values import Entry, EntryKind, Line, LineVat
from overstap.connectors.afas_sb.client import EQUAL, FROM, NOT, TAKE, UNTIL, Afas, Filter
from overstap.connectors.afas_sb.getconnectors import (
    BALANCES,
    CREDITOR_INVOICES,
    DEBTOR_INVOICES,
    MUTATIONS,
    GetConnector,
)
from overstap.connectors.by_json import fields
from overstap.connectors.by_json.fields import Row, Unreadable
from overstap.connectors.port import PackageRefused
from overstap.connectors.values import OpenItem
from overstap.lib.findings import Finding
from overstap.lib.money import CENT, ZERO
from overstap.lib.sentences import sentence

_EXTRA = ("DimAx2",)
_BATCH = 20  # entries asked for at once: the parameters of a call may take 2,049 characters


class Years(NamedTuple):
    """Which book years are wanted (empty: all), and which is the first that there is to read."""

    wanted: tuple[int, ...]
    first: int

    def has(self, year: int) -> bool:
        """Whether a year is wanted."""
        return not self.wanted or year in self.wanted


def entries(afas: Afas, unit: str, years: Years) -> Iterator[Entry | Finding]:
    """The entries of the years; those of period 0 of the first one are its opening balance, and not among them."""
    for rows in grouped(_rows(afas, unit, years)):
        made = made_of(rows)
        if isinstance(made, Finding) or (years.has(made.year) and (made.year, made.period) != (years.first, 0)):
            yield made


def entry(afas: Afas, unit: str, number: str) -> Entry | None:
    """One entry. Raises PackageRefused where it cannot be read."""
    rows = list(afas.all(MUTATIONS, [("UnitId", EQUAL, unit), ("EntryNo", EQUAL, number)]))
    if not rows:
        return None
    made = made_of(rows)
    if isinstance(made, Finding):
        raise PackageRefused(made.message)
    return made


def by_voucher(afas: Afas, unit: str, voucher: str) -> Entry | None:
    """The entry with that number of voucher (BpNr), which is our own reference."""
    rows = afas.page(MUTATIONS, [("UnitId", EQUAL, unit), ("VoucherNo", EQUAL, voucher)])
    for group in grouped(rows):
        return entry(afas, unit, fields.text(group[0], "EntryNo"))
    return None


def changed(afas: Afas, unit: str, since: str) -> Iterator[Entry | Finding]:
    """The entries of which a line was changed since that moment (local time of AFAS), whole."""
    rows = afas.all(MUTATIONS, [("UnitId", EQUAL, unit), ("Modified", FROM, since)])
    numbers = [str(fields.whole(group[0], "EntryNo")) for group in grouped(rows)]
    for nr in range(0, len(numbers), _BATCH):
        groups = [[("UnitId", EQUAL, unit), ("EntryNo", EQUAL, one)] for one in numbers[nr : nr + _BATCH]]
        yield from (made_of(group) for group in grouped(afas.any_of(MUTATIONS, groups)))


def vouchers(afas: Afas, unit: str, year: int) -> dict[str, str]:
    """Voucher numbers of a year, each with the number of its entry."""
    years = Years((year,), year)
    return {
        fields.text(row, "VoucherNo"): fields.text(row, "EntryNo")
        for row in _rows(afas, unit, years)
        if fields.text(row, "VoucherNo")
    }


def opening(afas: Afas, unit: str, year: int, on: date) -> Iterator[Entry | Finding]:
    """The opening balance of a year as one entry, where there is one."""
    filters = [("UnitId", EQUAL, unit), ("Year", EQUAL, str(year)), ("Period", EQUAL, "0")]
    found = list(fields.each(afas.all(BALANCES, filters), _balance, "opening balance"))
    yield from (one for one in found if isinstance(one, Finding))
    totals: dict[str, Decimal] = {}
    for one in found:
        if not isinstance(one, Finding):
            totals[one[0]] = totals.get(one[0], ZERO) + one[1]
    lines = [
        Line(str(nr), account, amount, "D" if amount > 0 else "C")
        for nr, (account, amount) in enumerate(sorted(totals.items()), 1)
        if amount
    ]
    if lines:
        yield Entry("", "", year, 0, on, lines, kind=EntryKind.OPENING)


def open_items(afas: Afas, unit: str) -> Iterator[OpenItem | Finding]:
    """Invoices of debtors and creditors of which something is open."""
    for connector, party, side in ((DEBTOR_INVOICES, "DebtorId", "CU"), (CREDITOR_INVOICES, "CreditorId", "SU")):
        yield from _items(afas, unit, connector, (party, side))


def grouped(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows of one entry together; they come in the order of entries."""
    held: list[Row] = []
    number = None
    for row in rows:
        found = fields.text(row, "EntryNo")
        if held and found != number:
            yield held
            held = []
        number = found
        held.append(row)
    if held:
        yield held


def made_of(rows: Sequence[Row]) -> Entry | Finding:
    """An entry of its rows, or why not."""
    try:
        return _entry(rows)
    except Unreadable as error:
        return fields.unreadable(f"entry {rows[0].get('EntryNo')!s:.20}", error)


def _rows(afas: Afas, unit: str, years: Years) -> Iterator[Row]:
    filters: list[Filter] = [("UnitId", EQUAL, unit)]
    if years.wanted:
        filters += [("Year", FROM, str(min(years.wanted))), ("Year", UNTIL, str(max(years.wanted)))]
    last, seen = 0, 0
    while True:
        page = afas.page(MUTATIONS, [*filters, ("EntryNo", FROM, str(last))], seen)
        for row in page:
            number = _number(row, last)
            last, seen = number, seen + 1 if number == last else 1
            yield row
        if len(page) < TAKE:
            return


def _number(row: Row, last: int) -> int:
    """The number of the entry; they have to rise, or reading would never end."""
    try:
        found = fields.whole(row, "EntryNo")
    except Unreadable as error:
        raise PackageRefused(str(error)) from error
    if found < last:
        raise PackageRefused(sentence("AFAS does not give the mutations in the order that was asked for."))
    return found


def _entry(rows: Sequence[Row]) -> Entry:
    first = rows[0]
    lines = [line for row in rows for line in _lines(row)]
    if sum((line.amount for line in lines), ZERO) != 0:
        raise Unreadable(sentence("The lines of the entry do not balance."))
    return Entry(
        number=fields.code(first, "EntryNo"),
        journal=fields.code(first, "JournalId"),
        year=fields.whole(first, "Year"),
        period=fields.whole(first, "Period"),
        date=fields.must(fields.day(first, "EntryDate"), "EntryDate"),
        lines=lines,
        description=fields.text(first, "Description"),
        source="AFAS",
    )


def _lines(row: Row) -> Iterator[Line]:
    """One line, or two where AFAS has an amount on both sides: none may be lost."""
    debit, credit = fields.amount(row, "AmtDebit"), fields.amount(row, "AmtCredit")
    if debit or not credit:
        yield _line(row, debit, "D")
    if credit:
        yield _line(row, -credit, "C")


def _line(row: Row, amount: Decimal, side: str) -> Line:
    currency = fields.text(row, "CurrencyId")
    foreign = bool(currency) and currency != "EUR"
    return Line(
        nr=fields.text(row, "SeqNo") if amount >= 0 or side == "C" else f"{fields.text(row, 'SeqNo')}D",
        account=fields.code(row, "AccountNo"),
        amount=amount,
        side=side,
        doc_ref=fields.text(row, "VoucherNo"),
        effective_date=fields.day(row, "VoucherDate"),
        description=fields.text(row, "Description"),
        relation=fields.text(row, "RelationNo"),
        invoice_ref=fields.text(row, "InvoiceId"),
        cost_centre=fields.text(row, "DimAx1"),
        project=fields.text(row, "ProjectId"),
        currency=currency if foreign else "",
        currency_amount=fields.amount(row, "CurAmt") if foreign else None,
        vat=_vat(row),
        extra={name: fields.text(row, name) for name in _EXTRA if fields.text(row, name)} or None,
    )


def _vat(row: Row) -> tuple[LineVat, ...]:
    code, amount = fields.text(row, "VatCode"), fields.amount(row, "VatAmt")
    if not code:
        return ()
    percentage = fields.number(row, "VatPerc").quantize(CENT)
    return (LineVat(code, percentage, amount, "D" if amount >= 0 else "C"),)


def _items(afas: Afas, unit: str, connector: GetConnector, whose: tuple[str, str]) -> Iterator[OpenItem | Finding]:
    rows = afas.all(connector, [("UnitId", EQUAL, unit), ("Balance", NOT, "0")])
    for found in fields.each(rows, lambda row: _item(row, whose), f"open item of {whose[0]}"):
        if isinstance(found, Finding) or found.open:
            yield found


def _item(row: Row, whose: tuple[str, str]) -> OpenItem:
    party, side = whose
    sign = -1 if side == "SU" else 1  # of creditors, what is to be paid is positive (unverified: no page says so)
    currency = fields.text(row, "CurrencyId")
    foreign = bool(currency) and currency != "EUR"
    return OpenItem(
        relation=fields.code(row, party),
        side=side,
        account=fields.text(row, "AccountNo"),
        invoice=fields.code(row, "InvoiceNr"),
        on=fields.must(fields.day(row, "InvoiceDate"), "InvoiceDate"),
        due=fields.day(row, "ExpDate"),
        amount=sign * fields.amount(row, "AmtInvoice"),
        open=sign * fields.amount(row, "Balance"),
        journal=fields.text(row, "JournalId"),
        entry=fields.text(row, "EntryNo"),
        description=fields.text(row, "Description"),
        currency=currency if foreign else "",
        currency_amount=fields.amount(row, "AmtInvoiceCurr") if foreign else None,
    )


def _balance(row: Row) -> tuple[str, Decimal]:
    return fields.code(row, "AccountNo"), fields.amount(row, "AmtDebit") - fields.amount(row, "AmtCredit")
