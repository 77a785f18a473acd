"""The words of aftercare."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class TaskState(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"  # the move was taken back


class TaskDeed(StrEnum):
    """What can have happened to a task."""

    CREATED = "created"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    DONE = "done"
    REOPENED = "reopened"
    CANCELLED = "cancelled"


class ManagedBy(StrEnum):
    """Who managed a connection that was not copied (R246)."""

    CLIENT = "client"
    PREVIOUS = "previous_accountant"
    NOBODY = "nobody"  # it is not used


class ExistsHere(StrEnum):
    """To what extent it exists in the new environment already (R245)."""

    NOT = "not"
    PARTLY = "partly"
    FULLY = "fully"


class Option(StrEnum):
    """What is done about it, as discussed with the client (R247)."""

    SAME = "same"  # the same supplier, set up anew
    OTHER = "other"  # another supplier that is used here
    STOP = "stop"


class Verdict(StrEnum):
    """What the comparison of a line came to."""

    EQUAL = "equal"
    DIFFERENT = "different"
    NOT_HELD = "not_held"  # not kept here, so not compared; never fine
    NOTHING = "nothing"  # there is none on either side
    NOT_YET = "not_yet"  # nothing was compared so far


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of both sides as text: an amount with two decimals, or a number; empty where a side has none."""

    label: str
    before: str
    after: str

    @property
    def same(self) -> bool:
        """Whether both sides say the same."""
        return self.before == self.after


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the check report: figures of both sides, and a verdict. ``note`` is the code of a remark."""

    code: str
    verdict: Verdict
    figures: Sequence[Figure]
    note: str = ""
    banks: Mapping[str, str] = field(default_factory=dict)  # bank -> moved-by-bank or task, by the profile

    def as_dict(self) -> dict[str, object]:
        """Plain data."""
        return {
            "code": self.code,
            "verdict": str(self.verdict),
            "figures": [asdict(figure) for figure in self.figures],
            "note": self.note,
            "banks": dict(self.banks),
        }


@dataclass(frozen=True, slots=True)
class PartReport:
    """The lines of one administration."""

    number: int
    name: str
    old_code: str
    new_code: str
    compared_at: str  # of the verification, ISO 8601; empty where there is none yet
    lines: Sequence[Line]

    def as_dict(self) -> dict[str, object]:
        """Plain data."""
        return {
            "number": self.number,
            "name": self.name,
            "old_code": self.old_code,
            "new_code": self.new_code,
            "compared_at": self.compared_at,
            "lines": [line.as_dict() for line in self.lines],
        }


@dataclass(frozen=True, slots=True)
class Mark:
    """That a person looked at a line of one administration (R170)."""

    part: int  # number in the move
    line: str
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """The check report of a move; ``kept_at`` is when it was kept, None while it is read live."""

    move: UUID
    profile: str
    state: str
    giver: str
    receiver: str
    parts: Sequence[PartReport]
    marks: Mapping[tuple[int, str], Mark]
    kept_at: datetime | None

    @property
    def lines(self) -> int:
        """How many lines there are."""
        return sum(len(part.lines) for part in self.parts)

    def count(self, verdict: Verdict) -> int:
        """How many lines have this verdict."""
        return sum(line.verdict is verdict for part in self.parts for line in part.lines)

    def as_dict(self) -> dict[str, object]:
        """Plain data."""
        return {
            "move": str(self.move),
            "profile": self.profile,
            "state": self.state,
            "giver": self.giver,
            "receiver": self.receiver,
            "kept_at": self.kept_at.isoformat() if self.kept_at else None,
            "administrations": [part.as_dict() for part in self.parts],
            "checked": [
                {"administration": one.part, "line": one.line, "person": one.person, "at": one.at.isoformat()}
                for one in self.marks.values()
            ],
        }


@dataclass(frozen=True, slots=True)
class Sample:
    """One record of both sides, picked at random (R177)."""

    key: str
    name: str
    before: str  # SHA-256 in hexadecimal; empty where the giver had none
    after: str
    told: str  # what it says, for people

    @property
    def same(self) -> bool:
        """Whether it is the same record, to the last letter."""
        return self.before == self.after


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task in a list."""

    number: int  # for the next page
    uid: UUID
    code: str
    variant: str
    state: TaskState
    due: date
    overdue: bool
    move: UUID
    administration: str  # its name; empty where the task is about the whole move
    new_code: str
    other: str  # the other party of the move
    owner: str
    mine: bool
    done_by: str
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class TaskStep:
    """A line of the history of a task."""

    deed: TaskDeed
    at: datetime
    person: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known about something that was not copied."""

    managed_by: str
    exists_here: str
    option: str
    remark: str
    person: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class TaskFile:
    """A task in full."""

    row: TaskRow
    move_state: str
    done_text: str
    cancelled_why: str
    owner_uid: UUID | None
    asks: bool  # something that was not copied: who managed it is asked
    answer: Answer
    facts: Sequence[str]  # what the giver had of it at the release
    steps: Sequence[TaskStep]
    manages: bool  # whether the reader may assign it


@dataclass(frozen=True, slots=True)
class Original:
    """A read-only original that its holder still has."""

    code: str
    name: str
    move: UUID | None
    receiver: str
    released_at: datetime | None
    undo_until: datetime | None
    deletable: bool
    why_not: str  # code: undo, hold, profile, no-move; empty where it can be deleted
    hold: "Hold | None"


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold: the original may not be deleted before ``until``."""

    until: date
    reason: str
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What stays of an original that was deleted."""

    code: str
    name: str
    move: UUID
    receiver: str
    deleted_at: datetime
    deleted_by: str
    why: str
    proof_sha256: str
