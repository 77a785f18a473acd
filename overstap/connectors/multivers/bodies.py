"""What Multivers is sent: pure functions of books values.

FinTrans with BasicEntryProxy: the example of the maker in omniboost/go-multivers. CustomerEntryProxy with payments:
onetoweb/unit4. CustomerInvoice, its lines and Customer: the schema in Seacommerce/multivers-sdk-php. SupplierInvoice,
SupplierEntryProxy and Supplier by analogy (unverified).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from overstap.books.ledger.values import Entry, Journal, Line
from overstap.books.relations.values import Relation
from overstap.connectors.port import CannotDo
from overstap.lib.money import ZERO

_MODEL = "UNIT4.Multivers.API.BL.Financial.Edit.{}, UNIT4.Multivers.API.Web.WebApi.Model"
_SIDES = {"C": ("Customer", "customer"), "S": ("Supplier", "supplier")}
_NO_SQUEEZE = "N"
Body = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Invoice:
    """The one line of an entry that makes it an invoice, and on which side it is: "C" or "S"."""

    line: Line
    side: str


def invoice_of(entry: Entry, journal: Journal) -> Invoice | None:
    """The invoice in an entry of a sales or purchase journal; None for all other entries. Raises CannotDo."""
    side = {"S": "C", "P": "S"}.get(journal.type)
    if side is None:
        return None
    lines = [line for line in entry.lines if line.relation and line.invoice_ref]
    if len(lines) != 1:
        raise CannotDo(_("An entry in a sales or purchase journal of Multivers is one invoice, no more and no less."))
    return Invoice(lines[0], side)


def invoice(entry: Entry, found: Invoice, reference: str) -> tuple[str, Body]:
    """The name of the endpoint, and what it is sent. Multivers books the VAT itself, from the lines."""
    name, party = _SIDES[found.side]
    lines = [_invoice_line(line, entry) for line in _without_vat(entry, found.line)]
    body = {
        f"{party}Id": found.line.relation,
        "invoiceId": found.line.invoice_ref,
        "reference": reference,
        "journalId": entry.journal,
        "fiscalYear": entry.year,
        "periodNumber": entry.period,
        "invoiceDate": day(entry.date),
        "currencyId": "EUR",
        f"{party}InvoiceLines": lines,
    }
    return f"{name}Invoice", body


def _without_vat(entry: Entry, total: Line) -> list[Line]:
    """The lines of costs or revenue. Raises CannotDo where the VAT on its accounts is not that of these lines."""
    others = [line for line in entry.lines if line is not total]
    vat = sum((one.amount for line in others for one in line.vat), ZERO)
    taxed = [line for line in others if line.vat]
    plain = [line for line in others if not line.vat]
    if vat == 0:
        return others
    if sum((line.amount for line in plain), ZERO) != vat:
        raise CannotDo(_("The VAT of the entry does not follow from its lines, as Multivers books it."))
    return taxed


def _invoice_line(line: Line, entry: Entry) -> Body:
    return {**_basic(line, entry), "entryType": 0}


def transaction(entry: Entry, journal: Journal, reference: str) -> Body:
    """FinTrans. In a journal of bank or cash Multivers adds the line of that account itself."""
    own = journal.offset_account if journal.type in ("B", "C") else ""
    lines = [_entry_line(line, entry) for line in entry.lines if not (own and line.account == own)]
    return {
        "journalId": entry.journal,
        "fiscalYear": entry.year,
        "periodNumber": entry.period,
        "transactionDate": day(entry.date),
        "description": reference,
        "document": "",
        "finTransEntries": lines,
    }


def _entry_line(line: Line, entry: Entry) -> Body:
    if line.relation and line.invoice_ref:
        return _payment(line, entry)
    return {"$type": _MODEL.format("BasicEntryProxy"), **_basic(line, entry)}


def _payment(line: Line, entry: Entry) -> Body:
    """What is paid of an invoice: by a customer where the line is credit, to a supplier where it is debit."""
    name, party = _SIDES["C" if line.amount < 0 else "S"]
    paid = {
        "amountPaidCur": str(abs(line.amount)),
        "description": line.description,
        "invoiceId": line.invoice_ref,
    }
    return {
        "$type": _MODEL.format(f"{name}EntryProxy"),
        f"{party}Id": line.relation,
        f"{party}EntryPayments": [paid],
        "transactionDate": day(line.effective_date or entry.date),
    }


def _basic(line: Line, entry: Entry) -> dict[str, object]:
    debit, credit = (line.amount, Decimal(0)) if line.side == "D" else (Decimal(0), -line.amount)
    made: dict[str, object] = {
        "accountId": line.account,
        "costCentreId": line.cost_centre,
        "debitAmount": str(debit),
        "creditAmount": str(credit),
        "description": line.description or entry.description,
        "transactionDate": day(line.effective_date or entry.date),
    }
    if line.vat:
        made.update({"vatCodeId": line.vat[0].code, "vatAmount": str(abs(line.vat[0].amount)), "vatIncluded": False})
    return made


def relation(made: Relation, side: str) -> tuple[str, Body]:
    """The name of the endpoint for a customer ("C") or supplier ("S"), and what it is sent."""
    name, party = _SIDES[side]
    street = next((one for one in made.addresses if one.kind == "street"), None)
    body = {
        f"{party}Id": made.code,
        "name": made.name,
        "shortName": made.name[:20],
        "currencyId": "EUR",
        "creditSqueezeId": _NO_SQUEEZE,
        "street1": f"{street.street} {street.number}{street.addition}".strip() if street else "",
        "zipCode": street.postal_code if street else "",
        "city": street.city if street else "",
        "countryId": (street.country if street else "") or made.tax_country or "NL",
        "email": made.email,
        "telephone": made.phone,
        "cocRegistration": made.commerce_number,
        "vatNumber": made.tax_number,
    }
    return name, {key: one for key, one in body.items() if one != ""}


def day(on: date) -> str:
    """A day as Multivers writes it: 28-2-2018."""
    return f"{on.day}-{on.month}-{on.year}"
