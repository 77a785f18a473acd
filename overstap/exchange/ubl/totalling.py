"""The VAT and totals that follow from the lines of an invoice, for who writes one."""

from dataclasses import replace
from decimal import Decimal

from overstap.exchange.ubl.calculation import HUNDRED, cents
from overstap.exchange.ubl.values import Invoice, Totals, Vat, VatTotal
from overstap.lib.money import ZERO

# Why there is no VAT, for the categories that must tell (UNCL 5305); in the language of Dutch invoices.
_REASONS = {
    "E": "Vrijgesteld van btw",
    "AE": "Btw verlegd",
    "K": "Intracommunautaire levering",
    "G": "Uitvoer buiten de Europese Unie",
    "O": "Valt buiten de btw",
}


def totalled(invoice: Invoice) -> Invoice:
    """The same invoice with VAT and totals as its lines, allowances, charges and prepaid amount give them.

    Every line and adjustment has an amount and a VAT category. VAT is rounded for each rate (EN 16931-1, BR-CO-17).
    """
    taxable = _taxable(invoice)
    vat = tuple(_vat_total(one, amount) for one, amount in taxable.items())
    lines = sum((line.amount or ZERO for line in invoice.lines), ZERO)
    allowances = sum((one.amount or ZERO for one in invoice.adjustments if not one.is_charge), ZERO)
    charges = sum((one.amount or ZERO for one in invoice.adjustments if one.is_charge), ZERO)
    tax = sum((one.tax or ZERO for one in vat), ZERO)
    exclusive, before = lines - allowances + charges, invoice.totals
    inclusive = exclusive + tax
    totals = Totals(
        lines=lines,
        exclusive=exclusive,
        inclusive=inclusive,
        payable=inclusive - (before.prepaid or ZERO) + (before.rounding or ZERO),
        vat=tax,
        allowances=allowances or None,
        charges=charges or None,
        prepaid=before.prepaid,
        rounding=before.rounding,
        vat_in_own_currency=before.vat_in_own_currency,
    )
    return replace(invoice, vat=vat, totals=totals)


def nothing_yet(prepaid: Decimal | None = None) -> Totals:
    """Totals to begin with, for ``totalled`` to fill."""
    return Totals(lines=None, exclusive=None, inclusive=None, payable=None, prepaid=prepaid)


def _taxable(invoice: Invoice) -> dict[Vat, Decimal]:
    found: dict[Vat, Decimal] = {}
    for line in invoice.lines:
        if line.vat:
            found[line.vat] = found.get(line.vat, ZERO) + (line.amount or ZERO)
    for one in invoice.adjustments:
        if one.vat:
            amount = one.amount or ZERO
            found[one.vat] = found.get(one.vat, ZERO) + (amount if one.is_charge else -amount)
    return found


def _vat_total(vat: Vat, taxable: Decimal) -> VatTotal:
    tax = cents(taxable * (vat.rate or ZERO) / HUNDRED)
    return VatTotal(vat, taxable, tax, exemption=_REASONS.get(vat.category, ""))
