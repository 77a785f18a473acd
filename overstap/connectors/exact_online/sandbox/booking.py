"""Entries in the books of a division: their transaction lines, and what is open on customers and suppliers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from overstap.connectors.exact_online.sandbox.answers import business
from overstap.connectors.exact_online.sandbox.tables import Division, Row, amount, day, guid, moment, number
from overstap.connectors.exact_online.sandbox.views import PAYMENTS, RECEIVABLES, TRANSACTION_LINES

OPENING, SALES, CREDIT_NOTE, PURCHASE, PURCHASE_CREDIT = 10, 20, 21, 30, 31
CASH_FLOW, GENERAL = 40, 90
RECEIVABLE, PAYABLE, VAT = 20, 22, 24  # types of accounts of the chart
OPEN, PROCESSED = 20, 50
USER = {"ID": guid("user"), "FullName": "Saskia de Boer"}


@dataclass(frozen=True, slots=True)
class Header:
    """What all lines of an entry share."""

    id: str
    number: int
    type: int
    journal: Row
    on: date
    year: int
    period: int
    status: int = OPEN
    currency: str = "EUR"
    due: date | None = None
    your_ref: str | None = None
    reference: str | None = None  # PaymentReference
    invoice: int | None = None
    document: str | None = None
    condition: str | None = None  # PaymentCondition


@dataclass(frozen=True, slots=True)
class Detail:
    """One line: debit positive. ``extra`` are fields of TransactionLines that are kept as they came."""

    account: Row
    amount: Decimal
    line: int
    id: str
    description: str | None = None
    relation: Row | None = None
    vat: Row | None = None
    vat_amount: Decimal = Decimal()
    vat_base: Decimal = Decimal()
    on: date | None = None
    extra: Row = field(default_factory=dict)


def book(division: Division, header: Header, details: Sequence[Detail], at: datetime) -> None:
    """Write the lines of an entry. Raises Refusal (500) where they do not balance."""
    if sum((one.amount for one in details), Decimal()) != 0:
        raise business("Boeking is niet in balans")
    for detail in details:
        division.put(TRANSACTION_LINES, detail.id, line_row(division, header, detail, at))
    division.entries.add((header.journal["Code"], header.year, header.number))
    if header.type == CASH_FLOW:
        return  # they pay items, and open none
    for detail in details:
        if detail.relation is not None and detail.account["Type"] in {RECEIVABLE, PAYABLE}:
            _put_term(division, header, detail, at)


def unbook(division: Division, entry: str, at: datetime) -> None:
    """Take the lines of an entry out again, with what they left open."""
    for row in division.by(TRANSACTION_LINES, "EntryID").get(entry, [])[:1]:
        division.entries.discard((row["JournalCode"], row["FinancialYear"], row["EntryNumber"]))
    for entity in (TRANSACTION_LINES, RECEIVABLES, PAYMENTS):
        for row in list(division.by(entity, "EntryID").get(entry, ())):
            division.remove(entity, row["ID"], at, USER["ID"])


def line_row(division: Division, header: Header, detail: Detail, at: datetime) -> Row:
    """A row of financialtransaction/TransactionLines; what is null is left out."""
    row = _entry_fields(division, header, at) | {
        "ID": detail.id,
        "LineNumber": detail.line,
        "LineType": 0,
        "Date": day(detail.on or header.on),
        "GLAccount": detail.account["ID"],
        "GLAccountCode": detail.account["Code"],
        "GLAccountDescription": detail.account["Description"],
        "AmountDC": number(detail.amount),
        "AmountFC": number(detail.amount),
        "AmountVATFC": number(detail.vat_amount),
        "AmountVATBaseFC": number(detail.vat_base),
        "Description": detail.description,
        "PaymentDiscountAmount": 0,
        "Quantity": 0,
    }
    if detail.relation is not None:
        row |= relation_fields(detail.relation)
    if detail.vat is not None:
        row |= {"VATCode": detail.vat["Code"], "VATCodeDescription": detail.vat["Description"]}
        row["VATPercentage"] = detail.vat["Percentage"]
    return {**row, **detail.extra}


def relation_fields(relation: Row) -> Row:
    """The copies of a relation in other rows."""
    return {"Account": relation["ID"], "AccountCode": relation["Code"], "AccountName": relation["Name"]}


def stamped(division: Division, at: datetime) -> Row:
    """Who made a row, and when."""
    made = moment(at)
    return {
        "Division": division.code,
        "Created": made,
        "Creator": USER["ID"],
        "CreatorFullName": USER["FullName"],
        "Modified": made,
        "Modifier": USER["ID"],
        "ModifierFullName": USER["FullName"],
    }


def settle(division: Division, entity: str, entry: str, paid: Decimal, on: date) -> None:
    """A payment for the item of an entry; a part of it leaves the rest open."""
    for row in division.by(entity, "EntryID").get(entry, ())[:1]:
        settle_term(division, entity, row, paid, on)


def settle_term(division: Division, entity: str, row: Row, paid: Decimal, on: date) -> None:
    """A payment for one item; more than is open is not taken into account."""
    if row["IsFullyPaid"]:
        return
    left = abs(amount(row, "AmountDC")) - paid
    row["LastPaymentDate"] = day(on)
    if left <= 0:
        row |= {"IsFullyPaid": True, "Status": PROCESSED, "EndDate": day(on), "EndYear": on.year, "EndPeriod": on.month}
    else:
        sign = -1 if amount(row, "AmountDC") < 0 else 1
        row["AmountDC"] = row["AmountFC"] = number(sign * left)
    division.put(entity, row["ID"], row)


def _entry_fields(division: Division, header: Header, at: datetime) -> Row:
    made: dict[str, Any] = stamped(division, at) | {
        "EntryID": header.id,
        "EntryNumber": header.number,
        "Type": header.type,
        "Status": header.status,
        "JournalCode": header.journal["Code"],
        "JournalDescription": header.journal["Description"],
        "FinancialYear": header.year,
        "FinancialPeriod": header.period,
        "Currency": header.currency,
        "ExchangeRate": 1,
        "InvoiceNumber": header.invoice,
        "YourRef": header.your_ref,
        "PaymentReference": header.reference,
        "DueDate": None if header.due is None else day(header.due),
    }
    if header.document is not None:
        document = division.table("documents/Documents").get(header.document, {})
        made |= {"Document": header.document, "DocumentNumber": document.get("HID")}
        made["DocumentSubject"] = document.get("Subject")
    return made


def _put_term(division: Division, header: Header, detail: Detail, at: datetime) -> None:
    """An item that is open: to be received negative, to be paid positive, as in the lists of cashflow."""
    relation = detail.relation or {}
    entity = RECEIVABLES if detail.account["Type"] == RECEIVABLE else PAYMENTS
    key = guid(division.code, "term", detail.id)
    row = stamped(division, at) | relation_fields(relation)
    row |= {
        "ID": key,
        "_HID": division.next("term", 1),
        "AccountCountry": relation.get("Country"),
        "AmountDC": number(-detail.amount),
        "AmountFC": number(-detail.amount),
        "AmountDiscountDC": 0,
        "AmountDiscountFC": 0,
        "Currency": header.currency,
        "Description": detail.description,
        "DueDate": day(header.due or header.on),
        "TransactionDueDate": day(header.due or header.on),
        "EntryDate": day(header.on),
        "EntryID": header.id,
        "EntryNumber": header.number,
        "GLAccount": detail.account["ID"],
        "GLAccountCode": detail.account["Code"],
        "GLAccountDescription": detail.account["Description"],
        "InvoiceDate": day(detail.on or header.on),
        "InvoiceNumber": header.invoice,
        "IsFullyPaid": False,
        "Journal": header.journal["Code"],
        "JournalDescription": header.journal["Description"],
        "LineType": detail.account["Type"],
        "PaymentCondition": header.condition,
        "PaymentDays": ((header.due or header.on) - header.on).days,
        "PaymentMethod": "B",
        "PaymentReference": header.reference,
        "RateFC": 1,
        "Status": OPEN,
        "TransactionAmountDC": number(abs(detail.amount)),
        "TransactionAmountFC": number(abs(detail.amount)),
        "TransactionEntryID": header.id,
        "TransactionID": detail.id,
        "TransactionIsReversal": False,
        "TransactionReportingYear": header.year,
        "TransactionReportingPeriod": header.period,
        "TransactionStatus": header.status,
        "TransactionType": header.type,
        "YourRef": header.your_ref,
    }
    division.put(entity, key, row | {name: value for name, value in detail.extra.items() if name in _TERM_FIELDS})


_TERM_FIELDS = {"YourRef", "InvoiceNumber", "DueDate", "Description", "PaymentReference"}
