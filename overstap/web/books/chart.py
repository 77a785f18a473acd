"""A chart of turnover and result per period, as places and sizes in an SVG. Amounts stay Decimals up to here."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from overstap.books.ledger.results import KeyFigures
from overstap.lib.money import ZERO

HEIGHT = Decimal(200)
SLOT = Decimal(60)  # the width of a period
_BAR = Decimal(20)
_STEPS_WANTED = 4
_NICE = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar; all in units of the drawing, as text."""

    kind: str
    x: str
    y: str
    height: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the chart at an amount."""

    y: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Chart:
    """What the template draws; ``labels`` stand below the bars, ``ticks`` go from the top down."""

    width: str
    bars: Sequence[Bar]
    ticks: Sequence[Tick]
    labels: Sequence[str]


def chart(figures: Sequence[KeyFigures], labels: Sequence[str]) -> Chart | None:
    """Two bars for each period; None where there is nothing to draw."""
    amounts = [amount for one in figures for amount in (one.turnover, one.result)]
    highest, lowest = max([ZERO, *amounts]), min([ZERO, *amounts])
    if highest == lowest:
        return None
    step = _step(highest - lowest)
    top, bottom = _rounded(highest, step, ROUND_CEILING), _rounded(lowest, step, ROUND_FLOOR)
    scale = HEIGHT / (top - bottom)
    bars = []
    for number, one in enumerate(figures):
        left = SLOT * number + (SLOT - 2 * _BAR) / 2
        for kind, amount, x in (("turnover", one.turnover, left), ("result", one.result, left + _BAR)):
            upper = (top - max(amount, ZERO)) * scale
            bars.append(Bar(kind, _text(x + 1), _text(upper), _text(abs(amount) * scale)))
    ticks = []
    value = top
    while value >= bottom:
        ticks.append(Tick(_text((top - value) * scale), value))
        value -= step
    return Chart(_text(SLOT * len(figures)), bars, ticks, labels)


def _step(span: Decimal) -> Decimal:
    """A round amount that divides ``span`` into a few parts."""
    wanted = span / _STEPS_WANTED
    power = Decimal(1).scaleb(wanted.adjusted())
    return next(nice * power for nice in _NICE if nice * power >= wanted)


def _rounded(amount: Decimal, step: Decimal, way: str) -> Decimal:
    return (amount / step).to_integral_value(rounding=way) * step


def _text(number: Decimal) -> str:
    return str(number.quantize(Decimal("0.01")))
