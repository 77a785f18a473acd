"""COPY in a thread of its own, so that PostgreSQL works on one core while we read on the other.

COPY itself is refused on tables with row-level security. Rows are therefore copied into temporary tables of the same
shape and go on from there with INSERT … SELECT, for which the policies hold (docs/decisions).
"""

import threading
from collections.abc import Sequence
from queue import Queue
from typing import NamedTuple

import psycopg

_CHUNK = 1 << 18


class Copied(NamedTuple):
    """COPY text for one temporary table."""

    table: str
    data: bytes


class Batch(NamedTuple):
    """Rows to copy, and the statements that take them further."""

    copies: Sequence[Copied]
    statements: Sequence[str]


class Pipe:
    """Sends batches to PostgreSQL in order, in a thread; at most two wait.

    While batches are under way nothing else may use the connection: call ``wait`` first. An error of PostgreSQL is
    raised by the next ``send``, ``wait`` or ``close``; batches after it are dropped.
    """

    def __init__(self, connection: "psycopg.Connection[tuple[object, ...]]", null: str) -> None:
        self._connection = connection
        self._null = null
        self._queue: Queue[Batch | None] = Queue(maxsize=2)
        self._error: psycopg.Error | None = None
        self._thread = threading.Thread(target=self._run, name="ledger-copy", daemon=True)
        self._thread.start()

    def send(self, batch: Batch) -> None:
        """Queue ``batch``; waits while two are queued already."""
        self._raise()
        self._queue.put(batch)

    def wait(self) -> None:
        """Return when everything sent is in the database."""
        self._queue.join()
        self._raise()

    def close(self) -> None:
        """End the thread; never raises, so that it can stand in a clean-up. Call ``wait`` before for the errors."""
        self._queue.put(None)
        self._thread.join()

    def _raise(self) -> None:
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        while (batch := self._queue.get()) is not None:
            if self._error is None:
                self._store_or_remember(batch)
            self._queue.task_done()

    def _store_or_remember(self, batch: Batch) -> None:
        try:
            self._store(batch)
        except psycopg.Error as error:
            self._error = error

    def _store(self, batch: Batch) -> None:
        with self._connection.cursor() as cursor:
            for table, data in batch.copies:
                with cursor.copy(f"COPY {table} FROM STDIN WITH (NULL E'{self._null}')") as copy:
                    for start in range(0, len(data), _CHUNK):
                        copy.write(data[start : start + _CHUNK])
            for statement in batch.statements:
                cursor.execute(statement)
