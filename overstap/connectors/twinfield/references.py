"""Our mark on entries: what tells whether something was booked already.

It stands in the first free text of the first line, the only text that Twinfield keeps as it was sent and tells in a
browse as well.
"""

import hashlib

from overstap.books.ledger.values import Entry, EntryKind
from overstap.connectors.twinfield import browses
from overstap.connectors.twinfield.browses import LINE
from overstap.connectors.twinfield.desk import Desk

OURS = "overstap "
_LONGEST = 40  # characters of a free text


def key_of(entry: Entry) -> str:
    """How an entry is named in what is said of it."""
    return f"opening {entry.year}" if entry.kind == EntryKind.OPENING else f"{entry.journal}/{entry.number}"


def mark(reference: str) -> str:
    """A reference as it stands at Twinfield; one that is too long by its digest."""
    told = OURS + reference
    return told if len(told) <= _LONGEST else OURS + hashlib.sha256(reference.encode()).hexdigest()[:30]


def of_entry(entry: Entry) -> str:
    """The mark of an entry that is carried over, the same at each attempt."""
    return mark(f"{entry.year} {key_of(entry)}")


def found(desk: Desk, year: int, first: int, last: int) -> dict[str, str]:
    """All marks of some periods, and which entry of Twinfield each stands for ("VRK/202600001")."""
    rows = browses.keys(desk, year, first, last)
    told = ((row.cells.get(LINE + "freetext1", ""), f"{row.code}/{row.number}") for row in rows)
    return {text: place for text, place in told if text.startswith(OURS)}


class References:
    """The marks in an office, asked for once for each book year."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._found: dict[int, dict[str, str]] = {}

    def of_year(self, year: int) -> dict[str, str]:
        """Those of a book year; none for a year that Twinfield does not have."""
        if year not in self._found:
            self.look(year)
        return self._found[year]

    def look(self, year: int) -> None:
        """Ask again."""
        there = year in self._desk.years
        self._found[year] = found(self._desk, year, 0, browses.LAST) if there else {}
