"""What changed in the house since a cursor.

A cursor is plain JSON: the number of the newest entry, and a fingerprint of each kind of master data. Entries are only
added, so those above the number are new; of master data no moment is kept, so a kind in which anything changed is given
whole again.
"""

import hashlib
import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from overstap.books.ledger import reading
from overstap.books.ledger.models import Entry as EntryRow
from overstap.books.ledger.models import Ledger
from overstap.connectors.house import reader
from overstap.connectors.port import StaleCursor
from overstap.connectors.values import Change, Kind, Record, Wanted, kind_of
from overstap.tenancy.models import Administration

_NOT_MASTER = (Kind.OPENING, Kind.ENTRIES)
_NEWEST = "entries"
_AT_ONCE = 1_000


def changes(one: Administration, cursor: str) -> Iterator[Change]:
    """Everything since ``cursor`` (empty: all); the last has the new cursor. Raises StaleCursor."""
    before = _told(cursor)
    now: dict[str, Any] = {}
    for kind in Kind:
        if kind in _NOT_MASTER:
            continue
        now[kind] = _fingerprint(one, kind)
        if now[kind] != before.get(kind):
            yield from (Change(kind, key_of(record), record) for record in _read(one, kind))
    newest = Ledger.objects.filter(id=one.ledger_id).values_list("last_seq", flat=True).first() or 0
    now[_NEWEST] = min(newest, reading.until(one, None))
    yield from _entries(one, int(before.get(_NEWEST, 0)), now[_NEWEST])
    yield Change(None, "", cursor=json.dumps(now, sort_keys=True))


def key_of(record: Record) -> str:
    """By what people know a record."""
    parts = (getattr(record, name, "") for name in ("journal", "year", "type", "number", "code", "relation", "invoice"))
    return " ".join(str(part) for part in parts if part != "") or str(getattr(record, "key", ""))


def _read(one: Administration, kind: Kind) -> Iterator[Record]:
    return reader.read(one, Wanted(frozenset({kind})))


def _fingerprint(one: Administration, kind: Kind) -> str:
    hashed = hashlib.sha256()
    for record in _read(one, kind):
        named = {name: getattr(record, name) for name in record.__slots__ if name != "content"}  # type: ignore[union-attr]
        hashed.update(repr(sorted(named.items())).encode())
    return hashed.hexdigest()[:16]


def _entries(one: Administration, after: int, newest: int) -> Iterator[Change]:
    seqs = EntryRow.objects.filter(ledger_id=one.ledger_id, seq__gt=after, seq__lte=newest).order_by("seq")
    waiting = seqs.values_list("seq", flat=True).iterator(_AT_ONCE)
    while batch := list(islice(waiting, _AT_ONCE)):
        for entry in reading.numbered(one.ledger_id, batch):
            yield Change(kind_of(entry), f"{entry.journal} {entry.number}".strip(), entry)


def _told(cursor: str) -> dict[str, Any]:
    if not cursor:
        return {}
    try:
        found = json.loads(cursor)
    except ValueError:
        found = None
    if not isinstance(found, dict) or not isinstance(found.get(_NEWEST), int):
        raise StaleCursor("The place from which changes were to be read is not known.", remedy="Read everything again.")
    return found
