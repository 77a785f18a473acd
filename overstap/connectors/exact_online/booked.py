"""Which entries a division has already: told by their numbers, else by what is in them.

Asked for a stretch of entries at a time: one question for each year in it, about the numbers (or days) that occur in
each journal, so that a long history does not have to be read again for every stretch.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from overstap.books.ledger.values import Entry
from overstap.connectors.exact_online import tables, wording
from overstap.connectors.exact_online.client import Client
from overstap.connectors.exact_online.directory import Directory, Row, text
from overstap.lib.money import ZERO

_LINES = "bulk/Financial/TransactionLines"
_FIELDS = "EntryID,EntryNumber,JournalCode,FinancialYear,Type,Date,AmountDC"
_DIGITS = 9  # of an entry number: Edm.Int32
_AT_ONCE = 12  # conditions in one question: an address may not be longer than about 2,000 characters
_Place = tuple[int, str]  # year, journal


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry that is there. ``debit`` is the sum of what is debited."""

    id: str
    journal: str
    number: str
    year: int
    type: int
    on: date | None
    debit: Decimal

    def holds(self, entry: Entry) -> bool:
        """Whether this is that entry: the same total on the same day."""
        return self.debit == debit_of(entry) and self.on == entry.date


class Booked:
    """What is known of the entries of a division."""

    def __init__(self, client: Client, directory: Directory) -> None:
        self._client = client
        self._directory = directory
        self._numbered: dict[tuple[int, str, str], Seen] = {}
        self._days: dict[_Place, dict[str, Seen]] = {}
        self._openings: dict[int, Seen | None] = {}
        self._taken: set[str] = set()
        self._ids: dict[tuple[str, str], str] = {}  # by journal and number, as the source has it

    def look(self, entries: Sequence[Entry]) -> None:
        """Ask which of ``entries`` are there; anew, whatever was known of them."""
        for year in dict.fromkeys(entry.year for entry in entries):
            these = [entry for entry in entries if entry.year == year]
            for place in {(year, entry.journal) for entry in these}:
                self._days[place] = {}
            self._openings[year] = None
            conditions = list(_conditions(these))
            for begin in range(0, len(conditions), _AT_ONCE):
                self._look(year, conditions[begin : begin + _AT_ONCE])

    def numbered(self, entry: Entry) -> Seen | None:
        """The entry with this number in its journal and year."""
        return self._numbered.get((entry.year, entry.journal, str(number_of(entry))))

    def alike(self, entry: Entry) -> Seen | None:
        """An entry with the same content that stood for no other one yet; for those whose number Exact gave."""
        for seen in self._days.get((entry.year, entry.journal), {}).values():
            if seen.holds(entry) and seen.id not in self._taken:
                self._taken.add(seen.id)
                return seen
        return None

    def opening(self, year: int) -> Seen | None:
        """The opening balance of a year that was looked for."""
        return self._openings.get(year)

    def is_any_in(self, year: int) -> bool:
        """Whether anything is booked in a year."""
        rows = self._client.get(
            self._directory.address(_LINES), {"$select": "EntryID", "$filter": f"FinancialYear eq {year}", "$top": "1"}
        )
        return bool(rows)

    def entry_id(self, journal: str, number: str) -> str:
        """The GUID of an entry, in any year; empty where there is none."""
        return self.entry_ids([(journal, number)])[journal, number]

    def entry_ids(self, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """The GUIDs of entries by journal and number, several in one question; empty for those that are not there."""
        unknown = [place for place in dict.fromkeys(wanted) if place not in self._ids and whole(place[1]) is not None]
        for begin in range(0, len(unknown), _AT_ONCE):
            self._ask_ids(unknown[begin : begin + _AT_ONCE])
        return {place: self._ids.get(place, "") for place in wanted}

    def _ask_ids(self, places: Sequence[tuple[str, str]]) -> None:
        conditions = [f"({_of_journal(journal)} and EntryNumber eq {whole(number)})" for journal, number in places]
        found = {(seen.journal, seen.number): seen.id for seen in self._asked_for(" or ".join(conditions))}
        for journal, number in places:
            self._ids[journal, number] = found.get((journal, str(whole(number))), "")

    def add(self, entry: Entry, made: Row) -> Seen:
        """Remember what was just made."""
        number = text(made, "EntryNumber") or str(number_of(entry) or "")
        kind = tables.OPENING_ENTRY if entry.kind == "opening" else 0
        seen = Seen(text(made, "EntryID"), entry.journal, number, entry.year, kind, entry.date, debit_of(entry))
        self._numbered[entry.year, entry.journal, number] = seen
        if seen.id:
            self._taken.add(seen.id)
            self._ids[entry.journal, entry.number] = seen.id
        if kind:
            self._openings[entry.year] = seen
        return seen

    def _look(self, year: int, conditions: Sequence[str]) -> None:
        any_of = " or ".join(f"({condition})" for condition in conditions)
        for seen in self._asked_for(f"FinancialYear eq {year} and ({any_of})"):
            self._numbered[year, seen.journal, seen.number] = seen
            self._days.setdefault((year, seen.journal), {})[seen.id] = seen
            self._ids[seen.journal, seen.number] = seen.id
            if seen.type == tables.OPENING_ENTRY:
                self._openings[year] = seen

    def _asked_for(self, where: str) -> Iterator[Seen]:
        """The entries of the lines that fit, each whole."""
        debits: dict[str, Decimal] = {}
        heads: dict[str, Row] = {}
        for row in self._client.rows(self._directory.address(_LINES), {"$select": _FIELDS, "$filter": where}):
            key = text(row, "EntryID")
            heads.setdefault(key, row)
            debits[key] = debits.get(key, ZERO) + max(wording.amount(row.get("AmountDC")), ZERO)
        return (_seen(key, row, debits[key]) for key, row in heads.items())


def number_of(entry: Entry) -> int | None:
    """The number that Exact is given; None where it gives one itself: an opening balance, or no digits at all."""
    return None if entry.kind == "opening" else whole(entry.number)


def whole(number: str) -> int | None:
    """A number as Exact keeps it: its digits, the last nine of them ("VRK-2026/017" is 2026017)."""
    digits = "".join(filter(_is_digit, number))[-_DIGITS:].lstrip("0")
    return int(digits) if digits else None


def debit_of(entry: Entry) -> Decimal:
    """The sum of what an entry debits."""
    return sum((line.amount for line in entry.lines if line.amount > 0), ZERO)


def _is_digit(sign: str) -> bool:
    return sign.isascii() and sign.isdigit()


def _conditions(entries: Sequence[Entry]) -> Iterator[str]:
    """What entries of one year are looked for by: numbers or days in their journal, an opening balance by its type."""
    if any(entry.kind == "opening" for entry in entries):
        yield f"Type eq {tables.OPENING_ENTRY}"
    for journal in dict.fromkeys(entry.journal for entry in entries if entry.kind != "opening"):
        theirs = [entry for entry in entries if entry.journal == journal and entry.kind != "opening"]
        numbers = [number for number in map(number_of, theirs) if number is not None]
        if numbers:
            where = f"EntryNumber ge {min(numbers)} and EntryNumber le {max(numbers)}"
            yield f"{_of_journal(journal)} and {where}"
        days = [wording.sent_day(entry.date) for entry in theirs if number_of(entry) is None]
        if days:
            yield f"{_of_journal(journal)} and Date ge datetime'{min(days)}' and Date le datetime'{max(days)}'"


def _of_journal(journal: str) -> str:
    return f"JournalCode eq {wording.quoted(journal)}"


def _seen(key: str, row: Row, debit: Decimal) -> Seen:
    return Seen(
        key,
        text(row, "JournalCode"),
        text(row, "EntryNumber"),
        wording.number(row.get("FinancialYear")),
        wording.number(row.get("Type")),
        wording.day(row.get("Date")),
        debit,
    )
