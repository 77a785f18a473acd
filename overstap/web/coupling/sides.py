"""Two contacts side by side: what each of them says per field, and where they differ."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from overstap.coupling import words
from overstap.coupling.alike import written
from overstap.coupling.shown import QuestionRow
from overstap.coupling.values import FIELDS, Answer, CardRow, ContactRow, Fields
from overstap.lib.sentences import told


@dataclass(frozen=True, slots=True)
class Value:
    """What cards say, written alike: the text of the first, its number, and the administrations that say so."""

    text: str
    card: int
    where: str
    of: str  # numbers of those administrations, with spaces between
    chosen: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two; ``key`` is the digit that chooses it."""

    key: str
    name: str
    number: int
    cards: Sequence[CardRow]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one side says of a field."""

    key: str
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Line:
    """A field; ``first``: the first of those that differ."""

    field: str
    label: str
    sides: Sequence[Cell]
    differs: bool
    first: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """What leads: field -> card by hand, and otherwise the administration ``of`` (0: none) where it says something."""

    cards: Mapping[str, int]
    of: int = 0


def sides(question: QuestionRow) -> tuple[Side, Side]:
    """The two contacts of a question; once they are one, the two cards that it was about."""
    return (
        _side("1", question.one, question.card_one, question),
        _side("2", question.other, question.card_other, question),
    )


def lines(both: Sequence[Side], chosen: Chosen) -> list[Line]:
    """The fields that one of them fills, in the order of FIELDS."""
    found: list[Line] = []
    for field in FIELDS:
        cells = [Cell(side.key, list(_values(side.cards, field, chosen))) for side in both]
        if not any(cell.values for cell in cells):
            continue
        differs = _differs(both, field)
        first = differs and not any(line.differs for line in found)
        found.append(Line(field, told(words.FIELD_NAMES[field], _), cells, differs, first))
    return found


def name_of(contact: ContactRow) -> str:
    """What a contact is called."""
    return contact.fields.get("name") or _("No name")


def _side(key: str, contact: ContactRow, card: int, question: QuestionRow) -> Side:
    if question.answer is Answer.SAME or question.one.number == question.other.number:
        cards = [one for one in contact.cards if one.number == card]
    else:
        cards = list(contact.cards)
    name = next((one.fields["name"] for one in cards if one.fields.get("name")), "") or name_of(contact)
    return Side(key, name, contact.number, cards)


def _values(cards: Sequence[CardRow], field: str, chosen: Chosen) -> Iterator[Value]:
    """The different values, each once."""
    groups: dict[str, list[CardRow]] = {}
    for card in cards:
        if plain := plainly(card.fields, field):
            groups.setdefault(plain, []).append(card)
    for same in groups.values():
        numbers, books = {one.number for one in same}, {one.administration for one in same}
        by_hand = chosen.cards.get(field)
        yield Value(
            told(words.shown(field, same[0].fields[field]), _),
            same[0].number,
            ", ".join(one.administration_name for one in same),
            " ".join(map(str, sorted(books))),
            by_hand in numbers if by_hand is not None else chosen.of in books,
        )


def plainly(fields: Fields, field: str) -> str:
    """A value in the one way of writing by which values are compared."""
    return written(field, fields.get(field, ""), fields.get("country", ""))


def _differs(both: Sequence[Side], field: str) -> bool:
    """Customer here and supplier there is no difference: together they are both."""
    said = {plain for side in both for card in side.cards if (plain := plainly(card.fields, field))}
    return field != "type" and len(said) > 1
