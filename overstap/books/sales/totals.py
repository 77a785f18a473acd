"""What lines come to. Halves of a cent are rounded away from zero, as people do it.

By total: the VAT of each rate is taken of the sum of its lines. By line: of every line, and then added up. Invoices of
one seller keep to one of them.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from overstap.books.sales.values import PERCENTAGES, RateTotal, Rounding, SalesLine, Totals, Vat
from overstap.lib.money import CENT, ZERO

_HUNDRED = Decimal(100)


def of_line(line: SalesLine) -> Decimal:
    """A line without VAT, to a cent."""
    return _cent(line.quantity * line.price * (_HUNDRED - line.discount) / _HUNDRED)


def totals(lines: Sequence[SalesLine], rounding: Rounding) -> Totals:
    """What these lines come to; rates in the order of ``Vat``, only those that occur."""
    nets = [of_line(line) for line in lines]
    rates = [
        _of_rate(vat, [net for line, net in zip(lines, nets, strict=True) if line.vat is vat], rounding)
        for vat in Vat
        if any(line.vat is vat for line in lines)
    ]
    net = sum((rate.base for rate in rates), ZERO)
    vat_amount = sum((rate.amount for rate in rates), ZERO)
    return Totals(nets, rates, net, vat_amount, net + vat_amount)


def _of_rate(vat: Vat, nets: Sequence[Decimal], rounding: Rounding) -> RateTotal:
    percentage = PERCENTAGES[vat]
    base = sum(nets, ZERO)
    each = nets if rounding is Rounding.LINE else [base]
    amount = sum((_cent(net * percentage / _HUNDRED) for net in each), ZERO)
    return RateTotal(vat, percentage, base, amount)


def _cent(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
