"""What is invoiced: lines, allowances, VAT and totals, elements to values."""

from overstap.exchange.ubl.nodes import Node
from overstap.exchange.ubl.values import Adjustment, Identifier, Kind, Line, Period, Totals, Vat, VatTotal
from overstap.lib.sentences import sentence


def line(node: Node, kind: Kind) -> Line:
    """A line from cac:InvoiceLine or cac:CreditNoteLine."""
    quantity = "cbc:InvoicedQuantity" if kind is Kind.INVOICE else "cbc:CreditedQuantity"
    counted, item, price = node.one(quantity), node.one("cac:Item"), node.one("cac:Price")
    return Line(
        number=node.text("cbc:ID"),
        quantity=node.number(quantity),
        unit=counted.attribute("unitCode") if counted else "",
        amount=node.amount("cbc:LineExtensionAmount"),
        name=item.text("cbc:Name") if item else "",
        price=price.amount("cbc:PriceAmount") if price else None,
        price_quantity=price.number("cbc:BaseQuantity") if price else None,
        vat=_vat(item.one("cac:ClassifiedTaxCategory")) if item else None,
        description=item.text("cbc:Description") if item else "",
        seller_item=item.text("cac:SellersItemIdentification", "cbc:ID") if item else "",
        buyer_item=item.text("cac:BuyersItemIdentification", "cbc:ID") if item else "",
        standard_item=_standard(item.one("cac:StandardItemIdentification", "cbc:ID")) if item else None,
        note=node.text("cbc:Note"),
        order_line=node.text("cac:OrderLineReference", "cbc:LineID"),
        accounting_cost=node.text("cbc:AccountingCost"),
        period=period(node),
        adjustments=adjustments(node),
    )


def adjustments(node: Node) -> tuple[Adjustment, ...]:
    """The allowances and charges of a document or line."""
    return tuple(_adjustment(one) for one in node.all("cac:AllowanceCharge"))


def period(node: Node) -> Period | None:
    """The invoicing period of a document or line."""
    found = node.one("cac:InvoicePeriod")
    if found is None:
        return None
    return Period(found.day("cbc:StartDate"), found.day("cbc:EndDate"), found.text("cbc:DescriptionCode"))


def totals(node: Node | None, root: Node, own_currency: str) -> Totals:
    """The totals from cac:LegalMonetaryTotal and the cac:TaxTotal of each currency."""
    by_currency = {one.attribute("currencyID"): one for one in _tax_amounts(root)}
    vat = by_currency.get(root.sheet.currency)
    own = by_currency.get(own_currency) if own_currency != root.sheet.currency else None
    names = ("LineExtension", "TaxExclusive", "TaxInclusive", "Payable", "AllowanceTotal", "ChargeTotal", "Prepaid")
    found = [node.amount(f"cbc:{name}Amount") if node else None for name in names]
    lines, exclusive, inclusive, payable, allowances, charges, prepaid = found
    return Totals(
        lines=lines,
        exclusive=exclusive,
        inclusive=inclusive,
        payable=payable,
        vat=vat.own_number() if vat else None,
        allowances=allowances,
        charges=charges,
        prepaid=prepaid,
        rounding=node.amount("cbc:PayableRoundingAmount") if node else None,
        vat_in_own_currency=own.own_number() if own else None,
    )


def vat_totals(root: Node) -> tuple[VatTotal, ...]:
    """The VAT for each category and rate."""
    return tuple(_vat_total(one) for total in root.all("cac:TaxTotal") for one in total.all("cac:TaxSubtotal"))


def _tax_amounts(root: Node) -> list[Node]:
    found = (total.one("cbc:TaxAmount") for total in root.all("cac:TaxTotal"))
    return [one for one in found if one is not None]


def _vat_total(node: Node) -> VatTotal:
    category = node.one("cac:TaxCategory")
    return VatTotal(
        vat=_vat(category),
        taxable=node.amount("cbc:TaxableAmount"),
        tax=node.amount("cbc:TaxAmount"),
        exemption=category.text("cbc:TaxExemptionReason") if category else "",
        exemption_code=category.text("cbc:TaxExemptionReasonCode") if category else "",
    )


def _vat(node: Node | None) -> Vat | None:
    if node is None:
        return None
    scheme = node.text("cac:TaxScheme", "cbc:ID")
    if scheme != "VAT":
        node.note("UBL-NOT-VAT", node.place, sentence("The tax is %(scheme)r, not VAT.", scheme=scheme[:20]))
    return Vat(node.text("cbc:ID"), node.number("cbc:Percent"))


def _standard(node: Node | None) -> Identifier | None:
    return Identifier(node.own_text(), node.attribute("schemeID")) if node and node.own_text() else None


def _adjustment(node: Node) -> Adjustment:
    indicator = node.text("cbc:ChargeIndicator")
    if indicator not in {"true", "false", "1", "0"}:
        said = sentence("%(text)r says neither allowance nor charge.", text=indicator[:20])
        node.note("UBL-BAD-INDICATOR", f"{node.place}/cbc:ChargeIndicator", said)
    return Adjustment(
        is_charge=indicator in {"true", "1"},
        amount=node.amount("cbc:Amount"),
        reason=node.text("cbc:AllowanceChargeReason"),
        reason_code=node.text("cbc:AllowanceChargeReasonCode"),
        base=node.amount("cbc:BaseAmount"),
        percent=node.number("cbc:MultiplierFactorNumeric"),
        vat=_vat(node.one("cac:TaxCategory")),
    )
