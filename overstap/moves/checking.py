"""What a check is, and what it may look at."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
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
    connections: Mapping[str, int] = field(default_factory=dict)  # old code -> number of the receiver's connection
    overrides: Mapping[str, str] = field(default_factory=dict)  # check -> reason


class Found(NamedTuple):
    """One thing that a check found; ``about`` is the (old) code of the administration that it is about, if one is."""

    place: str
    message: str
    remedy: str
    about: str = ""


Find = Callable[[Context], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Check:
    """A named check. ``find`` yields everything it finds."""

    name: str
    gravity: Gravity
    find: Find

    def run(self, context: Context) -> list[Problem]:
        """Everything found, as problems."""
        return [
            Problem(self.name, self.gravity, found.place, found.message, found.remedy, about=found.about)
            for found in self.find(context)
        ]


def gate(name: str, find: Find) -> Check:
    """A check that blocks."""
    return Check(name, Gravity.GATE, find)


def advice(name: str, find: Find) -> Check:
    """A check that informs."""
    return Check(name, Gravity.ADVICE, find)
