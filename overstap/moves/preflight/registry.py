"""What a check is, and what it may look at."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from overstap.moves.profiles import Profile
from overstap.moves.values import Gravity, Problem
from overstap.tenancy.models import Administration, Environment


@dataclass(frozen=True, slots=True)
class Context:
    """The move as a check sees it. ``new_codes`` (old code -> new code) is filled on the receiver's side only."""

    profile: Profile
    environment: Environment  # of the side that is being checked
    administrations: Sequence[Administration] = ()  # giver's side
    move_uid: UUID | None = None  # the move being checked; None before it exists
    offered: Sequence[tuple[str, str, str]] = ()  # receiver's side: name, old code, package
    new_codes: Mapping[str, str] = field(default_factory=dict)
    overrides: Mapping[str, str] = field(default_factory=dict)  # check -> reason


@dataclass(frozen=True, slots=True)
class Check:
    """A named check. ``find`` yields (place, message, remedy) for everything it finds."""

    name: str
    gravity: Gravity
    find: Callable[[Context], Iterator[tuple[str, str, str]]]

    def run(self, context: Context) -> list[Problem]:
        """Everything found, as problems."""
        return [Problem(self.name, self.gravity, *found) for found in self.find(context)]


def gate(name: str, find: Callable[[Context], Iterator[tuple[str, str, str]]]) -> Check:
    """A check that blocks."""
    return Check(name, Gravity.GATE, find)


def advice(name: str, find: Callable[[Context], Iterator[tuple[str, str, str]]]) -> Check:
    """A check that informs."""
    return Check(name, Gravity.ADVICE, find)
