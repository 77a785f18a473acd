"""The words of a conversion. It is no move: nothing leaves the package that it is read from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from overstap.connectors.values import Capability, Kind, Way


class State(StrEnum):
    """Where a conversion stands. The last two are ends; one that stopped goes on where it was."""

    DRAWN_UP = "drawn_up"  # what can be carried is shown; nothing was asked of any package
    READING = "reading"
    REVIEW = "review"  # read and mapped; a person decides what is not sure, and that it may be written
    WRITING = "writing"
    CHECKING = "checking"  # read back and compared
    STOPPED = "stopped"  # somebody has to do something first
    DONE = "done"
    CANCELLED = "cancelled"


AT_WORK = frozenset({State.READING, State.WRITING, State.CHECKING})
ENDED = frozenset({State.DONE, State.CANCELLED})

_STOPPABLE = frozenset({State.STOPPED, State.CANCELLED})
LEGAL: Mapping[State, frozenset[State]] = {
    State.DRAWN_UP: frozenset({State.READING, State.CANCELLED}),
    State.READING: frozenset({State.REVIEW}) | _STOPPABLE,
    State.REVIEW: frozenset({State.WRITING, State.CANCELLED}),
    State.WRITING: frozenset({State.CHECKING}) | _STOPPABLE,
    State.CHECKING: frozenset({State.DONE}) | _STOPPABLE,
    State.STOPPED: frozenset({*AT_WORK, State.CANCELLED}),
    State.DONE: frozenset(),
    State.CANCELLED: frozenset(),
}


class Side(StrEnum):
    """Of which side a staged record is."""

    SOURCE = "source"  # as it was read
    BEFORE = "before"  # what the target had already: master data only
    SENT = "sent"  # as it has to stand in the target
    TARGET = "target"  # as it was read back


class Choice(StrEnum):
    """What becomes of a code of the source in the target."""

    EXISTING = "existing"  # one that is there
    NEW = "new"  # made there
    NONE = "none"  # left out of what is written


MAPPED = (Kind.ACCOUNTS, Kind.VAT_CODES, Kind.JOURNALS, Kind.DIMENSIONS, Kind.RELATIONS)
MAY_BE_LEFT_OUT = frozenset({Kind.VAT_CODES, Kind.DIMENSIONS})
SURE = 80  # from this confidence on (0 to 100) nobody has to look at a proposal


@dataclass(frozen=True, slots=True)
class Trait:
    """What is known of a code when it is mapped. ``type`` as the values have it; ``reference`` is the RGS code.

    ``percentage`` is a decimal text and ``direction`` "sales" or "purchase", of a VAT code; ``numbers`` tell a
    relation: VAT number and number in the trade register. Empty: not known.
    """

    code: str
    name: str
    type: str = ""
    reference: str = ""
    percentage: str = ""
    direction: str = ""
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a code of the source may become. ``confidence`` is 0 to 100; ``reason`` says on what it rests."""

    source: Trait
    choice: Choice
    target: str
    target_name: str
    confidence: int
    reason: str


class What(StrEnum):
    """How what was read back differs from what it should be."""

    MISSING = "missing"
    EXTRA = "extra"
    DIFFERENT = "different"
    RENUMBERED = "renumbered"  # the same, under a number that the target gave: no fault
    NOT_KEPT = "not_kept"  # a detail for which the target has no place: no fault, and a loss


FAULTS = (What.MISSING, What.EXTRA, What.DIFFERENT)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What can be done with one kind: how it comes out of the source, and goes into the target."""

    kind: Kind
    read: Capability
    write: Capability

    @property
    def way(self) -> Way:
        """The weaker of the two."""
        order = (Way.YES, Way.PART, Way.FILE, Way.NO)
        return max(self.read.read, self.write.write, key=order.index)

    @property
    def notes(self) -> Sequence[str]:
        """What the packages say about it: the source first."""
        ways = (self.read.read, self.read.note), (self.write.write, self.write.note)
        return [note for way, note in ways if note and way is not Way.YES]


def plan(source: Mapping[Kind, Capability], target: Mapping[Kind, Capability]) -> list[PlanRow]:
    """Both capability tables side by side, a row for each Kind."""
    return [PlanRow(kind, source[kind], target[kind]) for kind in Kind]


@dataclass(frozen=True, slots=True)
class End:
    """One end of a conversion. ``system`` is the number of the connection; None: the house."""

    package: str
    system: int | None
    code: str
    name: str = ""
    called: str = ""  # what people call the connection


@dataclass(frozen=True, slots=True)
class Order:
    """What to convert. ``first_year`` 0: all history; ``makes_target``: the house has no such administration yet."""

    source: End
    target: End
    first_year: int = 0
    makes_target: bool = False


@dataclass(frozen=True, slots=True)
class PairRow:
    """A mapping as it stands, for a list."""

    number: int
    kind: Kind
    source: str
    source_name: str
    source_type: str
    choice: Choice
    target: str
    target_name: str
    confidence: int
    reason: str
    decided_by: str

    @property
    def is_open(self) -> bool:
        """Whether a person still has to decide."""
        return not self.decided_by and self.confidence < SURE


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many records of one kind were read, sent, and what became of them; ``present`` is what was read back."""

    kind: Kind
    read: int = 0
    sent: int = 0
    waiting: int = 0
    made: int = 0
    there: int = 0
    refused: int = 0
    filed: int = 0
    present: int | None = None
    differences: Mapping[str, int] | None = None  # What -> how many; None: not compared


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding of a conversion: while reading, writing or mapping. Message and remedy as lib.sentences."""

    number: int
    stage: str
    severity: str
    code: str
    place: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One difference; ``field`` and both values are empty where a whole record is missing or extra."""

    number: int
    kind: str  # a Kind, or "balances"
    what: What
    place: str
    field: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Row:
    """A conversion in a list."""

    uid: str
    number: int
    state: State
    source: End
    target: End
    ordered_at: datetime
    ordered_by: str
    clean: bool | None


@dataclass(frozen=True, slots=True)
class Conversion:
    """A conversion in full."""

    uid: str
    state: State
    stopped_in: str
    source: End
    target: End
    makes_target: bool
    first_year: int
    ordered_at: datetime
    ordered_by: str
    ended_at: datetime | None
    waits_until: datetime | None
    waits_for: str  # message of what it waits for
    problem: Mapping[str, str] | None  # code, message, remedy
    plan: Sequence[PlanRow]
    counts: Sequence[KindCount]
    open_pairs: int
    pairs: Mapping[str, int]  # Kind -> how many
    findings: int
    balances: Mapping[str, int]  # "compared", and What -> how many differ
    clean: bool | None
    version: str  # changes whenever anything of it does
