"""Rows of the ledger back to values, as a stream. Memory does not grow with the ledger."""

import json
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from itertools import islice
from typing import Any, TypeVar

from django.db import connection

from overstap.books.ledger import models as tables
from overstap.books.ledger.values import Entry, Line, LineVat, SubledgerLine
from overstap.tenancy.models import Administration

Read = TypeVar("Read")

_AT_ONCE = 2_000
NO_SEAL = (1 << 63) - 1
MOST_ROWS = 1_000  # on one page
_IN_HAND = "the ledger in hand"
_seen: ContextVar[dict[Hashable, Any] | None] = ContextVar("overstap_seen", default=None)

_LINE_COLUMNS = (
    "nr", "account_code", "amount", "side", "doc_ref", "effective_date", "description", "relation_code",
    "invoice_ref", "cost_centre", "project", "product", "quantity", "currency", "currency_amount", "match_key",
    "record_ref", "bank_account", "extra",
)  # fmt: skip
_ENTRY_COLUMNS = (
    "seq", "number", "journal_code", "year", "period", "date", "description", "kind", "source", "user_name", "extra",
)  # fmt: skip
_SUBLEDGER_COLUMNS = (
    "year", "kind", "nr", "journal_code", "entry_number", "line_nr", "amount", "side", "kind_of_entry", "ledger_name",
    "description", "doc_ref", "record_ref", "match_key", "relation_code", "invoice_ref", "purchase_or_sales",
    "invoice_side", "invoice_date", "due_date", "mutation", "cost_centre", "project", "product", "quantity",
    "currency", "currency_amount", "vat", "extra",
)  # fmt: skip


def until(administration: Administration, as_of: int | None) -> int:
    """The last sequence number to read: ``as_of``, and never beyond the administration's seal."""
    seal = NO_SEAL if administration.sealed_at is None else administration.sealed_at
    return seal if as_of is None else min(as_of, seal)


@contextmanager
def one_look() -> Iterator[None]:
    """Around all queries of one page, in one transaction: what several of them need beside their rows is read once.

    Inside, the same person acts in the same environment, and nothing is booked.
    """
    token = _seen.set({})
    try:
        yield
    finally:
        _seen.reset(token)


def once(key: Hashable, read: Callable[[], Read]) -> Read:
    """What ``read`` gives; within one look only the first time that it is asked for under this key."""
    seen = _seen.get()
    if seen is None:
        return read()
    if key not in seen:
        seen[key] = read()
    found: Read = seen[key]
    return found


def take_in_hand(ledger_id: int) -> None:
    """Name the ledger that the queries of this transaction are about: row-level security then costs them little."""
    seen = _seen.get()
    if seen is not None and seen.get(_IN_HAND) == ledger_id:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('overstap.ledger', %s, true)", [str(ledger_id)])
    if seen is not None:
        seen[_IN_HAND] = ledger_id


def fetch(query: str, places: Mapping[str, Any]) -> list[Any]:
    """All rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(query, places)
        found: list[Any] = cursor.fetchall()
        return found


def limited(limit: int) -> int:
    """How many rows a page has when ``limit`` are asked for."""
    return max(1, min(limit, MOST_ROWS))


def entries(
    administration: Administration, *, year: int, kind: str, journal: str | None = None, as_of: int | None = None
) -> Iterator[Entry]:
    """The entries of a year of one kind (and journal) with all their lines, by sequence number."""
    rows = tables.Entry.objects.filter(
        ledger_id=administration.ledger_id, year=year, kind=kind, seq__lte=until(administration, as_of)
    )
    if journal is not None:
        rows = rows.filter(journal_code=journal)
    waiting = rows.order_by("seq").values_list(*_ENTRY_COLUMNS).iterator(_AT_ONCE)
    while batch := list(islice(waiting, _AT_ONCE)):
        yield from with_lines(administration.ledger_id, batch)


def with_lines(ledger_id: int, rows: Sequence[Sequence[Any]]) -> Iterator[Entry]:
    """Entries of rows with the columns of ``entry_row``."""
    lines = _lines(ledger_id, [row[0] for row in rows])
    for seq, number, journal, year, period, day, description, kind, source, user, extra in rows:
        yield Entry(number, journal, year, period, day, lines[seq], description, kind, source, user, extra)


def entry_row(ledger_id: int, seq: int) -> Sequence[Any] | None:
    """The row of one entry for ``with_lines``."""
    rows = tables.Entry.objects.filter(ledger_id=ledger_id, seq=seq)
    return rows.values_list(*_ENTRY_COLUMNS).first()


def numbered(ledger_id: int, seqs: Sequence[int]) -> Iterator[Entry]:
    """The entries with these sequence numbers, by number."""
    rows = tables.Entry.objects.filter(ledger_id=ledger_id, seq__in=seqs).order_by("seq")
    yield from with_lines(ledger_id, list(rows.values_list(*_ENTRY_COLUMNS)))


def _lines(ledger_id: int, seqs: Sequence[int]) -> dict[int, list[Line]]:
    vat = _vat(ledger_id, seqs)
    lines: dict[int, list[Line]] = defaultdict(list)
    query = (
        f"SELECT entry_seq, position, {', '.join(_LINE_COLUMNS)} FROM ledger_line"  # noqa: S608 - our own names
        " WHERE ledger_id = %s AND entry_seq = ANY (%s) ORDER BY entry_seq, position"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [ledger_id, list(seqs)])
        for seq, position, *columns, extra in cursor:
            plain = None if extra is None else json.loads(extra)
            lines[seq].append(Line._make((*columns, vat.get((seq, position), ()), plain)))
    return lines


def _vat(ledger_id: int, seqs: Sequence[int]) -> dict[tuple[int, int], tuple[LineVat, ...]]:
    found: dict[tuple[int, int], tuple[LineVat, ...]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT entry_seq, position, code, percentage, amount, side FROM ledger_linevat"
            " WHERE ledger_id = %s AND entry_seq = ANY (%s) ORDER BY entry_seq, position, nr",
            [ledger_id, list(seqs)],
        )
        for seq, position, *columns in cursor:
            found[seq, position] = (*found.get((seq, position), ()), LineVat(*columns))
    return found


def subledger_lines(
    administration: Administration, *, year: int, kind_of_entry: str, kind: str, ledger_name: str
) -> Iterator[SubledgerLine]:
    """The lines of one sub-ledger of a year, in the order in which they were booked."""
    rows = tables.SubledgerLine.objects.filter(
        ledger_id=administration.ledger_id,
        year=year,
        kind_of_entry=kind_of_entry,
        kind=kind,
        ledger_name=ledger_name,
        booked_seq__lte=until(administration, None),
    )
    for *columns, vat, extra in rows.order_by("position").values_list(*_SUBLEDGER_COLUMNS).iterator(_AT_ONCE):
        fields: list[Any] = [*columns, _vat_of(vat), extra]
        yield SubledgerLine(*fields)


def _vat_of(plain: list[dict[str, str]] | None) -> tuple[LineVat, ...]:
    return tuple(
        LineVat(one["code"], Decimal(one["percentage"]), Decimal(one["amount"]), one["side"]) for one in plain or ()
    )
