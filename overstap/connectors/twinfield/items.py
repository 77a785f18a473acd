"""The sub-ledgers of an office: which lines of customers and suppliers are open, and which settle each other.

Browse 100 tells of customers, 200 of suppliers, a book year at a time. What was matched is kept while a year is read,
since the ledger itself does not tell it: a number for each matched line.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from overstap.connectors.twinfield import browses, masters
from overstap.connectors.twinfield.browses import HEAD, LINE
from overstap.connectors.twinfield.desk import Desk, amount, day
from overstap.connectors.twinfield.naming import Naming
from overstap.connectors.twinfield.streaming import Row
from overstap.connectors.values import OpenItem

_SIDES = {browses.CUSTOMERS: ("CU", "DEB"), browses.SUPPLIERS: ("SU", "CRD")}
_OPEN = frozenset({"available", "proposed"})


@dataclass
class Items:
    """The sub-ledgers of the office at a desk; each is asked for once."""

    desk: Desk
    naming: Naming
    _open: dict[int, list[OpenItem]] = field(default_factory=dict)
    _matches: dict[tuple[str, str, str], str] = field(default_factory=dict)
    _due: dict[tuple[str, str, str], str] = field(default_factory=dict)
    _year: int = 0  # whose matches and due dates these are

    def prepare(self, year: int) -> None:
        """Learn what is matched in a book year, before its ledger is read."""
        if year != self._year:
            self._fetch(year)

    def match_of(self, row: Row) -> str:
        """The key that all lines have which settle each other; empty for a line that is open."""
        return self._matches.get((row.code, row.number, row.line), "")

    def due_of(self, row: Row) -> str:
        """When this line of the ledger is due, ISO 8601; empty for one that is not."""
        return self._due.get((row.code, row.number, row.line), "")

    def open(self, wanted: tuple[int, ...]) -> Iterator[OpenItem]:
        """What is open, of the book years that are wanted."""
        for year in masters.years(self.desk, wanted):
            if year not in self._open:
                self._fetch(year)
            yield from self._open[year]

    def _fetch(self, year: int) -> None:
        self._year = year
        self._matches, self._due = {}, {}
        self._open[year] = []
        for code in _SIDES:
            for row in browses.items(self.desk, code, year):
                self._take(year, code, row)

    def _take(self, year: int, code: str, row: Row) -> None:
        status = row.cells.get(LINE + "matchstatus", "")
        number = row.cells.get(LINE + "matchnumber", "")
        if number not in ("", "0"):
            self._matches[row.code, row.number, row.line] = f"{row.cells[LINE + 'dim2']}-{number}"
        if due := day(row.cells.get(LINE + "datedue", "")):
            self._due[row.code, row.number, row.line] = due.isoformat()
        if status in _OPEN and amount(row.cells.get(LINE + "openbasevaluesigned", "")):
            self._open[year].append(self._item(code, row))

    def _item(self, code: str, row: Row) -> OpenItem:
        side, kind = _SIDES[code]
        cells = row.cells
        foreign = cells.get(HEAD + "curcode", "") not in ("", self.desk.currency)
        return OpenItem(
            relation=self.naming.ours(kind, cells[LINE + "dim2"]),
            side=side,
            account=cells.get(LINE + "dim1", ""),
            invoice=cells.get(LINE + "invnumber", ""),
            on=day(cells[HEAD + "date"]) or date.min,
            due=day(cells.get(LINE + "datedue", "")),
            amount=amount(cells.get(LINE + "basevaluesigned", "")),
            open=amount(cells.get(LINE + "openbasevaluesigned", "")),
            journal=row.code,
            entry=row.number,
            description=cells.get(LINE + "description", ""),
            currency=cells[HEAD + "curcode"] if foreign else "",
            currency_amount=amount(cells.get(LINE + "valuesigned", "")) if foreign else None,
        )
