"""The words of a change of connection."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from overstap.connectors.proofs import Outcome, Tried
from overstap.moves.values import Problem


class OrderState(StrEnum):
    """Where an order stands."""

    ASKED = "asked"  # waits for the operator
    EXECUTED = "executed"  # each administration has its outcome
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class PartOutcome(StrEnum):
    """What came of one administration in an order (R013)."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"  # as it was; the others were not held up
    UNDONE = "undone"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class PackageMove(StrEnum):
    """The answer to preparation question 1 (R017 to R019): does the package move the administration too?"""

    FINISHED = "finished"  # it has moved there already
    NOT_YET = "not_yet"  # it still has to
    NONE = "none"  # nothing moves in the package


class CheckPurpose(StrEnum):
    """After what a connection was tried."""

    SWITCH = "switch"
    UNDO = "undo"
    AGAIN = "again"  # because somebody asked


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for one administration, with the answers to the preparation questions (R016 to R023, R027)."""

    code: str  # the code that it has now
    to: int  # the number of the connection that it is to work with
    new_code: str = ""  # empty: the code stays
    package_move: PackageMove = PackageMove.FINISHED


@dataclass(frozen=True, slots=True)
class Request:
    """An order as asked for. ``uid`` is chosen before it is sent, so that an order sent twice is one order."""

    wishes: Sequence[Wish]
    profile: str = "relink"
    agreed: bool = False
    prove: bool = True  # a test entry may be booked in the package afterwards, and is taken back
    uid: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True)
class Checked:
    """One administration of a request, and what stands in the way of it."""

    code: str
    name: str
    before: str  # what people call the connection that it works with
    after: str
    new_code: str
    package_move: PackageMove
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Whether work can be done through the connection that an administration now has (R020, R021, R026)."""

    at: datetime
    purpose: str
    works: bool  # the package answers
    listed: bool  # and lists the administration under its code
    message: str
    posting: Tried = field(default_factory=Tried)
    syncing: Tried = field(default_factory=Tried)

    @property
    def good(self) -> bool:
        """Both, and nothing that was tried besides failed."""
        tried = (self.posting.outcome, self.syncing.outcome)
        return self.works and self.listed and Outcome.FAILED not in tried


@dataclass(frozen=True, slots=True)
class PartRow:
    """One administration of an order, with its newest check."""

    number: int
    uid: UUID
    name: str
    before: str
    after: str
    old_code: str
    new_code: str
    package_move: str
    outcome: str
    failure: Mapping[str, Any] | None
    check: CheckResult | None
    undoable: bool


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order; ``number`` is what to ask the next page with."""

    number: int
    uid: UUID
    state: str
    profile: str
    ordered_by: str
    ordered_at: datetime
    fee: Decimal
    currency: str
    decided_by: str
    decided_at: datetime | None
    reason: str
    undo_until: datetime | None
    parts: tuple[PartRow, ...]
