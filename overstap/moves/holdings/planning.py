"""The plan of a move: what goes along, changes, stays or becomes a task, told from the giver's data."""

from collections.abc import Sequence

from overstap.moves.holdings import HOLDINGS
from overstap.moves.holdings.values import Fate, PlanLine
from overstap.moves.profiles import Profile
from overstap.tenancy.models import Administration

_ORDER = list(Fate)


def lines(profile: Profile, administrations: Sequence[Administration]) -> list[PlanLine]:
    """Of everything that these administrations hold, in the order of ``Fate``; for who sees the giver's data."""
    found = [line for holding in HOLDINGS for line in holding.plan(profile, administrations)]
    return sorted(found, key=lambda line: _ORDER.index(line.fate))
