"""A meter without a database: for a single process, and for tests of connectors."""

import threading
from collections.abc import Sequence
from datetime import datetime

from overstap.connectors.metering import counting
from overstap.connectors.port import Connection, Count, Window


class MemoryMeter:
    """Implements overstap.connectors.port.Meter; safe among threads."""

    def __init__(self) -> None:
        self._counts: dict[tuple[int, str], dict[str, Count]] = {}
        self._lock = threading.Lock()

    def take(self, connection: Connection, key: str, windows: Sequence[Window], now: datetime) -> Count | None:
        """Count a call, or give the window that is full."""
        with self._lock:
            counts = self._running(connection, key, now)
            full = counting.full(counts, windows)
            if full is None:
                self._counts[connection.number, key] = counting.taken(counts, windows, now)
            return full

    def note(self, connection: Connection, key: str, told: Sequence[Count], now: datetime) -> None:
        """What the package itself says of its limits."""
        with self._lock:
            self._counts[connection.number, key] = counting.noted(self._running(connection, key, now), told)

    def counts(self, connection: Connection, key: str, now: datetime) -> Sequence[Count]:
        """The windows that run now."""
        with self._lock:
            return tuple(self._running(connection, key, now).values())

    def _running(self, connection: Connection, key: str, now: datetime) -> dict[str, Count]:
        return counting.running(self._counts.get((connection.number, key), {}), now)
