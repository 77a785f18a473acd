"""The words of keeping in step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Step(StrEnum):
    """Where a round stands."""

    REST = ""  # no round under way
    READ = "read"
    FLOW = "flow"
    SEND = "send"


class Sort(StrEnum):
    """What is to be done with a contact in an administration."""

    MAKE = "make"
    CHANGE = "change"
    REMOVE = "remove"


class Sending(StrEnum):
    """Where something stands that goes out to an administration."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"  # the package does not accept it; its words are kept
    OVERTAKEN = "overtaken"  # it was no longer wanted, or the package changed it meanwhile


@dataclass(frozen=True, slots=True)
class KeptAdministration:
    """One coupled administration. ``problem`` where it could not be read: code, message, remedy."""

    number: int
    name: str
    standing: str
    back: bool  # changes of contacts are written to it too
    read_at: datetime | None
    problem: Mapping[str, str] | None


@dataclass(frozen=True, slots=True)
class KeepingRow:
    """How keeping in step goes. ``busy``: a round is under way; ``problem``: what stopped the last one."""

    running: bool
    busy: bool
    begun_at: datetime | None
    ended_at: datetime | None
    changed: int  # cards in the last round
    sent: int
    waiting: int
    refused: int
    conflicts: int
    differences: int  # conflicts included
    questions: int
    gone: int  # contacts that no administration has any more, about which somebody has to decide
    problem: Mapping[str, str] | None
    administrations: Sequence[KeptAdministration]

    @property
    def others(self) -> int:
        """Differences that are no conflicts."""
        return self.differences - self.conflicts


@dataclass(frozen=True, slots=True)
class OutgoingRow:
    """Something that goes, or went, out to an administration. ``fields``: name -> (before, after)."""

    number: int
    sort: Sort
    state: Sending
    contact: int
    contact_name: str
    administration: int
    administration_name: str
    fields: Mapping[str, tuple[str, str]]
    person: str  # empty: the rules
    made_at: datetime
    done_at: datetime | None
    problem: Mapping[str, str] | None
