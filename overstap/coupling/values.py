"""The words of coupling: an environment, the administrations it is coupled to, and the contacts they share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Stage(StrEnum):
    """Where a coupling stands, in the order of the wizard. Administrations added later pass through it again."""

    CONNECT = "connect"  # no connection with the package yet
    SELECT = "select"
    CONFIGURE = "configure"
    FETCHING = "fetching"  # the worker reads the contacts of every administration
    COMPARING = "comparing"
    SYNCHRONISING = "synchronising"  # contacts are made from what was compared
    SOLVING = "solving"  # somebody solves what could not be processed
    MATCHING = "matching"  # somebody decides what the comparing left open
    SETTINGS = "settings"  # of each administration
    RUNNING = "running"  # kept in step from here on


AT_WORK = frozenset({Stage.FETCHING, Stage.COMPARING, Stage.SYNCHRONISING})
# From the confirmation on until everything is decided nobody should change contacts (R209 to R211).
CONTACTS_ARE_BUSY = AT_WORK | {Stage.SOLVING, Stage.MATCHING}

LEGAL: Mapping[Stage, frozenset[Stage]] = {
    Stage.CONNECT: frozenset({Stage.SELECT}),
    Stage.SELECT: frozenset({Stage.CONFIGURE, Stage.RUNNING}),
    Stage.CONFIGURE: frozenset({Stage.FETCHING, Stage.SELECT}),
    Stage.FETCHING: frozenset({Stage.COMPARING}),
    Stage.COMPARING: frozenset({Stage.SYNCHRONISING}),
    Stage.SYNCHRONISING: frozenset({Stage.SOLVING}),
    Stage.SOLVING: frozenset({Stage.MATCHING, Stage.FETCHING}),
    Stage.MATCHING: frozenset({Stage.SETTINGS, Stage.FETCHING}),
    Stage.SETTINGS: frozenset({Stage.RUNNING}),
    Stage.RUNNING: frozenset({Stage.SELECT}),
}


class Treatment(StrEnum):
    """How equal contacts are treated (R203)."""

    AUTOMATIC = "automatic"  # what is sure comes together by itself
    BY_HAND = "by_hand"  # a person decides about every pair


class Standing(StrEnum):
    """How one coupled administration stands."""

    CHOSEN = "chosen"  # its contacts were never read
    COUPLED = "coupled"
    LOST = "lost"  # the package does not let us in any more; what was read stays
    ENDED = "ended"  # uncoupled by a person; contacts and invoices stay


class Left(StrEnum):
    """Why a card is no contact here."""

    DIVISION = "division"  # the administration's card of itself: never copied
    GONE = "gone"  # deleted at the package


class Answer(StrEnum):
    """What was answered to the question whether two cards are one party."""

    OPEN = "open"
    SAME = "same"
    DIFFERENT = "different"
    MOOT = "moot"  # it went by itself: a card changed or went, or they came together another way


class Deed(StrEnum):
    """What was decided about contacts; each can be undone by the one before it in the log."""

    JOIN = "join"
    KEEP_APART = "keep_apart"
    SPLIT = "split"
    LEAD = "lead"  # which administration leads, for one field or for all
    CHANGE = "change"  # a person changed a contact here, or took in what changed at the package
    REMOVE = "remove"
    UNDO = "undo"


HERE = "here"  # who leads, instead of an administration: what stands here, whatever administrations say later

FIELDS: tuple[str, ...] = (
    "name",
    "type",
    "commerce_number",
    "tax_number",
    "contact",
    "email",
    "phone",
    "website",
    "street",
    "postal_code",
    "city",
    "country",
    "iban",
)
"""What of a contact is compared, chosen and kept in step. ``street`` has the number in it; ``type`` is custSupTp."""

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Why:
    """One reason of a decision: stable code, English text (told by lib.sentences), weight in bits (for above 0)."""

    code: str
    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class CoupledRow:
    """One coupled administration."""

    number: int
    connection: int
    connection_name: str
    foreign: str  # its code at the package
    name: str
    code: str  # three digits, empty until configured
    standing: Standing
    cards: int
    read_at: datetime | None
    problem: Mapping[str, str] | None  # code, message, remedy
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the worker is: administrations read, cards in hand; ``waits_until`` where the package is busy or away."""

    done: int
    of: int
    cards: int
    waits_until: datetime | None = None
    waits_for: str = ""


@dataclass(frozen=True, slots=True)
class CouplingRow:
    """A coupling in full."""

    environment: str
    switched_on: bool
    stage: Stage
    treatment: Treatment
    administrations: Sequence[CoupledRow]
    progress: Progress
    problem: Mapping[str, str] | None  # what stopped the worker: code, message, remedy
    open_findings: int
    open_questions: int
    open_differences: int
    contacts: int
    confirmed_by: str
    confirmed_at: datetime | None
    version: str  # changes whenever anything of it does


@dataclass(frozen=True, slots=True)
class CardRow:
    """What one administration has of a contact. ``key`` is the package's own, ``foreign`` its code there."""

    number: int
    administration: int  # number of the CoupledRow
    administration_name: str
    foreign: str
    fields: Fields
    blocked: bool
    left: str  # Left, or empty
    coupled: bool  # whether its administration is: of one that was uncoupled this is what was read last
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact of the environment. ``leads``: field -> number of the card that leads, 0: a person's own words."""

    number: int
    fields: Fields
    cards: Sequence[CardRow]
    leads: Mapping[str, int]
    changed_at: datetime
    ended: bool
