"""Depreciation month by month. Plain: no cent is lost, whatever the number of months."""

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from overstap.books.assets.values import AssetCard, Method, Planned
from overstap.lib.money import CENT

LONGEST_MONTHS = 1_200


def plan(card: AssetCard) -> Iterator[Planned]:
    """Every month of the life of an asset; what they add up to is purchase less residual value, to the cent."""
    amounts = _linear(card) if card.method == Method.LINEAR else _degressive(card)
    if card.method == Method.NONE or card.months < 1 or card.purchase <= card.residual:
        return
    left, (year, month) = card.purchase, (card.start.year, card.start.month)
    for amount in amounts:
        left -= amount
        yield Planned(year, month, amount, left)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def first_of(year: int, month: int) -> date:
    """The first day of a month."""
    return date(year, month, 1)


def _linear(card: AssetCard) -> Iterator[Decimal]:
    """Each month is the difference of two rounded sums, so that roundings never add up."""
    yield from _spread(card.purchase - card.residual, card.months)


def _degressive(card: AssetCard) -> Iterator[Decimal]:
    """Every twelve months the rate over what was left at their beginning, never below the residual value.

    The last stretch takes whatever is left.
    """
    left, months = card.purchase, card.months
    while months > 0:
        now = min(12, months)
        months -= now
        most = left - card.residual
        wanted = (left * card.rate / 100).quantize(CENT, ROUND_HALF_UP)
        of_this_year = most if months == 0 else min(wanted, most)
        left -= of_this_year
        yield from _spread(of_this_year, now)


def _spread(total: Decimal, parts: int) -> Iterator[Decimal]:
    before = Decimal("0.00")
    for number in range(1, parts + 1):
        upto = (total * number / parts).quantize(CENT, ROUND_HALF_UP)
        yield upto - before
        before = upto
