"""An invoice or credit note in UBL 2.1 (OASIS; EN 16931-3-2 says what stands where), bytes to values."""

from dataclasses import dataclass
from datetime import date

from overstap.exchange.ubl import amounts, parties
from overstap.exchange.ubl.checks import check
from overstap.exchange.ubl.nodes import Node, Sheet
from overstap.exchange.ubl.parsing import parse
from overstap.exchange.ubl.values import Attachment, Invoice, Kind, Party, Reference
from overstap.lib.findings import Finding

_PROJECT = "50"  # UNCL 1001: the type of a reference to a project, which a credit note has no element for


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands in a file, and all that is wrong with it; each place is an XPath."""

    invoice: Invoice
    findings: tuple[Finding, ...]


def read(content: bytes) -> Reading:
    """Read an invoice or credit note. What is missing or wrong becomes a finding; the rest is there all the same.

    Raises UnreadableInvoice when it is no such document, or one that must not be opened.
    """
    kind, element = parse(content)
    root = Node(element, "/Invoice" if kind is Kind.INVOICE else "/CreditNote", Sheet())
    root.sheet.currency = root.text("cbc:DocumentCurrencyCode")
    invoice = _invoice(root, kind)
    root.not_taken()
    return Reading(invoice, (*root.sheet.findings.listed(), *check(invoice)))


def _invoice(root: Node, kind: Kind) -> Invoice:
    name = "Invoice" if kind is Kind.INVOICE else "CreditNote"
    own_currency = root.text("cbc:TaxCurrencyCode")
    root.text("cbc:UBLVersionID")
    order = root.one("cac:OrderReference")
    sales_order = order.text("cbc:SalesOrderID") if order else ""
    representative = root.one("cac:TaxRepresentativeParty")
    return Invoice(
        kind=kind,
        number=root.text("cbc:ID"),
        issued=root.day("cbc:IssueDate"),
        type_code=root.text(f"cbc:{name}TypeCode"),
        currency=root.sheet.currency,
        vat_currency=own_currency,
        customization=root.text("cbc:CustomizationID"),
        profile=root.text("cbc:ProfileID"),
        due=_due(root, kind),
        tax_point=root.day("cbc:TaxPointDate"),
        notes=tuple(filter(None, (one.own_text() for one in root.all("cbc:Note")))),
        buyer_reference=root.text("cbc:BuyerReference"),
        accounting_cost=root.text("cbc:AccountingCost"),
        order=_order(order, sales_order),
        sales_order=sales_order,
        contract=root.text("cac:ContractDocumentReference", "cbc:ID"),
        project=_project(root),
        preceding=_preceding(root),
        period=amounts.period(root),
        delivered=root.day("cac:Delivery", "cbc:ActualDeliveryDate"),
        seller=_party(root, "cac:AccountingSupplierParty"),
        buyer=_party(root, "cac:AccountingCustomerParty"),
        payee=root.text("cac:PayeeParty", "cac:PartyName", "cbc:Name"),
        tax_representative=parties.representative(representative) if representative else None,
        payments=tuple(parties.payment(one) for one in root.all("cac:PaymentMeans")),
        terms=root.text("cac:PaymentTerms", "cbc:Note"),
        adjustments=amounts.adjustments(root),
        vat=amounts.vat_totals(root),
        totals=amounts.totals(root.one("cac:LegalMonetaryTotal"), root, own_currency),
        lines=tuple(amounts.line(one, kind) for one in root.all(f"cac:{name}Line")),
        attachments=_attachments(root),
    )


def _party(root: Node, name: str) -> Party:
    node = root.one(name, "cac:Party")
    return parties.party(node) if node else Party("")


def _due(root: Node, kind: Kind) -> date | None:
    if kind is Kind.INVOICE:
        return root.day("cbc:DueDate")
    found = (one.day("cbc:PaymentDueDate") for one in root.all("cac:PaymentMeans"))
    return next(filter(None, found), None)


def _order(node: Node | None, sales_order: str) -> str:
    number = node.text("cbc:ID") if node else ""
    return "" if sales_order and number == "NA" else number  # how one says that there is only the seller's


def _project(root: Node) -> str:
    named = root.text("cac:ProjectReference", "cbc:ID")
    others = (one.text("cbc:ID") for one in root.all("cac:AdditionalDocumentReference") if _is_project(one))
    return named or next(others, "")


def _is_project(node: Node) -> bool:
    return node.text("cbc:DocumentTypeCode") == _PROJECT


def _preceding(root: Node) -> tuple[Reference, ...]:
    found = (one.one("cac:InvoiceDocumentReference") for one in root.all("cac:BillingReference"))
    return tuple(Reference(one.text("cbc:ID"), one.day("cbc:IssueDate")) for one in found if one)


def _attachments(root: Node) -> tuple[Attachment, ...]:
    found = root.all("cac:AdditionalDocumentReference")
    return tuple(_attachment(one) for one in found if not _is_project(one))


def _attachment(node: Node) -> Attachment:
    inside = node.one("cac:Attachment", "cbc:EmbeddedDocumentBinaryObject")
    return Attachment(
        number=node.text("cbc:ID"),
        description=node.text("cbc:DocumentDescription"),
        name=inside.attribute("filename") if inside else "",
        media_type=inside.attribute("mimeCode") if inside else "",
        content=inside.content() if inside else None,
        address=node.text("cac:Attachment", "cac:ExternalReference", "cbc:URI"),
    )
