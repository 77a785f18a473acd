"""What administrations say of one contact, field by field, as a table in which somebody chooses what leads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from overstap.coupling import words as told_words
from overstap.coupling.shown import DifferenceRow, FieldDifference
from overstap.coupling.values import FIELDS
from overstap.lib.sentences import told
from overstap.web.coupling import words
from overstap.web.coupling.sides import name_of

OWN = "own"  # instead of the number of a card
_LONGEST = 500
_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Column:
    """A card of the contact."""

    card: int
    name: str
    foreign: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What a card says of a field."""

    card: int
    where: str
    text: str
    chosen: bool
    proposed: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A field of which somebody has to choose what leads."""

    field: str
    label: str
    conflict: bool
    cells: Sequence[Cell]
    own: str
    own_chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A contact with its open fields."""

    number: int
    name: str
    conflict: bool
    columns: Sequence[Column]
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen for the fields of one contact: field -> number of the card, or own words."""

    cards: Mapping[str, int]
    own: Mapping[str, str]


def group(row: DifferenceRow, sent: QueryDict | None = None) -> Group:
    """A contact as it is shown; with ``sent`` as it was filled in."""
    saying = [card for card in row.contact.cards if not card.left]
    columns = [Column(card.number, card.administration_name, card.foreign) for card in saying]
    lines = [_line(one, columns, sent) for one in row.fields]
    conflict = any(one.conflict for one in row.fields)
    return Group(row.contact.number, name_of(row.contact), conflict, columns, lines)


def chosen(sent: QueryDict, row: DifferenceRow) -> Chosen:
    """What was chosen for the open fields of a contact; "everything from here" chooses wherever that card speaks."""
    whole = number_of(sent.get("whole", ""))
    if whole:
        return Chosen({one.field: whole for one in row.fields if one.values.get(whole)}, {})
    cards, own = {}, {}
    for field in (one.field for one in row.fields):
        asked = sent.get(f"lead-{field}", "")
        if asked == OWN:
            own[field] = sent.get(f"own-{field}", "").strip()[:_LONGEST]
        elif number := number_of(asked):
            cards[field] = number
    return Chosen(cards, own)


def by_card(found: Chosen) -> Iterator[tuple[int, list[str]]]:
    """Each card with the fields in which it leads, in the order of FIELDS."""
    fields: dict[int, list[str]] = {}
    for field in FIELDS:
        if field in found.cards:
            fields.setdefault(found.cards[field], []).append(field)
    yield from fields.items()


def number_of(text: str) -> int:
    """The number that a text is; 0 where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else 0


def _line(one: FieldDifference, columns: Sequence[Column], sent: QueryDict | None) -> Line:
    asked = sent.get(f"lead-{one.field}", "") if sent else str(one.proposed)
    cells = [
        Cell(
            column.card,
            f"{column.name} {column.foreign}",
            told(told_words.shown(one.field, one.values.get(column.card, "")), _),
            asked == str(column.card),
            column.card == one.proposed,
        )
        for column in columns
    ]
    own = sent.get(f"own-{one.field}", "") if sent else ""
    return Line(one.field, words.field(one.field), one.conflict, cells, own, asked == OWN)
