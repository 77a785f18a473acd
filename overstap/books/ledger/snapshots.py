"""Snapshots: sums of a ledger up to a sequence number, made beside the work of people.

A query adds to the newest snapshot that it may use the lines booked after it. Without a snapshot a query is slower,
never wrong (why, is told in migrations/0007_totals.py).
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from overstap.books.ledger.reading import NO_SEAL, fetch, once
from overstap.durable import engine
from overstap.durable.queries import is_waiting

TASK = "ledger.snapshot"
LONG_TAIL = 5_000  # lines beyond the newest snapshot; adding them up takes a few milliseconds


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot holds everything up to and including sequence number ``upto``; 0: there is none.

    Of the sub-ledgers it holds the lines up to ``subledger_position``. Its open items rest on them (``items_from``
    "subledger"; empty: it has none) and count from year ``items_first`` to ``items_year``, and to ``items_day``.
    """

    upto: int = 0
    subledger_position: int = 0
    items_from: str = ""
    items_first: int | None = None
    items_year: int | None = None
    items_day: date | None = None

    def __bool__(self) -> bool:
        return self.upto > 0


def newest(ledger_id: int, last: int) -> Snapshot:
    """The newest snapshot that holds nothing beyond ``last``."""
    return once(("newest snapshot", ledger_id, last), lambda: _newest(ledger_id, last))


def _newest(ledger_id: int, last: int) -> Snapshot:
    found = fetch(_NEWEST, {"ledger": ledger_id, "last": last})
    return Snapshot(*found[0]) if found else Snapshot()


def beyond(snapshot: Snapshot, last: int, column: str = "entry_seq") -> str:
    """The condition (SQL, to append) on what was booked after the snapshot; parameters ``upto`` and ``last``."""
    condition = f" AND {column} > %(upto)s" if snapshot else ""
    return condition if last == NO_SEAL else f"{condition} AND {column} <= %(last)s"


def make(ledger_id: int) -> None:
    """Make a snapshot of everything that is booked, unless there is one; drop those that nothing needs any more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT overstap_make_snapshot(%s)", [ledger_id])


def keep_up(ledger_id: int) -> None:
    """Have a snapshot made, once the caller's transaction is committed, if the newest one lags far behind."""
    lock = f"{TASK}/{ledger_id}"
    tail = fetch(_TAIL, {"ledger": ledger_id, "long": LONG_TAIL})[0][0]
    if tail >= LONG_TAIL and not is_waiting(lock):
        engine.defer(TASK, lock=lock, ledger_id=ledger_id)


_NEWEST = """
SELECT upto_seq, subledger_position, items_from, items_first, items_year, items_day FROM ledger_snapshot
WHERE ledger_id = %(ledger)s AND upto_seq <= %(last)s
ORDER BY upto_seq DESC LIMIT 1
"""
_TAIL = """
SELECT count(*) FROM (SELECT 1 FROM ledger_line WHERE ledger_id = %(ledger)s AND entry_seq > COALESCE(
  (SELECT max(upto_seq) FROM ledger_snapshot WHERE ledger_id = %(ledger)s), 0) LIMIT %(long)s) AS tail
"""
