"""The sums of an invoice (EN 16931-1, rules BR-CO-10 to 17 and BR-DEC), in Decimal and to the cent."""

from collections.abc import Callable, Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal

from overstap.exchange.ubl import places
from overstap.exchange.ubl.codes import finding
from overstap.exchange.ubl.values import Adjustment, Invoice, Line
from overstap.lib.findings import Finding
from overstap.lib.money import CENT, ZERO
from overstap.lib.sentences import sentence

ONE = Decimal(1)
HUNDRED = Decimal(100)
DIGITS = 100  # of a calculation: none of the numbers that are read at all loses one


def cents(amount: Decimal) -> Decimal:
    """Rounded to the cent, half up (EN 16931-1, 7.4)."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def sums(invoice: Invoice, root: str) -> Iterator[Finding]:
    """The totals follow from what stands above them."""
    totals, place = invoice.totals, f"{root}/{places.TOTALS}"
    allowances, charges = totals.allowances or ZERO, totals.charges or ZERO
    prepaid, rounding = totals.prepaid or ZERO, totals.rounding or ZERO
    expected = (
        ("BR-CO-10", "cbc:LineExtensionAmount", totals.lines, added(line.amount for line in invoice.lines)),
        ("BR-CO-11", "cbc:AllowanceTotalAmount", allowances, total(invoice.adjustments, charges=False)),
        ("BR-CO-12", "cbc:ChargeTotalAmount", charges, total(invoice.adjustments, charges=True)),
        ("BR-CO-13", "cbc:TaxExclusiveAmount", totals.exclusive, added((totals.lines, -allowances, charges))),
        ("BR-CO-15", "cbc:TaxInclusiveAmount", totals.inclusive, added((totals.exclusive, totals.vat or ZERO))),
        ("BR-CO-16", "cbc:PayableAmount", totals.payable, added((totals.inclusive, -prepaid, rounding))),
    )
    for code, name, stands, follows in expected:
        yield from _differs(code, f"{place}/{name}", stands, follows)
    follows = added(one.tax for one in invoice.vat) if invoice.vat else None
    yield from _differs("BR-CO-14", f"{root}/cac:TaxTotal/cbc:TaxAmount", totals.vat or ZERO, follows)


def vat_amounts(invoice: Invoice, root: str) -> Iterator[Finding]:
    """VAT is taxable amount times rate; the standard lets it be less than one off."""
    for position, one in enumerate(invoice.vat, 1):
        if one.vat is None or one.taxable is None or one.tax is None:
            continue
        follows = cents(one.taxable * (one.vat.rate or ZERO) / HUNDRED)
        off, place = abs(one.tax - follows), f"{root}/cac:TaxTotal/cac:TaxSubtotal[{position}]/cbc:TaxAmount"
        if off > CENT:
            yield from _differs("BR-CO-17" if off >= ONE else "UBL-VAT-ROUNDING", place, one.tax, follows)


def line_amounts(invoice: Invoice, root: str) -> Iterator[Finding]:
    """A line is quantity times price, with its allowances and charges."""
    for place, line in places.lines(invoice, root):
        follows = net(line)
        if follows is not None and line.amount is not None and abs(line.amount - follows) > CENT * 2:
            yield from _differs("PEPPOL-EN16931-R120", f"{place}/cbc:LineExtensionAmount", line.amount, follows)


def net(line: Line) -> Decimal | None:
    """What a line comes to, to the cent; None when that cannot be said."""
    each = line.price_quantity if line.price_quantity is not None else ONE
    if line.quantity is None or line.price is None or each == 0:
        return None
    allowances, charges = total(line.adjustments, charges=False), total(line.adjustments, charges=True)
    return (
        None
        if allowances is None or charges is None
        else cents(line.quantity * line.price / each) + charges - allowances
    )


def decimals(invoice: Invoice, root: str) -> Iterator[Finding]:
    """Amounts have no more than two decimals; prices may have more."""
    for code, place, amount in _amounts(invoice, root):
        if amount is not None and amount != cents(amount):
            said = sentence("The amount %(amount)s has more than two decimals.", amount=amount)
            yield finding(code, place, said)


def total(adjustments: Iterable[Adjustment], *, charges: bool) -> Decimal | None:
    """The sum of the allowances, or of the charges."""
    return added(one.amount for one in adjustments if one.is_charge is charges)


def added(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum; None where one of them is."""
    found = ZERO
    for amount in amounts:
        if amount is None:
            return None
        found += amount
    return found


RULES: tuple[Callable[[Invoice, str], Iterator[Finding]], ...] = (sums, vat_amounts, line_amounts, decimals)


def _differs(code: str, place: str, stands: Decimal | None, follows: Decimal | None) -> Iterator[Finding]:
    if stands is None or follows is None or stands == follows:
        return
    said = sentence("It says %(stands)s, but %(follows)s follows from the rest.", stands=stands, follows=follows)
    yield finding(code, place, said)


def _amounts(invoice: Invoice, root: str) -> Iterator[tuple[str, str, Decimal | None]]:
    totals, place = invoice.totals, f"{root}/{places.TOTALS}"
    yield "BR-DEC-09", f"{place}/cbc:LineExtensionAmount", totals.lines
    yield "BR-DEC-10", f"{place}/cbc:AllowanceTotalAmount", totals.allowances
    yield "BR-DEC-11", f"{place}/cbc:ChargeTotalAmount", totals.charges
    yield "BR-DEC-12", f"{place}/cbc:TaxExclusiveAmount", totals.exclusive
    yield "BR-DEC-13", f"{root}/cac:TaxTotal/cbc:TaxAmount", totals.vat
    yield "BR-DEC-14", f"{place}/cbc:TaxInclusiveAmount", totals.inclusive
    yield "BR-DEC-15", f"{root}/cac:TaxTotal[2]/cbc:TaxAmount", totals.vat_in_own_currency
    yield "BR-DEC-16", f"{place}/cbc:PrepaidAmount", totals.prepaid
    yield "BR-DEC-17", f"{place}/cbc:PayableRoundingAmount", totals.rounding
    yield "BR-DEC-18", f"{place}/cbc:PayableAmount", totals.payable
    for position, one in enumerate(invoice.vat, 1):
        where = f"{root}/cac:TaxTotal/cac:TaxSubtotal[{position}]"
        yield "BR-DEC-19", f"{where}/cbc:TaxableAmount", one.taxable
        yield "BR-DEC-20", f"{where}/cbc:TaxAmount", one.tax
    yield from _of_adjustments(root, invoice.adjustments, ("BR-DEC-01", "BR-DEC-02"), ("BR-DEC-05", "BR-DEC-06"))
    for where, line in places.lines(invoice, root):
        yield "BR-DEC-23", f"{where}/cbc:LineExtensionAmount", line.amount
        yield from _of_adjustments(where, line.adjustments, ("BR-DEC-24", "BR-DEC-25"), ("BR-DEC-27", "BR-DEC-28"))


def _of_adjustments(
    parent: str, found: tuple[Adjustment, ...], allowance: tuple[str, str], charge: tuple[str, str]
) -> Iterator[tuple[str, str, Decimal | None]]:
    for place, one in places.adjustments(parent, found):
        amount, base = charge if one.is_charge else allowance
        yield amount, f"{place}/cbc:Amount", one.amount
        yield base, f"{place}/cbc:BaseAmount", one.base
