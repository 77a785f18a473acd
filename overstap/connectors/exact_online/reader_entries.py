"""Entries of a division: lines are streamed a thousand at a time, and put together by the EntryID that they share.

Lines are asked for in the order of the books, so that those of an entry follow each other and memory stays constant.
Should they not, the pieces of an entry that does not balance are kept until the rest has come.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from overstap.books.ledger.values import Entry, Line, LineVat
from overstap.connectors.exact_online.client import Row
from overstap.connectors.exact_online.division import Division, some, unreadable
from overstap.connectors.exact_online.reader_master import percentage
from overstap.connectors.exact_online.wording import EXACT, amount, day, guid, number, text
from overstap.connectors.values import Record
from overstap.lib.findings import Finding, Severity
from overstap.lib.money import CENT, ZERO

LINES = "bulk/Financial/TransactionLines"
LINE_FIELDS = (
    "EntryID", "EntryNumber", "LineNumber", "Type", "Status", "Date", "FinancialYear", "FinancialPeriod", "JournalCode",
    "GLAccountCode", "AccountCode", "AmountDC", "AmountFC", "Currency", "ExchangeRate", "AmountVATFC",
    "AmountVATBaseFC", "VATCode", "VATPercentage", "Description", "InvoiceNumber", "YourRef", "PaymentReference",
    "DueDate", "CostCenter", "CostUnit", "ProjectCode", "ItemCode", "Quantity", "AssetCode", "Document",
)  # fmt: skip
ORDER = "FinancialYear,JournalCode,EntryNumber,LineNumber"
OPENING_TYPE, OPEN_STATUS = 10, 20
HOME = "EUR"
_AT_ONCE = 15  # entries in one filter: an address may not be longer than about 2,000 characters


class Entries:
    """Reads entries; ``documents`` tells afterwards in which entry (journal, number) a document is.

    ``with_keys``: each line has Exact's own key in its ``extra``.
    """

    def __init__(self, division: Division, *, with_keys: bool = False) -> None:
        self._division = division
        self._fields = (*LINE_FIELDS, "ID") if with_keys else LINE_FIELDS
        self.documents: dict[str, tuple[str, str]] = {}

    def booked(self, years: Sequence[int]) -> Iterator[Record]:
        """All but opening balances."""
        yield from self._read(_all_of(f"Type ne {OPENING_TYPE}", _any_of("FinancialYear", map(str, years))))

    def opening(self, years: Sequence[int]) -> Iterator[Record]:
        """The opening balance that was entered; for a later year than the first, the balances of what was before."""
        first = (str(min(years)),) if years else ()
        found = False
        for record in self._read(_all_of(f"Type eq {OPENING_TYPE}", _any_of("FinancialYear", first))):
            found = True
            yield record
        if years and not found:
            yield from carried_forward(self._division, min(years))

    def with_ids(self, ids: Sequence[str]) -> Iterator[Record]:
        """The entries with these keys; those that are not there any more are left out."""
        for begin in range(0, len(ids), _AT_ONCE):
            some_of = map(guid, ids[begin : begin + _AT_ONCE])
            yield from self._read(_any_of("EntryID", some_of))

    def places(self, ids: Sequence[str]) -> Iterator[tuple[str, tuple[str, str]]]:
        """Journal and number of the entries with these keys."""
        fields = ("EntryID", "JournalCode", "EntryNumber")
        for begin in range(0, len(ids), _AT_ONCE):
            chosen = _any_of("EntryID", map(guid, ids[begin : begin + _AT_ONCE]))
            for row in self._division.rows(LINES, fields, filter=chosen):
                yield row["EntryID"], (text(row["JournalCode"]), text(row["EntryNumber"]))

    def _read(self, chosen: str) -> Iterator[Record]:
        rows = self._division.rows(LINES, self._fields, filter=chosen, orderby=ORDER)
        yield from grouped(self._noting(rows))

    def _noting(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            if row["Document"]:
                self.documents[row["Document"]] = text(row["JournalCode"]), text(row["EntryNumber"])
            yield row


def grouped(rows: Iterable[Row]) -> Iterator[Record]:
    """Lines as entries."""
    parked: dict[str, list[Row]] = {}
    current: list[Row] = []
    for row in rows:
        if current and row["EntryID"] != current[0]["EntryID"]:
            yield from _finished(current, parked)
            current = []
        current.append(row)
    if current:
        yield from _finished(current, parked)
    for left in parked.values():
        yield from _made(left)
        yield _unbalanced(left)


def _finished(rows: list[Row], parked: dict[str, list[Row]]) -> Iterator[Record]:
    """The entry of ``rows`` and what was parked of it, where it balances; else it is parked."""
    key = str(rows[0]["EntryID"])
    whole = parked.pop(key) + rows if key in parked else rows
    if _balance(whole):
        parked[key] = whole
    else:
        yield from _made(whole)


def _balance(rows: Iterable[Row]) -> Decimal:
    total = ZERO
    for row in rows:
        value = row["AmountDC"]
        if isinstance(value, EXACT):  # what is none is told where the entry is made
            total += value
    return total.quantize(CENT)


def _made(rows: Sequence[Row]) -> Iterator[Record]:
    try:
        yield entry_of(rows)
    except (ValueError, KeyError, TypeError, ArithmeticError) as error:
        yield unreadable(_place(rows), error)


def _place(rows: Sequence[Row]) -> str:
    return f"entry {text(rows[0].get('JournalCode'))} {text(rows[0].get('EntryNumber'))}"[:200]


def _unbalanced(rows: Sequence[Row]) -> Finding:
    return Finding(
        "EXACT-UNBALANCED",
        Severity.ERROR,
        _place(rows),
        f"The lines of this entry do not balance: {_balance(rows)} too much debit.",
        "Open the entry in Exact Online. If it is right there, read again: it was changed while it was read.",
    )


def entry_of(rows: Sequence[Row]) -> Entry:
    """Rows of TransactionLines with one EntryID as an entry. Raises ValueError, KeyError or TypeError."""
    first = min(rows, key=_line_number)
    kind, status = first["Type"], first["Status"]
    extra: dict[str, object] = {"id": first["EntryID"], "type": str(kind)}
    if status == OPEN_STATUS:
        extra["status"] = "open"
    on = day(first["Date"])
    if on is None:
        raise ValueError("there is no date")
    return Entry(
        text(first["EntryNumber"]),
        text(first["JournalCode"]),
        number(first["FinancialYear"]),
        number(first["FinancialPeriod"]),
        on,
        _numbered([line_of(row, on) for row in rows]),
        text(first["Description"]),
        "opening" if kind == OPENING_TYPE else "transaction",
        extra=extra,
    )


def _line_number(row: Row) -> int:
    return number(row["LineNumber"])


def _numbered(lines: list[Line]) -> Sequence[Line]:
    """Exact gives the lines that it adds by itself the number of the line to which they belong; ours are unique."""
    if len({line.nr for line in lines}) == len(lines):
        return lines
    seen: dict[str, int] = {}
    unique = []
    for line in lines:
        seen[line.nr] = times = seen.get(line.nr, 0) + 1
        unique.append(line if times == 1 else line._replace(nr=f"{line.nr}.{times}"))
    return unique


def line_of(row: Row, on: date) -> Line:
    """A row of TransactionLines as a line of an entry of ``on``."""
    value = amount(row["AmountDC"])
    side = "C" if value < 0 else "D"
    foreign = _is_foreign(row)
    invoice, quantity = row["InvoiceNumber"], row["Quantity"]
    return Line(
        str(row["LineNumber"]),
        text(row["GLAccountCode"]),
        value,
        side,
        doc_ref=text(row["YourRef"]),
        effective_date=day(row["Date"]) or on,
        description=text(row["Description"]),
        relation=text(row["AccountCode"]),
        invoice_ref=str(invoice) if invoice else "",
        cost_centre=text(row["CostCenter"]),
        project=text(row["ProjectCode"]),
        product=text(row["ItemCode"]),
        quantity=Decimal(str(quantity)) if quantity else None,
        currency=text(row["Currency"]) if foreign else "",
        currency_amount=(amount(row["AmountFC"]) * (-1 if side == "C" else 1)) if foreign else None,
        vat=_vat(row, side),
        extra=_extra(row),
    )


def _is_foreign(row: Row) -> bool:
    return row["Currency"] not in (None, "", HOME) or row["ExchangeRate"] not in (None, 1)


def _vat(row: Row, side: str) -> Sequence[LineVat]:
    """The VAT of a line. The line on which Exact books VAT itself repeats the code, with the base and no VAT."""
    code = row["VATCode"]
    if not code or _is_vat_line(row):
        return ()
    value = amount(row["AmountVATFC"])
    if row["ExchangeRate"] not in (None, 1):
        value = amount(value * Decimal(row["ExchangeRate"]))
    return (LineVat(code.strip(), percentage(row["VATPercentage"]), value, side),)


def _is_vat_line(row: Row) -> bool:
    return bool(row["AmountVATBaseFC"] and row["VATPercentage"]) and not row["AmountVATFC"]


def _extra(row: Row) -> dict[str, object] | None:
    due, base, key = row["DueDate"], row["VATCode"] and _is_vat_line(row), row.get("ID")
    if not (due or base or key or row["PaymentReference"] or row["CostUnit"] or row["AssetCode"] or row["Document"]):
        return None
    return some(
        id=key,
        due=day(due),
        payment_reference=row["PaymentReference"],
        cost_unit=row["CostUnit"],
        asset=row["AssetCode"],
        document=row["Document"],
        vat_code=row["VATCode"] if base else "",
        vat_base=amount(row["AmountVATBaseFC"]) if base else "",
    )


def carried_forward(division: Division, year: int) -> Iterator[Record]:
    """The opening balance of ``year``, from the balances of the years before it (financial/ReportingBalance).

    Exact books no opening entry for later years. The result of earlier years comes on the account for retained
    earnings (type 52); where there is none, that is a Finding.
    """
    sums: dict[str, Decimal] = {}
    result = ZERO
    fields = ("GLAccountCode", "BalanceType", "Amount")
    for row in division.rows("financial/ReportingBalance", fields, filter=f"ReportingYear lt {year}"):
        value = amount(row["Amount"])
        if text(row["BalanceType"]) == "B":
            sums[text(row["GLAccountCode"])] = sums.get(text(row["GLAccountCode"]), ZERO) + value
        else:
            result += value
    if result:
        account = _retained(division)
        if not account:
            yield _nowhere(year)
            return
        sums[account] = sums.get(account, ZERO) + result
    lines = [(code, value) for code, value in sorted(sums.items()) if value]
    if lines:
        yield _opening_entry(year, _first_day(division, year), lines)


def _opening_entry(year: int, on: date, sums: Sequence[tuple[str, Decimal]]) -> Entry:
    lines = [Line(str(nr), code, value, "C" if value < 0 else "D") for nr, (code, value) in enumerate(sums, 1)]
    return Entry("", "", year, 0, on, lines, "", "opening", extra={"carried_forward": "true"})


def _first_day(division: Division, year: int) -> date:
    """The first day of a book year, which need not be that of a calendar year."""
    rows = division.rows("financial/FinancialPeriods", ("FinYear", "StartDate"))
    days = (day(row["StartDate"]) for row in rows if number(row["FinYear"]) == year)
    return min((found for found in days if found), default=date(year, 1, 1))


def _retained(division: Division) -> str:
    rows = division.rows("bulk/Financial/GLAccounts", ("Code", "Type"))
    return min((text(row["Code"]) for row in rows if number(row["Type"]) == 52), default="")


def _nowhere(year: int) -> Finding:
    return Finding(
        "EXACT-OPENING",
        Severity.ERROR,
        f"opening balance {year}",
        "The result of earlier years has no account: no account in Exact Online is for retained earnings.",
        "Give one account the type Retained earnings in Exact Online, or read all years.",
    )


def _any_of(field: str, values: Iterable[str]) -> str:
    return " or ".join(f"{field} eq {value}" for value in values)


def _all_of(*conditions: str) -> str:
    kept = [one for one in conditions if one]
    return " and ".join(f"({one})" if " or " in one else one for one in kept)
