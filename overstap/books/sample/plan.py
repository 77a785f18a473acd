"""What to make: the plan of a sample company, and the three companies of the demonstration."""

from dataclasses import dataclass

from overstap.lib.errors import Refused

OPENINGS = ("element", "period0", "none")
TRADES = ("consultancy", "wholesale", "builder")
CURRENCIES = ("EUR", "USD", "GBP")
FEWEST_RELATIONS = 16  # so that there is one of each kind


class BadPlan(Refused):
    """The plan of a sample company cannot be carried out."""

    code = "SAMPLE-PLAN"


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """A sample company, fully determined by these values: the same plan gives the same books, always.

    ``lines`` is the number of ledger lines over all years, kept within two per cent from 1,200 a year upwards
    (below that a year takes up to 1,000 all the same: rent, wages, returns and a few invoices a month).
    ``relations`` is the number of customers; 0: as many as go with the lines. Suppliers are half as many.
    ``opening`` is how a year's opening balance is stated: "element" (an entry of kind "opening"), "period0"
    (an ordinary entry in period 0, one line per open item) or "none" (a company that starts with nothing and whose
    years continue without a statement). Raises BadPlan when it cannot be carried out.
    """

    seed: int
    name: str
    years: tuple[int, ...]
    lines: int
    currency: str = "EUR"
    opening: str = "element"
    trade: str = "wholesale"
    relations: int = 0

    def __post_init__(self) -> None:
        if not self.years or self.years != tuple(range(self.years[0], self.years[0] + len(self.years))):
            raise BadPlan("The years of a sample company must follow each other.")
        if not 1990 <= self.years[0] <= self.years[-1] <= 2090:
            raise BadPlan("The years of a sample company lie between 1990 and 2090.")
        if self.lines < 1:
            raise BadPlan("A sample company needs at least one ledger line.")
        if self.relations and self.relations < FEWEST_RELATIONS:
            raise BadPlan(f"A sample company has at least {FEWEST_RELATIONS} customers.")
        _known("opening", self.opening, OPENINGS)
        _known("trade", self.trade, TRADES)
        _known("currency", self.currency, CURRENCIES)


def _known(what: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise BadPlan(f"Unknown {what} {value!r}.", remedy=f"Choose one of {', '.join(choices)}.")


DEMO_PLANS = (
    SamplePlan(seed=2301, name="Adviesbureau De Wilgenhof B.V.", years=(2024, 2025), lines=4_000, trade="consultancy"),
    SamplePlan(
        seed=2302, name="Groothandel Café & Keuken Élan B.V.", years=(2023, 2024, 2025), lines=20_000, opening="period0"
    ),
    SamplePlan(
        seed=2303, name="Bouwbedrijf Van Rietschoten B.V.", years=(2023, 2024, 2025), lines=100_200, trade="builder"
    ),
)
