"""Writing to a ledger: opening one, and booking entries in bulk. Nothing else inserts into the ledger's tables."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from types import TracebackType
from typing import Self

import psycopg
from django.db import connection, transaction
from django.utils.translation import gettext as _

from overstap.books.ledger import bulk, placing, snapshots
from overstap.books.ledger.models import Ledger
from overstap.books.ledger.reading import take_in_hand
from overstap.books.ledger.rows import Dates, Place, batch_rows, subledger_row
from overstap.books.ledger.values import Entry, SubledgerLine
from overstap.lib.clock import now
from overstap.lib.errors import OverstapError, Refused, TryLater
from overstap.tenancy.models import Administration

BATCH_LINES = 20_000  # about 3 MB of text; two batches wait at most
_AT_ONCE = 500  # entries that become rows together


class EntryUnbalanced(Refused):
    """The debit and credit of an entry differ."""

    code = "ENTRY-UNBALANCED"


class NotWritable(TryLater):
    """The administration is frozen, sealed or on its way: nothing can be booked."""

    code = "ADMINISTRATION-FROZEN"


class CannotBeKept(Refused):
    """The database cannot keep a value (too large, a character it does not know)."""

    code = "VALUE-CANNOT-BE-KEPT"


@dataclass(slots=True)
class Counts:
    """What a writer has booked."""

    entries: int = 0
    lines: int = 0
    vat: int = 0
    subledger_lines: int = 0


def reserve_ledger() -> int:
    """A number for a new ledger, for Administration.ledger_id; ``open_ledger`` comes after that row is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('ledger_ledger_id_seq')")
        return int(cursor.fetchone()[0])


def open_ledger(ledger_id: int, currency: str, uid: uuid.UUID | None = None) -> Ledger:
    """The ledger ``ledger_id``, empty, in ``currency`` (ISO 4217). Its living administration must exist already."""
    return Ledger.objects.create(id=ledger_id, currency=currency, uid=uid or uuid.uuid4())


def refresh_statistics() -> None:
    """Tell PostgreSQL how full the ledger's tables are; after a bulk load, outside its transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT overstap_refresh_statistics()")


def refusal(error: Exception) -> OverstapError | None:
    """What a database error says in our words: unbalanced, not writable, cannot be kept; None for anything else."""
    cause = error if isinstance(error, psycopg.Error) else error.__cause__
    if not isinstance(cause, psycopg.Error):
        return None
    detail = cause.diag.message_primary or ""
    if cause.sqlstate == "OV002":
        return EntryUnbalanced(
            _("An entry does not balance: %(detail)s") % {"detail": detail},
            remedy=_("Correct the entry where it was made."),
            facts={"detail": detail},
        )
    if cause.sqlstate in {"OV423", "OV003"}:
        return NotWritable(
            _("Nothing can be booked in this administration now."),
            remedy=_("Try again when the move is done."),
            facts={"detail": detail},
        )
    if isinstance(cause, psycopg.DataError):
        return CannotBeKept(
            _("A value cannot be kept: %(detail)s") % {"detail": detail},
            remedy=_("Correct it where it was made."),
            facts={"detail": detail},
        )
    return None


def check_balance() -> None:
    """Refuse now, not at commit, when an entry of this transaction does not balance (see ``refusal``)."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS balanced IMMEDIATE")
        cursor.execute("SET CONSTRAINTS balanced DEFERRED")


class LedgerWriter:
    """Books entries in the ledger of ``administration`` in bulk, inside the caller's transaction.

    Holds the ledger's row lock, so sequence numbers rise without a gap. The caller has the administration from
    ``access.administration_for_writing``. Between ``with`` and its end the connection belongs to the writer: call
    ``wait`` before anything else uses it. Errors of PostgreSQL come as psycopg errors from any method and at the
    latest from the end of the block; ``refusal`` puts them in words. Balance is checked at commit, or by
    ``check_balance`` after the block.

    Sub-ledger lines are booked at the newest entry; PostgreSQL refuses those that would slip in below a seal.
    """

    def __init__(self, administration: Administration, booked_by: int) -> None:
        self.counts = Counts()
        self._administration = administration
        self._ledger_id = administration.ledger_id
        self._booked_by = booked_by
        self._dates = Dates()
        self._entries: list[str] = []
        self._lines: list[str] = []
        self._vat: list[str] = []
        self._subledger: list[str] = []
        self._pending_entries = self._pending_lines = self._pending_vat = 0

    def __enter__(self) -> Self:
        if not transaction.get_connection().in_atomic_block:
            raise transaction.TransactionManagementError("a ledger is written inside a transaction")
        self._ledger = Ledger.objects.select_for_update().get(id=self._ledger_id)
        self._seq = self._ledger.last_seq
        self._placing = placing.Placing(self._ledger_id, self._seq + 1)
        take_in_hand(self._ledger_id)
        self._booked = f"{now().isoformat()}\t"
        with connection.cursor() as cursor:
            cursor.execute(_STAGES + placing.STAGES)
            cursor.execute(_SUBLEDGER_LINES, [self._ledger_id])
            self._subledger_before = int(cursor.fetchone()[0])
        raw: psycopg.Connection[tuple[object, ...]] = connection.connection
        self._pipe = bulk.Pipe(raw, "\\x02")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            self._pipe.close()

    @property
    def last_seq(self) -> int:
        """The number of the newest entry, those in this block included."""
        return self._seq

    @property
    def lines(self) -> int:
        """How many lines were added so far."""
        return self.counts.lines + self._pending_lines

    def add(self, entries: Iterable[Entry]) -> None:
        """Book ``entries`` in this order."""
        waiting = iter(entries)
        while some := list(islice(waiting, _AT_ONCE)):
            first = Place(self._ledger_id, self._seq + 1, self._booked, self._booked_by)
            rows = batch_rows(first, some, self._dates)
            self._seq += len(some)
            self._entries.append(rows.entry)
            self._lines.append(rows.lines)
            self._vat.append(rows.vat)
            self._pending_vat += rows.vat_count
            self._pending_lines += sum(len(entry.lines) for entry in some)
            self._pending_entries += len(some)
            if self._pending_lines >= BATCH_LINES or self._pending_entries >= BATCH_LINES:
                self._send()

    def add_subledger(self, lines: Sequence[SubledgerLine]) -> None:
        """Book what a sub-ledger says; the lines it points to may come before or after."""
        for line in lines:
            self.counts.subledger_lines += 1
            position = self._subledger_before + self.counts.subledger_lines
            self._subledger.append(subledger_row(self._ledger_id, position, line, self._dates))
            if len(self._subledger) >= BATCH_LINES:
                self._send_subledger()

    def wait(self) -> None:
        """Everything added so far is in the database, and the connection is free for others until the next add."""
        self._send()
        self._send_subledger()
        self._pipe.wait()

    def _send(self) -> None:
        if not self._entries:
            return
        self.counts.entries += self._pending_entries
        self.counts.lines += self._pending_lines
        self.counts.vat += self._pending_vat
        copies = [
            bulk.Copied("stage_entry", "".join(self._entries).encode()),
            bulk.Copied("stage_line", "".join(self._lines).encode()),
        ]
        statements = [_FROM_STAGE["entry"], _FROM_STAGE["line"]]
        if self._pending_vat:
            copies.append(bulk.Copied("stage_linevat", "".join(self._vat).encode()))
            statements.append(_FROM_STAGE["linevat"])
        self._pipe.send(bulk.Batch(copies, [*statements, "TRUNCATE stage_entry, stage_line, stage_linevat"]))
        self._entries, self._lines, self._vat = [], [], []
        self._pending_entries = self._pending_lines = self._pending_vat = 0

    def _send_subledger(self) -> None:
        if not self._subledger:
            return
        self._send()  # the lines that it points to, as a rule
        data = "".join(self._subledger).encode()
        self._pipe.send(bulk.Batch([bulk.Copied("stage_subledgerline", data)], self._placing.batch(self._seq)))
        self._subledger = []

    def _finish(self) -> None:
        self.wait()
        with connection.cursor() as cursor:
            if self.counts.subledger_lines:
                for statement in self._placing.rest(self._seq):
                    cursor.execute(statement)
            cursor.execute("UPDATE ledger_ledger SET last_seq = %s WHERE id = %s", [self._seq, self._ledger_id])
            cursor.execute(f"DROP TABLE stage_entry, stage_line, stage_linevat; {placing.UNSTAGE}")
        snapshots.keep_up(self._ledger_id)


_SUBLEDGER_LINES = "SELECT COALESCE(max(position), 0) FROM ledger_subledgerline WHERE ledger_id = %s"
_STAGES = "".join(
    f"CREATE TEMPORARY TABLE stage_{name} (LIKE ledger_{name}) ON COMMIT DROP;" for name in ("entry", "line", "linevat")
)
_FROM_STAGE = {
    name: f"INSERT INTO ledger_{name} SELECT * FROM stage_{name}"  # noqa: S608 - names of our own
    for name in ("entry", "line", "linevat")
}
