"""POST, PUT and DELETE of entries: sales, purchases and general journal.

Amounts as documented: on a sale and a purchase the amount of a line is without VAT (with it where the VAT code says
"including"), positive for an invoice and negative for a credit note; in the general journal debit is positive. Lines of
VAT follow from the VAT code.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from overstap.connectors.exact_online.sandbox import booking, writing
from overstap.connectors.exact_online.sandbox.answers import business
from overstap.connectors.exact_online.sandbox.booking import Detail, Header, book, line_row, stamped, unbook
from overstap.connectors.exact_online.sandbox.schema import Endpoint, endpoints
from overstap.connectors.exact_online.sandbox.tables import Division, Row, amount, day, find, number, on_day
from overstap.connectors.exact_online.sandbox.views import TRANSACTION_LINES

_CENT = Decimal("0.01")
_KEPT = (
    "CostCenter", "CostCenterDescription", "CostUnit", "CostUnitDescription", "Quantity", "Notes", "Project", "Asset",
    "InvoiceNumber", "YourRef", "PaymentReference", "DueDate", "TrackingNumber",
)  # fmt: skip


_SALES, _PURCHASE, _OTHER = frozenset({20, 21}), frozenset({22, 23}), frozenset({90})  # types of journals


@dataclass(frozen=True, slots=True)
class Kind:
    """How one of the three resources names its parts. ``sign``: of what a positive amount of a line books."""

    path: str
    lines: str
    journal: str
    relation: str
    journals: frozenset[int]
    types: tuple[int, ...]
    sign: int


KINDS: Mapping[str, Kind] = {
    kind.path: kind
    for kind in (
        Kind("salesentry/SalesEntries", "SalesEntryLines", "Journal", "Customer", _SALES, (20, 21), -1),
        Kind("purchaseentry/PurchaseEntries", "PurchaseEntryLines", "Journal", "Supplier", _PURCHASE, (30, 31), 1),
        Kind(
            "generaljournalentry/GeneralJournalEntries",
            "GeneralJournalEntryLines",
            "JournalCode",
            "",
            _OTHER,
            (90, 10),
            1,
        ),
    )
}


def create(division: Division, endpoint: Endpoint, told: Row, at: datetime) -> Row:
    """A new entry with its lines. Raises Refusal: 400 for its shape, 500 for what the books do not allow."""
    kind = KINDS[endpoint.path]
    lines = told.pop(kind.lines, None)
    if not isinstance(lines, list) or not lines or not all(isinstance(one, dict) for one in lines):
        raise business(f"Verplicht: {kind.lines}")
    child = _child(kind)
    sent = [writing.values(child, one) for one in lines]
    row = writing.values(endpoint, told)
    header = _header(division, kind, row, sent, at)
    relation = None
    if kind.relation:
        relation = writing.reference(division, "crm/Accounts", "", row.get(kind.relation))
    details = _details(division, kind, header, relation, sent)
    if kind.relation:
        details[0] = replace(details[0], description=row.get("Description"))  # of the header: line 0
    book(division, header, details, at)
    made = stamped(division, at) | row | _told(header, kind, details, relation)
    division.put(kind.path, header.id, made)
    _put_lines(division, kind, header, details, at)
    _link(division, made.get("Document"), header.id)
    return made


def enlist(division: Division, header: Header, details: Sequence[Detail], at: datetime) -> None:
    """List an entry that came by XML among those of its journal; bank and cash have their heads only."""
    kind = next((one for one in KINDS.values() if header.journal["Type"] in one.journals), None)
    if kind is None:
        _put_statement(division, header, at)
        return
    whole = next((one for one in details if one.account["Type"] in {booking.RECEIVABLE, booking.PAYABLE}), None)
    if not kind.relation:
        division.put(kind.path, header.id, stamped(division, at) | _told(header, kind, details, None))
    elif whole is not None and whole.relation is not None:
        told = _told(header, kind, [whole, *(one for one in details if one is not whole)], whole.relation)
        told |= {kind.relation: whole.relation["ID"], "YourRef": header.your_ref, "Description": whole.description}
        division.put(kind.path, header.id, stamped(division, at) | told)
    _put_lines(division, kind, header, [one for one in details if one is not whole or not kind.relation], at)


def _put_statement(division: Division, header: Header, at: datetime) -> None:
    path = "financialtransaction/CashEntries" if header.journal["Type"] == 10 else "financialtransaction/BankEntries"
    row = {"EntryID": header.id, "EntryNumber": header.number, "JournalCode": header.journal["Code"]}
    row |= {"FinancialYear": header.year, "FinancialPeriod": header.period, "Status": header.status, "Currency": "EUR"}
    division.put(path, header.id, stamped(division, at) | row | {"JournalDescription": header.journal["Description"]})


def change(division: Division, endpoint: Endpoint, row: Row, told: Row, at: datetime) -> None:
    """Other words on an open entry; amounts stay. Raises Refusal."""
    _check_open(row)
    changed = writing.values(endpoint, told)
    kept = {"YourRef", "PaymentReference", "DueDate", "Description", "Document", "InvoiceNumber"}
    if changed.keys() - kept:
        raise business(f"Niet toegestaan: {', '.join(sorted(changed.keys() - kept))}")
    if changed.get("Document"):
        writing.reference(division, "documents/Documents", "", changed["Document"])
    stamp = {name: value for name, value in stamped(division, at).items() if name.startswith("Modif")}
    division.put(endpoint.path, row["EntryID"], row | changed | stamp)
    _link(division, changed.get("Document"), row["EntryID"])
    words = {name: value for name, value in changed.items() if name != "Description"}
    for line in list(division.by(TRANSACTION_LINES, "EntryID").get(row["EntryID"], ())):
        division.put(TRANSACTION_LINES, line["ID"], line | words | stamp)


def remove(division: Division, endpoint: Endpoint, row: Row, at: datetime) -> None:
    """Delete an open entry. Raises Refusal (500) for one that was processed."""
    _check_open(row)
    entry = row["EntryID"]
    child = _child(KINDS[endpoint.path]).path
    for line in list(division.by(child, "EntryID").get(entry, ())):
        division.remove(child, line["ID"], at, booking.USER["ID"])
    unbook(division, entry, at)
    division.remove(endpoint.path, entry, at, booking.USER["ID"])


def _link(division: Division, document: Any, entry: str) -> None:
    """The document of an entry says which entry that is."""
    if document:
        row = writing.reference(division, "documents/Documents", "", document)
        division.put("documents/Documents", row["ID"], row | {"FinancialTransactionEntryID": entry})


def _check_open(row: Row) -> None:
    if row.get("Status") != booking.OPEN:
        raise business(f"Can't delete: Entry {row.get('EntryNumber')} - Status: Verwerkt")


def _child(kind: Kind) -> Endpoint:
    return endpoints()[f"{kind.path.partition('/')[0]}/{kind.lines}"]


def _header(division: Division, kind: Kind, row: Row, lines: Sequence[Row], at: datetime) -> Header:
    journal = writing.reference(division, "financial/Journals", "Code", row.get(kind.journal))
    if journal["Type"] not in kind.journals:
        raise business("Ongeldig: Dagboek")
    if row.get("Currency", "EUR") not in {"EUR", None}:
        raise business("Ongeldige referentie: Currencies")
    on = _day(row.get("EntryDate") or next((one["Date"] for one in lines if one.get("Date")), None), at.date())
    year, period = _period(division, kind, row, on)
    number_ = _entry_number(division, journal, row, year)
    kind_ = row.get("Type") or kind.types[0]
    if kind_ not in kind.types:
        raise business("Ongeldig: Type")
    days = _days(division, row)
    document = row.get("Document")
    if document:
        writing.reference(division, "documents/Documents", "", document)
    return Header(
        division.new_guid(), number_, kind_, journal, on, year, period,
        due=_day(row.get("DueDate"), on + timedelta(days=days)) if kind.relation else None,
        your_ref=row.get("YourRef"), reference=row.get("PaymentReference"), document=document,
        invoice=row.get("InvoiceNumber") or (number_ if kind.relation else None), condition=row.get("PaymentCondition"),
    )  # fmt: skip


def _day(written: Any, otherwise: date) -> date:
    return on_day(str(written)) if written else otherwise


def _days(division: Division, row: Row) -> int:
    if not row.get("PaymentCondition"):
        return 0
    found = writing.reference(division, "cashflow/PaymentConditions", "Code", row["PaymentCondition"])
    row["PaymentCondition"] = found["Code"]
    return int(found.get("PaymentDays") or 0)


def _period(division: Division, kind: Kind, row: Row, on: date) -> tuple[int, int]:
    names = ("ReportingYear", "ReportingPeriod") if kind.relation else ("FinancialYear", "FinancialPeriod")
    year, period = int(row.get(names[0]) or on.year), int(row.get(names[1]) or on.month)
    periods = division.table("financial/FinancialPeriods").values()
    if find(periods, lambda one: one["FinYear"] == year and one["FinPeriod"] == period) is None:
        raise business("Ongeldig: Boekjaar / Periode")
    return year, period


def _entry_number(division: Division, journal: Row, row: Row, year: int) -> int:
    wanted = row.get("EntryNumber")
    if (journal["Code"], year, wanted) in division.entries:
        raise business("Gegeven bestaat reeds.")
    if wanted:
        return int(wanted)
    code = str(journal["Code"])
    return division.free_number(code, year, year % 100 * 100_000 + (int(code) * 1_000 if code.isdecimal() else 1_000))


def _details(division: Division, kind: Kind, header: Header, relation: Row | None, sent: Sequence[Row]) -> list[Detail]:
    made: list[Detail] = []
    vat_lines: list[Detail] = []
    for place, line in enumerate(sent, 1):
        detail = _detail(division, kind, line, place, relation)
        made.append(detail)
        if detail.vat is not None and detail.vat_amount:
            vat_lines.append(_vat_line(division, detail, len(sent) + len(vat_lines) + 1))
    made += vat_lines
    if not kind.relation:
        return made
    whole = -sum((one.amount for one in made), Decimal())
    account = division.table("financial/GLAccounts")[header.journal["GLAccount"]]
    return [Detail(account, whole, 0, division.new_guid(), None, relation), *made]


def _detail(division: Division, kind: Kind, line: Row, place: int, relation: Row | None) -> Detail:
    account = writing.reference(division, "financial/GLAccounts", "", line.get("GLAccount"))
    if account.get("IsBlocked"):
        raise business(f"Geblokkeerd: Grootboekrekening {account['Code']}")
    own = writing.reference(division, "crm/Accounts", "", line["Account"]) if line.get("Account") else relation
    if account["Type"] in {booking.RECEIVABLE, booking.PAYABLE} and own is None:
        raise business("Verplicht: Relatie")
    vat = writing.reference(division, "vat/VATCodes", "Code", line["VATCode"]) if line.get("VATCode") else None
    net, tax = _split(line, vat)
    return Detail(
        account, kind.sign * net, place, division.new_guid(), line.get("Description"), own, vat,
        kind.sign * tax, kind.sign * net if vat is not None else Decimal(),
        on=on_day(line["Date"]) if line.get("Date") else None,
        extra={name: line[name] for name in _KEPT if line.get(name) is not None},
    )  # fmt: skip


def _split(line: Row, vat: Row | None) -> tuple[Decimal, Decimal]:
    """The net amount of a line and its VAT."""
    if line.get("AmountFC") is None and line.get("AmountDC") is None:
        raise business("Verplicht: Bedrag")
    value = amount(line, "AmountFC" if line.get("AmountFC") is not None else "AmountDC")
    if value != value.quantize(_CENT):
        raise business("Ongeldig: Bedrag")
    if vat is None:
        return value, Decimal()
    fraction = amount(vat, "Percentage")
    if vat["Type"] == "I":
        tax = (value * fraction / (1 + fraction)).quantize(_CENT, ROUND_HALF_UP)
        return value - tax, tax
    tax = (value * fraction).quantize(_CENT, ROUND_HALF_UP)
    return value, amount(line, "VATAmountFC") if line.get("VATAmountFC") is not None else tax


def _vat_line(division: Division, detail: Detail, place: int) -> Detail:
    vat = detail.vat or {}
    account = vat.get("GLToPay") or vat.get("GLToClaim")
    if account is None:
        raise business("Ongeldig: BTW-code")
    found = division.table("financial/GLAccounts")[account]
    return Detail(
        found, detail.vat_amount, place, division.new_guid(), detail.description, detail.relation, vat, Decimal(),
        detail.amount, detail.on,
    )  # fmt: skip


def _told(header: Header, kind: Kind, details: Sequence[Detail], relation: Row | None) -> Row:
    row: Row = {
        "EntryID": header.id,
        "EntryNumber": header.number,
        "Type": header.type,
        "Status": header.status,
        "StatusDescription": "Open",
        "Currency": header.currency,
        kind.journal: header.journal["Code"],
        "JournalDescription": header.journal["Description"],
        "Reversal": False,
    }
    if relation is None:
        return row | {"FinancialYear": header.year, "FinancialPeriod": header.period, "ExchangeRate": 1}
    tax = -kind.sign * -sum((one.vat_amount for one in details), Decimal())
    gross = -kind.sign * details[0].amount
    return row | {
        "ReportingYear": header.year,
        "ReportingPeriod": header.period,
        "InvoiceNumber": header.invoice,
        "EntryDate": day(header.on),
        "DueDate": day(header.due or header.on),
        "AmountDC": number(gross),
        "AmountFC": number(gross),
        "VATAmountDC": number(tax),
        "VATAmountFC": number(tax),
        "Rate": 1,
        f"{kind.relation}Name": relation["Name"],
    }


def _put_lines(division: Division, kind: Kind, header: Header, details: Iterable[Detail], at: datetime) -> None:
    """The lines as the entry itself shows them: without its first line, and without those of VAT."""
    path = _child(kind).path
    for detail in details:
        if detail.line == 0 or (detail.account["Type"] == booking.VAT and detail.vat is not None):
            continue
        row = line_row(division, header, detail, at)
        value, tax = number(kind.sign * detail.amount), number(kind.sign * detail.vat_amount)
        row |= {"AmountDC": value, "AmountFC": value, "VATAmountDC": tax, "VATAmountFC": tax}
        division.put(path, detail.id, row | {"AmountVATDC": tax, "AmountVATFC": tax, "VATBaseAmountFC": value})
