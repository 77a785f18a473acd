"""Which entries a division has already: told by their numbers, else by what is in them.

Listed once for a financial year, 1,000 lines a page, and only for years in which something is to be written.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from overstap.books.ledger.values import Entry
from overstap.connectors.exact_online import tables, wording
from overstap.connectors.exact_online.client import Client
from overstap.connectors.exact_online.directory import Directory, Row, text
from overstap.lib.money import ZERO

_FIELDS = "EntryID,EntryNumber,JournalCode,Type,Date,AmountDC"


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry that is there. ``debit`` is the sum of what is debited."""

    id: str
    journal: str
    number: str
    type: int
    on: date | None
    debit: Decimal

    def holds(self, entry: Entry) -> bool:
        """Whether this is that entry: the same total on the same day."""
        return self.debit == debit_of(entry) and self.on == entry.date


class Booked:
    """The entries of a division by year."""

    def __init__(self, client: Client, directory: Directory) -> None:
        self._client = client
        self._directory = directory
        self._years: dict[int, dict[str, Seen]] = {}
        self._taken: set[str] = set()
        self._numbered: dict[tuple[int, str, str], Seen] = {}
        self._ids: dict[tuple[str, str], str] = {}  # by journal and number, as the source has it

    def numbered(self, entry: Entry) -> Seen | None:
        """The entry with this number in its journal and year."""
        self._year(entry.year)
        return self._numbered.get((entry.year, entry.journal, entry.number))

    def alike(self, entry: Entry) -> Seen | None:
        """An entry with the same content that stood for no other one yet; for those whose number Exact gave."""
        for seen in self._year(entry.year).values():
            if seen.journal == entry.journal and seen.holds(entry) and seen.id not in self._taken:
                self._taken.add(seen.id)
                return seen
        return None

    def opening(self, year: int) -> Seen | None:
        """The opening balance of a year."""
        return next((one for one in self._year(year).values() if one.type == tables.OPENING_ENTRY), None)

    def is_any_in(self, year: int) -> bool:
        """Whether anything is booked in a year."""
        return bool(self._year(year))

    def entry_id(self, journal: str, number: str) -> str:
        """The GUID of an entry, in any year; empty where there is none."""
        found = self._ids.get((journal, number))
        if found is None:
            found = self._ids[journal, number] = self._asked(journal, number)
        return found

    def _asked(self, journal: str, number: str) -> str:
        if not (number.isascii() and number.isdigit()):
            return ""
        path = self._directory.address("financialtransaction/TransactionLines")
        where = f"JournalCode eq {wording.quoted(journal)} and EntryNumber eq {int(number)}"
        rows = self._client.get(path, {"$select": "EntryID", "$filter": where, "$top": "1"})
        return text(rows[0], "EntryID") if rows else ""

    def add(self, entry: Entry, made: Row) -> Seen:
        """Remember what was just made."""
        number = text(made, "EntryNumber") or entry.number
        kind = tables.OPENING_ENTRY if entry.kind == "opening" else 0
        seen = Seen(text(made, "EntryID"), entry.journal, number, kind, entry.date, debit_of(entry))
        self._year(entry.year)[seen.id or f"{entry.journal} {number}"] = seen
        self._numbered[entry.year, entry.journal, number] = seen
        self._ids[entry.journal, entry.number] = seen.id
        self._taken.add(seen.id)
        return seen

    def again(self, years: Iterable[int]) -> None:
        """Forget years: something may have been booked there whose answer got lost."""
        for year in set(years):
            self._years.pop(year, None)

    def _year(self, year: int) -> dict[str, Seen]:
        if year not in self._years:
            self._years[year] = self._read(year)
            self._numbered |= {(year, one.journal, one.number): one for one in self._years[year].values()}
            self._ids |= {(one.journal, one.number): one.id for one in self._years[year].values()}
        return self._years[year]

    def _read(self, year: int) -> dict[str, Seen]:
        path = self._directory.address("bulk/Financial/TransactionLines")
        params = {"$select": _FIELDS, "$filter": f"FinancialYear eq {year}"}
        debits: dict[str, Decimal] = {}
        heads: dict[str, Row] = {}
        for row in self._client.rows(path, params):
            key = text(row, "EntryID")
            heads.setdefault(key, row)
            debits[key] = debits.get(key, ZERO) + max(wording.amount(row.get("AmountDC")), ZERO)
        return {key: _seen(key, row, debits[key]) for key, row in heads.items()}


def debit_of(entry: Entry) -> Decimal:
    """The sum of what an entry debits."""
    return sum((line.amount for line in entry.lines if line.amount > 0), ZERO)


def _seen(key: str, row: Row, debit: Decimal) -> Seen:
    return Seen(
        key,
        text(row, "JournalCode"),
        text(row, "EntryNumber"),
        wording.number(row.get("Type")),
        wording.day(row.get("Date")),
        debit,
    )
