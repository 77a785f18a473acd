"""Exchange rates of the sample world: one per currency and month, invented, near 2024's."""

from random import Random

from overstap.books.sample.running import Desk, rounded

_UNITS = {"EUR": 10_000, "USD": 10_850, "GBP": 8_600}


def rate(desk: Desk, currency: str, month: int) -> int:
    """Units of ``currency`` for 10,000 units of the company's own, in this year and month."""
    drift = Random(f"{desk.plan.seed}:{currency}:{desk.year}:{month}").randrange(970, 1031)
    return _UNITS[currency] * 10 * drift // _UNITS[desk.plan.currency]


class Rates:
    """The rates of one year, each worked out once."""

    __slots__ = ("_known",)

    def __init__(self, desk: Desk) -> None:
        self._known = {(name, month): rate(desk, name, month) for name in _UNITS for month in range(1, 13)}

    def own(self, cents: int, currency: str, month: int) -> int:
        """``cents`` of a currency in cents of the company's own."""
        return rounded(cents * 10_000, self._known[currency, month])
