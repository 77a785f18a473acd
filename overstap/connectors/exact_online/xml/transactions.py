"""Entries as GLTransactions of the XML interface: every line as it is, VAT lines included.

Unlike the REST endpoints it takes bank and cash journals with lines as they are, amounts in two currencies, VAT amounts
that differ from what Exact would count, and for certain opening balances (type 10): of generaljournalentry one page of
Exact says that it makes them, a later one that it does not. Names, order and VAT types are those of eExact-XML.xsd.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from overstap.books.ledger.values import Entry, Line
from overstap.connectors.exact_online import tables
from overstap.connectors.exact_online.xml import building
from overstap.connectors.exact_online.xml.building import Element
from overstap.lib.money import ZERO

EURO = "EUR"
NO_VAT = "S"
_LINE_TYPES = frozenset({10, 12, 20, 22, 24, 26, 27, 29, 30, 32, 35, 40, 50, 52, 55, 60, 90}) | frozenset(
    {110, 111, 120, 121, 122, 123, 125, 130, 140, 150, 160}
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the division says about the codes of a line: see ``Setting``."""

    account_type: int
    relation: str  # the relation's code at Exact
    vat_code: str  # the VAT code at Exact
    vat_type: str
    due: str = ""  # ISO date


@dataclass(frozen=True, slots=True)
class Setting:
    """Where an entry goes: the type of its journal, its number (None: Exact gives one), and its currency."""

    journal_type: int
    number: int | None
    reference: str
    show: Callable[[Line], Shown]


_FIRST_PERIOD = 1  # Exact has no period 0: an opening balance stands in the first


def transaction(entry: Entry, setting: Setting) -> Element:
    """A GLTransaction. Its lines are those of ``entry``, in their order."""
    kind = tables.OPENING_ENTRY if entry.kind == "opening" else tables.TRANSACTION_TYPES.get(setting.journal_type, 90)
    made = building.element("GLTransaction", entry=setting.number)
    building.put_number(made, "TransactionType", kind)
    building.put_coded(made, "Journal", entry.journal)
    building.put_date(made, "Date", entry.date)
    building.put_number(made, "FinYear", entry.year)
    building.put_number(made, "FinPeriod", max(entry.period, _FIRST_PERIOD))
    building.put(made, "Description", entry.description)
    building.put_coded(made, "Account", _party(entry.lines, setting))
    for number, line in zip(_numbers(entry.lines), entry.lines, strict=True):
        made.append(_line(entry, line, number, kind, setting))
    return made


def _numbers(lines: Sequence[Line]) -> Sequence[int]:
    """The numbers of the lines: their own where those are numbers, each once; else from 0."""
    told = [int(line.nr) for line in lines if line.nr.isascii() and line.nr.isdigit() and len(line.nr) < 6]
    return told if len(set(told)) == len(lines) else range(len(lines))


def _party(lines: Sequence[Line], setting: Setting) -> str:
    """The relation of an entry, where it has just one."""
    found = {setting.show(line).relation for line in lines if line.relation}
    return found.pop() if len(found) == 1 and setting.journal_type in (tables.SALES, tables.PURCHASE) else ""


def _line(entry: Entry, line: Line, number: int, kind: int, setting: Setting) -> Element:
    shown = setting.show(line)
    opening = kind == tables.OPENING_ENTRY
    line_type = shown.account_type if opening and shown.account_type in _LINE_TYPES else None
    made = building.element("GLTransactionLine", type=kind, linetype=line_type, line=number, status=20)
    building.put_date(made, "Date", line.effective_date or entry.date)
    building.put(made, "VATType", shown.vat_type)
    building.put_number(made, "FinYear", entry.year)
    building.put_number(made, "FinPeriod", max(entry.period, _FIRST_PERIOD))
    building.put_coded(made, "GLAccount", line.account)
    building.put(made, "Description", line.description or entry.description)
    building.put(made, "DueDate", shown.due)
    building.put_coded(made, "Account", shown.relation)
    building.put_coded(made, "Costcenter", line.cost_centre)
    building.put_coded(made, "Costunit", (line.extra or {}).get("cost_unit"))
    building.put_amount(made, "Quantity", line.quantity)
    made.append(_amount(line, shown))
    made.append(_foreign(line, shown))
    _references(made, line, setting.reference)
    building.put_coded(made, "Project", line.project)
    return made


def _amount(line: Line, shown: Shown) -> Element:
    """In the currency of the administration."""
    made = building.element("Amount")
    building.put_coded(made, "Currency", EURO)
    building.put_amount(made, "Value", line.amount)
    building.put_coded(made, "VAT", shown.vat_code)
    building.put(made, "VATPercentage", _fraction(line))
    building.put_amount(made, "VATBaseAmount", _base(line, line.amount))
    return made


def _foreign(line: Line, shown: Shown) -> Element:
    """In the currency of the entry, with the VAT that belongs to the line."""
    value = line.amount if line.currency_amount is None else foreign_amount(line)
    made = building.element("ForeignAmount")
    building.put_coded(made, "Currency", line.currency or EURO)
    building.put_amount(made, "Value", value)
    building.put(made, "Rate", rate(line))
    building.put_coded(made, "VAT", shown.vat_code)
    building.put(made, "VATPercentage", _fraction(line))
    building.put_amount(made, "VATBaseAmount", _base(line, value))
    building.put_amount(made, "VATAmount", line.vat[0].amount if line.vat else None)
    return made


def _references(made: Element, line: Line, reference: str) -> None:
    """Exact's invoice number is a number; what the other party calls the invoice is YourRef."""
    references = building.element("References")
    if line.invoice_ref.isascii() and line.invoice_ref.isdigit():
        building.put(references, "InvoiceNumber", line.invoice_ref)
    building.put(references, "PaymentReference", (line.extra or {}).get("payment_reference"))
    building.put(references, "YourRef", line.doc_ref or line.invoice_ref or reference)
    if len(references):
        made.append(references)


def foreign_amount(line: Line) -> Decimal:
    """The amount in the line's currency, debit positive: ours is as written, in the direction of its side."""
    written = line.currency_amount or ZERO
    return written if line.side == "D" else -written


def rate(line: Line) -> str:
    """How much of the administration's currency one of the line's is."""
    value = foreign_amount(line) if line.currency_amount is not None else ZERO
    if not value or line.amount == value:
        return "1"
    return f"{(line.amount / value).quantize(Decimal('0.000001')):f}"


def _base(line: Line, value: Decimal) -> Decimal | None:
    """The amount over which VAT is counted: of a line with VAT itself, of a line that is VAT what it tells."""
    told = (line.extra or {}).get("vat_base")
    return value if line.vat else Decimal(str(told)) if told else None


def _fraction(line: Line) -> str:
    """Exact's percentages are fractions: 21 per cent is 0.21."""
    if not line.vat:
        return ""
    return f"{(line.vat[0].percentage / 100).normalize():f}"
