"""An invoice or credit note to bytes in UBL 2.1 (OASIS), as NLCIUS and EN 16931-3-2 ask for it."""

import base64

from lxml import etree

from overstap.exchange.ubl import writer_lines, writer_parties
from overstap.exchange.ubl.checks import check
from overstap.exchange.ubl.errors import InvoiceBreaksRules
from overstap.exchange.ubl.output import Out
from overstap.exchange.ubl.parsing import CAC, CBC, ROOTS
from overstap.exchange.ubl.values import Attachment, Invoice, Kind
from overstap.lib.findings import blocking

_PROJECT = "50"


def write(invoice: Invoice) -> bytes:
    """The document in UTF-8; ``read`` gives the same invoice back.

    Raises InvoiceBreaksRules, with all findings, when it breaks a rule for which a receiver may refuse it.
    """
    broken = blocking(check(invoice))
    if broken:
        raise InvoiceBreaksRules(broken)
    tag = next(name for name, kind in ROOTS.items() if kind is invoice.kind)
    spaces = {None: tag[1:].partition("}")[0], "cac": CAC, "cbc": CBC}
    element = etree.Element(tag, nsmap=spaces)  # type: ignore[arg-type] # the stubs know no default namespace
    root = Out(element, "/Invoice" if invoice.kind is Kind.INVOICE else "/CreditNote", invoice.currency)
    _head(root, invoice)
    _references(root, invoice)
    writer_parties.parties(root, invoice)
    root.deep("cac:Delivery/cbc:ActualDeliveryDate", invoice.delivered)
    writer_parties.payments(root, invoice)
    writer_lines.adjustments(root, invoice.adjustments)
    writer_lines.totals(root, invoice)
    writer_lines.lines(root, invoice)
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _head(root: Out, invoice: Invoice) -> None:
    root.put("cbc:CustomizationID", invoice.customization)
    root.put("cbc:ProfileID", invoice.profile)
    root.put("cbc:ID", invoice.number)
    root.put("cbc:IssueDate", invoice.issued)
    if invoice.is_credit_note:
        root.put("cbc:TaxPointDate", invoice.tax_point)
        root.put("cbc:CreditNoteTypeCode", invoice.type_code)
    else:
        root.put("cbc:DueDate", invoice.due)
        root.put("cbc:InvoiceTypeCode", invoice.type_code)
    for note in invoice.notes:
        root.put("cbc:Note", note)
    if not invoice.is_credit_note:
        root.put("cbc:TaxPointDate", invoice.tax_point)
    root.put("cbc:DocumentCurrencyCode", invoice.currency)
    root.put("cbc:TaxCurrencyCode", invoice.vat_currency)
    root.put("cbc:AccountingCost", invoice.accounting_cost)
    root.put("cbc:BuyerReference", invoice.buyer_reference)


def _references(root: Out, invoice: Invoice) -> None:
    writer_lines.period(root, invoice.period)
    if invoice.order or invoice.sales_order:
        order = root.inside("cac:OrderReference")
        order.put("cbc:ID", invoice.order or "NA")
        order.put("cbc:SalesOrderID", invoice.sales_order)
    for earlier in invoice.preceding:
        reference = root.inside("cac:BillingReference").inside("cac:InvoiceDocumentReference")
        reference.put("cbc:ID", earlier.number)
        reference.put("cbc:IssueDate", earlier.issued)
    root.deep("cac:ContractDocumentReference/cbc:ID", invoice.contract)
    for attachment in invoice.attachments:
        _attachment(root.inside("cac:AdditionalDocumentReference"), attachment)
    if invoice.project and invoice.is_credit_note:
        reference = root.inside("cac:AdditionalDocumentReference")
        reference.put("cbc:ID", invoice.project)
        reference.put("cbc:DocumentTypeCode", _PROJECT)
    elif invoice.project:
        root.deep("cac:ProjectReference/cbc:ID", invoice.project)


def _attachment(out: Out, one: Attachment) -> None:
    out.put("cbc:ID", one.number)
    out.put("cbc:DocumentDescription", one.description)
    if one.content is None and not one.address:
        return
    attached = out.inside("cac:Attachment")
    if one.content is not None:
        what = {"mimeCode": one.media_type, "filename": one.name}
        attached.put("cbc:EmbeddedDocumentBinaryObject", base64.b64encode(one.content).decode("ascii"), what)
    attached.deep("cac:ExternalReference/cbc:URI", one.address)
