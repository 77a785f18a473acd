"""What is invoiced: lines, allowances, VAT and totals, values to elements."""

from overstap.exchange.ubl.output import Out
from overstap.exchange.ubl.values import Adjustment, Invoice, Line, Period, Vat, VatTotal


def lines(root: Out, invoice: Invoice) -> None:
    """All lines."""
    name, quantity = (
        ("cac:CreditNoteLine", "cbc:CreditedQuantity")
        if invoice.is_credit_note
        else ("cac:InvoiceLine", "cbc:InvoicedQuantity")
    )
    for one in invoice.lines:
        _line(root.inside(name), one, quantity)


def adjustments(out: Out, found: tuple[Adjustment, ...]) -> None:
    """Allowances and charges of a document or line."""
    for one in found:
        inside = out.inside("cac:AllowanceCharge")
        inside.put("cbc:ChargeIndicator", "true" if one.is_charge else "false")
        inside.put("cbc:AllowanceChargeReasonCode", one.reason_code)
        inside.put("cbc:AllowanceChargeReason", one.reason)
        inside.put("cbc:MultiplierFactorNumeric", one.percent)
        inside.amount("cbc:Amount", one.amount)
        inside.amount("cbc:BaseAmount", one.base)
        _vat(inside, "cac:TaxCategory", one.vat)


def totals(root: Out, invoice: Invoice) -> None:
    """The VAT for each rate, and the totals."""
    found = invoice.totals
    tax = root.inside("cac:TaxTotal")
    tax.amount("cbc:TaxAmount", found.vat)
    for one in invoice.vat:
        _vat_total(tax.inside("cac:TaxSubtotal"), one)
    if found.vat_in_own_currency is not None:
        own = {"currencyID": invoice.vat_currency}
        root.inside("cac:TaxTotal").put("cbc:TaxAmount", found.vat_in_own_currency, own)
    out = root.inside("cac:LegalMonetaryTotal")
    out.amount("cbc:LineExtensionAmount", found.lines)
    out.amount("cbc:TaxExclusiveAmount", found.exclusive)
    out.amount("cbc:TaxInclusiveAmount", found.inclusive)
    out.amount("cbc:AllowanceTotalAmount", found.allowances)
    out.amount("cbc:ChargeTotalAmount", found.charges)
    out.amount("cbc:PrepaidAmount", found.prepaid)
    out.amount("cbc:PayableRoundingAmount", found.rounding)
    out.amount("cbc:PayableAmount", found.payable)


def period(out: Out, one: Period | None) -> None:
    """The invoicing period of a document or line."""
    if one is None:
        return
    inside = out.inside("cac:InvoicePeriod")
    inside.put("cbc:StartDate", one.first)
    inside.put("cbc:EndDate", one.last)
    inside.put("cbc:DescriptionCode", one.tax_point_code)


def _line(out: Out, one: Line, quantity: str) -> None:
    out.put("cbc:ID", one.number)
    out.put("cbc:Note", one.note)
    out.put(quantity, one.quantity, {"unitCode": one.unit})
    out.amount("cbc:LineExtensionAmount", one.amount)
    out.put("cbc:AccountingCost", one.accounting_cost)
    period(out, one.period)
    out.deep("cac:OrderLineReference/cbc:LineID", one.order_line)
    adjustments(out, one.adjustments)
    item = out.inside("cac:Item")
    item.put("cbc:Description", one.description)
    item.put("cbc:Name", one.name)
    item.deep("cac:BuyersItemIdentification/cbc:ID", one.buyer_item)
    item.deep("cac:SellersItemIdentification/cbc:ID", one.seller_item)
    if one.standard_item:
        scheme = {"schemeID": one.standard_item.scheme}
        item.deep("cac:StandardItemIdentification/cbc:ID", one.standard_item.value, scheme)
    _vat(item, "cac:ClassifiedTaxCategory", one.vat)
    price = out.inside("cac:Price")
    price.amount("cbc:PriceAmount", one.price)
    price.put("cbc:BaseQuantity", one.price_quantity, {"unitCode": one.unit})


def _vat_total(out: Out, one: VatTotal) -> None:
    out.amount("cbc:TaxableAmount", one.taxable)
    out.amount("cbc:TaxAmount", one.tax)
    _vat(out, "cac:TaxCategory", one.vat, one)


def _vat(out: Out, name: str, vat: Vat | None, total: VatTotal | None = None) -> None:
    if vat is None:
        return
    inside = out.inside(name)
    inside.put("cbc:ID", vat.category)
    inside.put("cbc:Percent", vat.rate)
    if total:
        inside.put("cbc:TaxExemptionReasonCode", total.exemption_code)
        inside.put("cbc:TaxExemptionReason", total.exemption)
    inside.deep("cac:TaxScheme/cbc:ID", "VAT")
