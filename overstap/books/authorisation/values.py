"""The words of authorisation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

MOST_WORKFLOWS = 25  # of one administration
MOST_AUTHORISERS = 3  # of one workflow
LONGEST_NAME = 25
LONGEST_COMMENT = 1000
PATIENCE_HOURS = 48  # what waits longer is reminded of


class Moment(StrEnum):
    """When somebody has to agree: before or after a document is booked."""

    BEFORE = "before"
    AFTER = "after"


class Demand(StrEnum):
    """Whether documents are authorised at a moment (R074, R075)."""

    NONE = "none"
    OPTIONAL = "optional"
    MANDATORY = "mandatory"


class State(StrEnum):
    """Where an authorisation stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Deed(StrEnum):
    """A line of the history of an authorisation."""

    STARTED = "started"
    APPROVED = "approved"
    REJECTED = "rejected"
    REASSIGNED = "reassigned"  # the turn went to somebody else
    WITHDRAWN = "withdrawn"
    SETTLED_APPROVED = "settled_approved"  # at once, by whoever manages workflows, for all whose turn was to come
    SETTLED_REJECTED = "settled_rejected"


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is, as somebody saw it: position 1 to 3 in the ``round``-th authorisation of a document."""

    document: UUID
    round: int
    position: int


@dataclass(frozen=True, slots=True)
class WorkflowDraft:
    """A workflow as asked for: its authorisers (person uids) in the order in which they decide."""

    name: str
    authorisers: Sequence[UUID]


@dataclass(frozen=True, slots=True)
class Authoriser:
    """Somebody in a workflow or a turn. ``able``: they work here, have access, and their role lets them authorise."""

    uid: UUID
    name: str
    able: bool


@dataclass(frozen=True, slots=True)
class WorkflowRow:
    """A workflow; ``key`` is its name as names are compared."""

    key: str
    name: str
    authorisers: Sequence[Authoriser]


@dataclass(frozen=True, slots=True)
class Demands:
    """What an administration asks before and after booking."""

    before: Demand = Demand.NONE
    after: Demand = Demand.NONE

    def at(self, moment: Moment) -> Demand:
        """What is asked at ``moment``."""
        return self.before if moment is Moment.BEFORE else self.after


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document that waits for somebody. ``late``: for longer than PATIENCE_HOURS."""

    number: int  # for the next page
    turn: Turn
    administration: str
    code: str
    document: str
    moment: Moment
    workflow: str
    since: datetime
    late: bool
    authoriser: Authoriser


@dataclass(frozen=True, slots=True)
class Decided:
    """A document that somebody decided on: a line of their own archive (R068)."""

    number: int  # for the next page
    document_uid: UUID
    round: int
    administration: str
    code: str
    document: str
    deed: Deed
    at: datetime
    comment: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """Something that happened to a document's authorisation. ``other``: to whom the turn went, or for whom."""

    number: int
    deed: Deed
    at: datetime
    person: str
    comment: str
    other: str


@dataclass(frozen=True, slots=True)
class Place:
    """A turn of an authorisation: ``stands`` is approved, rejected, now, next, or skipped."""

    position: int
    authoriser: Authoriser
    stands: str


@dataclass(frozen=True, slots=True)
class Authorised:
    """One authorisation in full. ``mine``: it is the reader's turn."""

    document_uid: UUID
    document: str
    round: int
    administration: str
    code: str
    moment: Moment
    workflow: str
    state: State
    since: datetime
    started_at: datetime
    ended_at: datetime | None
    position: int
    places: Sequence[Place]
    history: Sequence[HistoryLine]
    mine: bool
    manages: bool


@dataclass(frozen=True, slots=True)
class Stand:
    """What of authorisation stands in the way of a move of one administration."""

    waiting: int
    authorisers: int  # people named in workflows, each once
    workflows: int
    before: Demand
    after: Demand
