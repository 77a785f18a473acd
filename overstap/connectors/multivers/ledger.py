"""Lines of journals of Multivers as entries: period by period, so that no more than one is held."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from overstap.books.ledger.values import Entry, EntryKind, Line, LineVat, Period
from overstap.connectors.by_json import fields
from overstap.connectors.by_json.fields import Row, Unreadable
from overstap.connectors.multivers.client import Multivers
from overstap.connectors.values import OpenItem
from overstap.lib.findings import Finding
from overstap.lib.money import ZERO
from overstap.lib.sentences import sentence

Rates = Mapping[str, Decimal]
_OPEN_STATES = ("0", "2")  # open, overdue; 1 is settled (the maker's schema)


class Side(NamedTuple):
    """Customers or suppliers: how they are called in paths and fields."""

    party: str
    invoices: str
    kind: str


CUSTOMERS = Side("customerId", "CustomerInvoiceInfoList", "CU")
SUPPLIERS = Side("supplierId", "SupplierInvoiceInfoList", "SU")


def entries(api: Multivers, database: str, periods: Iterable[Period], rates: Rates) -> Iterator[Entry | Finding]:
    """The entries of the periods; the opening balance is not among them."""
    for one in periods:
        number = str(one.number)
        rows = api.all(database, "JournalEntryLineInfoList", "ByPeriod", str(one.year), number, number)
        yield from entries_of(rows, rates)


def entries_of(rows: Iterable[Row], rates: Rates) -> Iterator[Entry | Finding]:
    """Entries of the lines of a period: those of one journal and transaction belong together."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if not fields.yes(row, "openingBalanceTransaction"):
            key = (fields.text(row, "journalId"), fields.text(row, "journalTransaction"))
            groups.setdefault(key, []).append(row)
    for (journal, number), group in sorted(groups.items(), key=lambda one: _sortable(one[0])):
        try:
            yield _entry(group, journal, number, rates)
        except Unreadable as error:
            yield fields.unreadable(f"journal {journal}, entry {number}", error)


def _sortable(key: tuple[str, str]) -> tuple[str, int, str]:
    journal, number = key
    return journal, int(number) if number.isascii() and number.isdigit() and len(number) < 12 else 0, number


def opening(api: Multivers, database: str, year: int, on: date) -> Iterator[Entry | Finding]:
    """The opening balance of a year as one entry, where there is one."""
    rows = api.all(database, "JournalEntryLineInfoList", "OpeningBalance", str(year))
    try:
        lines = _lines(rows, {})
    except Unreadable as error:
        yield fields.unreadable("opening balance", error)
        return
    if lines:
        yield Entry("", "", year, 0, on, lines, kind=EntryKind.OPENING)


def open_items(api: Multivers, database: str, years: Iterable[int]) -> Iterator[OpenItem | Finding]:
    """Invoices of customers and suppliers of which something is open."""
    for side in (CUSTOMERS, SUPPLIERS):
        for year in years:
            for state in _OPEN_STATES:
                rows = api.all(database, side.invoices, "ByFiscalYear", str(year), state)
                yield from fields.each(rows, lambda row, side=side: _item(row, side), f"{side.invoices} {year}")  # type: ignore[misc]


def _item(row: Row, side: Side) -> OpenItem:
    sign = 1 if side is CUSTOMERS else -1  # what is to be paid is positive on both sides (unverified for suppliers)
    currency = fields.text(row, "currencyId")
    foreign = currency not in ("", "EUR")
    return OpenItem(
        relation=fields.code(row, side.party),
        side=side.kind,
        account="",
        invoice=fields.code(row, "invoiceId"),
        on=fields.must(fields.dutch_day(row, "invoiceDate"), "invoiceDate"),
        due=fields.dutch_day(row, "invoiceExpirationDate"),
        amount=sign * fields.amount(row, "invoiceAmount"),
        open=sign * fields.amount(row, "invoiceBalance"),
        journal=fields.text(row, "journalId"),
        description=fields.text(row, "invoiceReference"),
        currency=currency if foreign else "",
        currency_amount=sign * fields.amount(row, "invoiceAmountCur") if foreign else None,
    )


def _entry(rows: Sequence[Row], journal: str, number: str, rates: Rates) -> Entry:
    first = rows[0]
    return Entry(
        number=number,
        journal=journal,
        year=fields.whole(first, "fiscalYear"),
        period=fields.whole(first, "periodNumber"),
        date=fields.must(fields.dutch_day(first, "transactionDate"), "transactionDate"),
        lines=_lines(rows, rates),
        description=fields.text(first, "description"),
        source="Multivers",
    )


def _lines(rows: Sequence[Row], rates: Rates) -> list[Line]:
    lines = [_line(row, str(nr), rates) for nr, row in enumerate(rows, 1)]
    if sum((line.amount for line in lines), ZERO) != 0:
        raise Unreadable(sentence("The lines of the entry do not balance."))
    return lines


def _line(row: Row, nr: str, rates: Rates) -> Line:
    debit, credit = fields.amount(row, "debitAmount"), fields.amount(row, "creditAmount")
    currency = fields.text(row, "currencyId")
    foreign = currency not in ("", "EUR")
    side = "C" if credit and not debit else "D"
    return Line(
        nr=nr,
        account=fields.code(row, "accountId"),
        amount=debit - credit,
        side=side,
        doc_ref=fields.text(row, "document"),
        effective_date=fields.dutch_day(row, "transactionDate"),
        description=fields.text(row, "description"),
        relation=fields.text(row, "customerId") or fields.text(row, "supplierId"),
        invoice_ref=fields.text(row, "document") if _has_party(row) else "",
        cost_centre=fields.text(row, "costCentreId"),
        quantity=fields.number(row, "quantity") or None,
        currency=currency if foreign else "",
        currency_amount=fields.amount(row, "debitAmountCur" if side == "D" else "creditAmountCur") if foreign else None,
        vat=_vat(row, side, rates),
        extra=fields.rest({"costUnitId": row.get("costUnitId"), "fixedAssetId": row.get("fixedAssetId")}) or None,
    )


def _has_party(row: Row) -> bool:
    return bool(fields.text(row, "customerId") or fields.text(row, "supplierId"))


def _vat(row: Row, side: str, rates: Rates) -> tuple[LineVat, ...]:
    """VAT as the API gives it: an amount without sign, on the side of its line."""
    code = fields.text(row, "vatCodeId")
    amount = fields.amount(row, "vatAmount")
    if code in ("", "0") or not amount:
        return ()
    return (LineVat(code, rates.get(code, ZERO), amount if side == "D" else -amount, side),)
