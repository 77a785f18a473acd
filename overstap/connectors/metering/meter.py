"""The meter of the database: one row per connection and key, so that all processes count together.

Each count is a transaction of its own, on a connection of its own: what was asked of the package was asked, also where
the caller's work is rolled back; and the row is locked no longer than a count takes.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from overstap.connectors.metering import counting
from overstap.connectors.port import Connection, Count, Window
from overstap.durable.apart import apart

_READ = "SELECT counts FROM metering_metered WHERE system_id = %s AND key = %s"
_MAKE = """
INSERT INTO metering_metered (system_id, environment_id, key, counts) VALUES (%s, %s, %s, '{}')
ON CONFLICT (system_id, key) DO NOTHING
"""
_KEEP = "UPDATE metering_metered SET counts = %s WHERE system_id = %s AND key = %s"


class DatabaseMeter:
    """Implements overstap.connectors.port.Meter."""

    def take(self, connection: Connection, key: str, windows: Sequence[Window], now: datetime) -> Count | None:
        """Count a call, or give the window that is full."""
        with _row(connection, key) as row:
            counts = counting.running(row.counts, now)
            full = counting.full(counts, windows)
            if full is None:
                row.keep(counting.taken(counts, windows, now))
            return full

    def note(self, connection: Connection, key: str, told: Sequence[Count], now: datetime) -> None:
        """What the package itself says of its limits."""
        with _row(connection, key) as row:
            row.keep(counting.noted(counting.running(row.counts, now), told))

    def counts(self, connection: Connection, key: str, now: datetime) -> Sequence[Count]:
        """The windows that run now."""
        with apart() as cursor:
            cursor.execute(_READ, [connection.number, key])
            found = cursor.fetchone()
        return tuple(counting.running(_counts(found[0]), now).values()) if found else ()


class _Row:
    """The counts of one connection and key, locked."""

    def __init__(self, cursor: Any, place: tuple[int, str]) -> None:
        self._cursor = cursor
        self._place = place
        cursor.execute(_READ + " FOR UPDATE", place)
        self.counts = _counts(cursor.fetchone()[0])

    def keep(self, counts: counting.Counts) -> None:
        kept = {name: [one.used, one.of, one.resets_at.isoformat()] for name, one in counts.items()}
        self._cursor.execute(_KEEP, [json.dumps(kept), *self._place])


def _counts(kept: Any) -> counting.Counts:
    rows = json.loads(kept) if isinstance(kept, str) else kept
    return {
        str(name): Count(str(name), int(used), int(of), datetime.fromisoformat(str(until)))
        for name, (used, of, until) in rows.items()
    }


@contextmanager
def _row(connection: Connection, key: str) -> Iterator[_Row]:
    with apart() as cursor:
        cursor.execute(_MAKE, [connection.number, connection.environment, key])
        yield _Row(cursor, (connection.number, key))
