"""A vault without a database: for a single process that keeps nothing, and for tests of connectors."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from overstap.connectors.port import Connection


class MemorySlot:
    """Implements overstap.connectors.port.Slot."""

    def __init__(self, kept: dict[int, dict[str, str]], number: int) -> None:
        self._kept = kept
        self._number = number
        self.held: Mapping[str, str] = dict(kept.get(number, {}))

    def keep(self, secrets: Mapping[str, str]) -> None:
        """Replace all secrets of the connection."""
        self._kept[self._number] = dict(secrets)
        self.held = dict(secrets)


class MemoryVault:
    """Implements overstap.connectors.port.Vault; safe among threads."""

    def __init__(self) -> None:
        self._kept: dict[int, dict[str, str]] = {}
        self._lock = threading.Lock()

    def read(self, connection: Connection) -> Mapping[str, str]:
        """What is kept."""
        return dict(self._kept.get(connection.number, {}))

    @contextmanager
    def locked(self, connection: Connection) -> Iterator[MemorySlot]:
        """Keep all other threads away."""
        with self._lock:
            yield MemorySlot(self._kept, connection.number)
