"""What a division holds: tables of rows as they go over the wire, and the Timestamp of each change."""

import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

Row = dict[str, Any]

_SPACE = uuid.UUID("5d9d5c9e-2f0e-4c1b-9a55-0e8a3f6f1b01")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# The number of an entity in sync/Deleted (documentation of that resource).
ENTITY_TYPES = {
    "financialtransaction/TransactionLines": 1,
    "crm/Accounts": 2,
    "crm/Addresses": 3,
    "documents/DocumentAttachments": 4,
    "crm/Contacts": 5,
    "documents/Documents": 6,
    "financial/GLAccounts": 7,
    "logistics/Items": 9,
    "cashflow/Receivables": 10,
    "cashflow/Payments": 10,
    "project/Projects": 21,
}


def guid(*parts: object) -> str:
    """A GUID that is the same for the same ``parts``: runs of the sandbox can be compared."""
    return str(uuid.uuid5(_SPACE, "/".join(map(str, parts))))


def moment(at: datetime) -> str:
    """A moment as OData V2 writes it in JSON: milliseconds since 1970."""
    return f"/Date({int((at - _EPOCH).total_seconds() * 1000)})/"


def day(on: date) -> str:
    """A day as Exact gives it: midnight, as though in UTC (recorded: StartDate 1267747200000)."""
    return moment(datetime(on.year, on.month, on.day, tzinfo=UTC))


def milliseconds(written: str) -> int:
    """Of ``/Date(…)/``. Raises ValueError."""
    return int(written.removeprefix("/Date(").partition(")")[0])


def on_day(written: str) -> date:
    """The day in ``/Date(…)/``. Raises ValueError."""
    return datetime.fromtimestamp(milliseconds(written) / 1000, UTC).date()


def number(amount: Decimal) -> float | int:
    """An amount as it goes out: Exact's amounts are Edm.Double."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def amount(row: Row, name: str) -> Decimal:
    """An amount in a row, exactly."""
    return Decimal(str(row.get(name) or 0))


class Division:
    """One administration: its card (a row of system/Divisions) and its tables.

    A table is a dictionary by key in the order of the last change, which is that of Timestamp.
    """

    def __init__(self, card: Row, *, seen: bool = True) -> None:
        self.card = card
        self.seen = seen  # by the user of the sandbox
        self.tables: dict[str, dict[str, Row]] = {}
        self.deleted: list[Row] = []
        self.files: dict[str, bytes] = {}  # of attachments, by their ID
        self.version = 0
        self.numbers: dict[str, int] = {}  # the last one given out, by series
        self.entries: set[tuple[str, int, int]] = set()  # journal, year and number of what is booked
        self._changes: Counter[str] = Counter()  # how often each table was changed
        self._indexes: dict[tuple[str, str], tuple[int, dict[str, list[Row]]]] = {}
        self._stamp = 6_000_000

    @property
    def code(self) -> int:
        """Its number."""
        return int(self.card["Code"])

    def table(self, entity: str) -> dict[str, Row]:
        """The rows of ``crm/Accounts`` and so on, by key."""
        return self.tables.setdefault(entity, {})

    def put(self, entity: str, key: str, row: Row) -> None:
        """Add a row, or replace it: its Timestamp is the newest."""
        rows = self.table(entity)
        rows.pop(key, None)
        self._stamp += 1
        row["Timestamp"] = self._stamp
        rows[key] = row
        self._changed(entity)

    def remove(self, entity: str, key: str, at: datetime, by: str) -> None:
        """Delete a row, and tell so in sync/Deleted. Raises KeyError."""
        del self.table(entity)[key]
        self._stamp += 1
        self._changed(entity)
        if entity in ENTITY_TYPES:
            self.deleted.append(
                {
                    "Timestamp": self._stamp,
                    "ID": guid(self.code, "deleted", self._stamp),
                    "EntityKey": key,
                    "EntityType": ENTITY_TYPES[entity],
                    "Division": self.code,
                    "DeletedBy": by,
                    "DeletedDate": moment(at),
                }
            )

    def by(self, entity: str, field: str) -> dict[str, list[Row]]:
        """The rows of a table by what stands in a field, without the blanks around it."""
        at = self._changes[entity]
        known = self._indexes.get((entity, field))
        if known is None or known[0] != at:
            made: dict[str, list[Row]] = {}
            for row in self.table(entity).values():
                made.setdefault(str(row.get(field)).strip(), []).append(row)
            known = self._indexes[entity, field] = (at, made)
        return known[1]

    def next(self, series: str, first: int) -> int:
        """The next number of a series."""
        self.numbers[series] = self.numbers.get(series, first - 1) + 1
        return self.numbers[series]

    def new_guid(self) -> str:
        """A GUID that nothing has yet."""
        return guid(self.code, "new", self.next("guid", 1))

    def free_number(self, journal: str, year: int, first: int) -> int:
        """The next number of an entry that is not taken."""
        series = f"{journal}/{year}"
        number_ = self.next(series, first)
        while (journal, year, number_) in self.entries:
            number_ = self.next(series, first)
        return number_

    def stamp_at(self, at: datetime) -> int:
        """The lowest Timestamp of what was changed at ``at`` or later; one beyond the last where nothing was."""
        since = int((at - _EPOCH).total_seconds() * 1000)
        found = (
            row["Timestamp"]
            for rows in self.tables.values()
            for row in rows.values()
            if milliseconds(row.get("Modified") or "/Date(0)/") >= since
        )
        return min(found, default=self._stamp + 1)

    def move(self, at: datetime) -> None:
        """To another licence and database: every Timestamp is a new one, and what was deleted is forgotten."""
        self.card["DivisionMoveDate"] = moment(at)
        self.deleted.clear()
        self._stamp = 1_000
        for rows in self.tables.values():
            for row in rows.values():
                self._stamp += 1
                row["Timestamp"] = self._stamp
        self.version += 1

    def _changed(self, entity: str) -> None:
        self.version += 1
        self._changes[entity] += 1


def find(rows: Iterable[Row], wanted: Callable[[Row], bool]) -> Row | None:
    """The first row that is ``wanted``."""
    return next((row for row in rows if wanted(row)), None)
