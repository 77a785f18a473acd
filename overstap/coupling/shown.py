"""What pages and the command line show of contacts: questions, differences, findings and the log of decisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from overstap.coupling.values import Answer, ContactRow, Deed, Fields, Why


class Which(StrEnum):
    """Which contacts a list shows."""

    ALL = "all"
    ASKED = "asked"  # somebody has to say whether it is another one too
    DIFFERING = "differing"  # its administrations say different things
    SHARED = "shared"  # in two administrations or more
    HERE_ONLY = "here_only"  # in none
    CHANGED = "changed"  # a person decided something about it


class By(StrEnum):
    """Whose decisions the log shows."""

    ALL = "all"
    PEOPLE = "people"
    RULES = "rules"  # the matching, by itself


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """Are these two contacts one party? ``card_one`` and ``card_other`` are the two cards most alike of them.

    ``differing`` and ``agreeing``: names of fields of which those two cards say different things, or the same but for
    the way of writing; a field that one of them does not fill is in neither. ``decided_by`` is empty for the rules,
    and while nobody decided.
    """

    number: int
    one: ContactRow
    other: ContactRow
    card_one: int
    card_other: int
    chance: float
    reasons: Sequence[Why]
    differing: Sequence[str]
    agreeing: Sequence[str]
    answer: Answer
    decision: int  # number of the DecisionRow, 0 while open
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field of which the cards of a contact say different things. ``values``: number of the card -> what it says.

    ``proposed``: the card that is proposed to lead; ``conflict``: it changed on two sides since somebody decided.
    """

    number: int
    field: str
    values: Mapping[int, str]
    proposed: int
    conflict: bool


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A contact with the fields about which somebody has to decide."""

    contact: ContactRow
    fields: Sequence[FieldDifference]


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A line of the log. ``person`` is empty for the rules. ``contacts`` and ``cards``: the numbers it is about.

    ``fields``: contact's number -> field -> (before, after). ``undone_by``: number of the decision that undid it, or 0;
    ``undoes``: number of the one that it undid, or 0.
    """

    number: int
    at: datetime
    person: str
    deed: Deed
    contacts: Sequence[int]
    names: Sequence[str]  # of those contacts, as they are now
    cards: Sequence[int]
    fields: Mapping[int, Mapping[str, tuple[str, str]]]
    reasons: Sequence[Why]
    chance: float | None
    undoes: int
    undone_by: int


@dataclass(frozen=True, slots=True)
class FindingRow:
    """Something that could not be processed by itself; message and remedy can be told by ``lib.sentences``."""

    number: int
    severity: str
    code: str
    place: str
    message: str
    remedy: str
    administration: int  # number of the CoupledRow, or 0
    administration_name: str
    contact: int  # number of the contact it is about, or 0
    found_at: datetime
    solved_at: datetime | None
    accepted_by: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Which contacts "lead with A for all of these" is about: all with an open difference, or less."""

    contacts: Sequence[int] = ()  # numbers; empty: all
    search: str = ""
    field: str = ""
    conflicts: bool = False  # only what changed on two sides


Leads = Mapping[str, int]
"""Field -> number of the card that leads; 0: a person's own words."""

EVERYTHING: Sequence[str] = ()
"""All fields in which the cards differ, where fields may be named."""

__all__ = [
    "EVERYTHING",
    "Choice",
    "DecisionRow",
    "DifferenceRow",
    "FieldDifference",
    "Fields",
    "FindingRow",
    "Leads",
    "QuestionRow",
    "Which",
]
