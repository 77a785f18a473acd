"""Profiles as they stand in their files, side by side: place by place, with what differs marked."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

Value = str | int | bool | tuple[str, ...]
# Read apart: names and words that are different in every profile say nothing about how they differ.
WORDS = ("name", "source", "title.", "terms.")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value in a profile; None where it says nothing. ``odd``: not what most profiles have there."""

    value: Value | None
    odd: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One place (``consent.parties``) in every profile, in the order in which they were given."""

    place: str
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        """Whether not all have the same."""
        return len({cell.value for cell in self.cells}) > 1


@dataclass(frozen=True, slots=True)
class Section:
    """The places of one table of the file (``consent``), in the order of the first profile."""

    name: str
    rows: tuple[Row, ...]


def values_of(text: str) -> Mapping[str, Value]:
    """What a profile's TOML says, by place, in its order. Raises tomllib.TOMLDecodeError."""
    return dict(_flat(tomllib.loads(text)))


def side_by_side(texts: Sequence[str]) -> list[Section]:
    """The profiles with these TOML texts, without their words."""
    found = [values_of(text) for text in texts]
    places = list(dict.fromkeys(place for values in found for place in values if not place.startswith(WORDS)))
    sections: dict[str, list[Row]] = {}
    for place in places:
        sections.setdefault(place.rpartition(".")[0], []).append(_row(place, found))
    return [Section(name, tuple(rows)) for name, rows in sections.items()]


def line_of(text: str, place: str) -> int | None:
    """The line, from 1, on which the value of ``place`` stands; of its table where it is not there itself."""
    table, _dot, key = place.rpartition(".")
    inside, heading = "", None
    for number, line in enumerate(text.splitlines(), start=1):
        told = line.strip()
        if told.startswith("["):
            inside = told.strip("[]").strip()
            heading = number if inside in (table, place) else heading
        elif inside == table and told.partition("=")[0].strip() == key:
            return number
    return heading


def _flat(data: Mapping[str, object], above: str = "") -> Iterator[tuple[str, Value]]:
    for key, value in data.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{key}.")
        elif isinstance(value, list):
            yield f"{above}{key}", tuple(str(one) for one in value)
        else:
            yield f"{above}{key}", value if isinstance(value, bool | int) else str(value)


def _row(place: str, found: Sequence[Mapping[str, Value]]) -> Row:
    values = [values.get(place) for values in found]
    usual, times = Counter(values).most_common(1)[0]
    has_usual = times > 1
    return Row(place, tuple(Cell(value, has_usual and value != usual) for value in values))
