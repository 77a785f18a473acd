"""What changed in a division since a cursor.

Exact numbers the changes of its larger entities (Timestamp), and tells of two months what was deleted (sync/Deleted).
A record can move between entities, so that what was deleted is told after all feeds. A division that was moved to
another licence gets new numbers: then everything has to be read again (DivisionMoveDate). The small lists have no
numbers; of those a fingerprint is kept, and one in which anything changed is given whole again.

Keys of changes are Exact's own (GUIDs), as sync/Deleted knows no others; an entry has the keys of its lines in their
``extra``, because Exact tells of a deleted entry by its lines.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from overstap.books.ledger.values import Entry
from overstap.books.relations.values import Relation
from overstap.connectors.exact_online import divisions, reader_items, reader_master
from overstap.connectors.exact_online.client import Client, Row
from overstap.connectors.exact_online.division import Division, Make, converted, question
from overstap.connectors.exact_online.reader_documents import Documents, Opener
from overstap.connectors.exact_online.reader_entries import Entries
from overstap.connectors.exact_online.reader_relations import Relations
from overstap.connectors.exact_online.wording import number, text
from overstap.connectors.port import StaleCursor
from overstap.connectors.values import Change, DocumentFile, Kind, Record

DELETED = "Deleted"
LINES, ACCOUNTS, TERMS = "Financial/TransactionLines", "Financial/GLAccounts", "Cashflow/PaymentTerms"
RELATIONS, ADDRESSES, CONTACTS = "CRM/Accounts", "CRM/Addresses", "CRM/Contacts"
DOCUMENTS, ATTACHMENTS = "Documents/Documents", "Documents/DocumentAttachments"
_KEPT_FOR = timedelta(days=55)  # sync/Deleted reaches back about two months
# EntityType of sync/Deleted; 3 and 5 are addresses and contacts of a relation that is not named.
_DELETED_KINDS: Mapping[int, Kind] = {
    1: Kind.ENTRIES,
    2: Kind.RELATIONS,
    4: Kind.DOCUMENTS,
    6: Kind.DOCUMENTS,
    7: Kind.ACCOUNTS,
    10: Kind.OPEN_ITEMS,
}
_OF_RELATIONS = frozenset({3, 5})


@dataclass(slots=True)
class Cursor:
    """How far somebody has read. ``stamps``: the highest Timestamp by entity; ``prints``: of the small lists."""

    moved: str
    read_at: datetime
    stamps: dict[str, int] = field(default_factory=dict)
    prints: dict[str, str] = field(default_factory=dict)

    def written(self) -> str:
        """As it is kept."""
        plain = {
            "moved": self.moved,
            "read_at": self.read_at.isoformat(),
            "stamps": self.stamps,
            "prints": self.prints,
        }
        return json.dumps(plain, sort_keys=True)


def read_cursor(written: str) -> Cursor:
    """A cursor that was kept. Raises StaleCursor for what is none."""
    try:
        told = json.loads(written)
        return Cursor(
            str(told["moved"]),
            datetime.fromisoformat(told["read_at"]),
            {str(name): int(stamp) for name, stamp in told["stamps"].items()},
            {str(name): str(mark) for name, mark in told["prints"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _stale("The place from which changes were to be read is not known.") from None


def changes(client: Client, code: str, cursor: str, opener: Opener, now: datetime) -> Iterator[Change]:
    """Everything since ``cursor`` (empty: all); the last has the new cursor. Raises StaleCursor."""
    card = divisions.card(client, code)
    moved = text(card.get("DivisionMoveDate"))
    before = read_cursor(cursor) if cursor else None
    if before and before.moved != moved:
        raise _stale("Exact Online moved this administration, and numbered all changes anew.")
    if before and now - before.read_at > _KEPT_FOR:
        raise _stale("It is too long ago: Exact Online tells of two months what was deleted.")
    yield from _Changes(Division(client, code), opener, before, Cursor(moved, now)).told(card)


class _Changes:
    """The changes of one division; ``_old`` None: everything."""

    def __init__(self, division: Division, opener: Opener, old: Cursor | None, new: Cursor) -> None:
        self._division = division
        self._opener = opener
        self._old = old
        self._new = new
        self._seen: set[str] = set()  # keys of what is there

    def told(self, card: Row) -> Iterator[Change]:
        deleted = list(self._feed(DELETED, ("EntityKey", "EntityType")))
        yield from self._small(card)
        yield from self._accounts()
        yield from self._relations(any(number(row["EntityType"]) in _OF_RELATIONS for row in deleted))
        yield from self._entries()
        yield from self._open_items()
        yield from self._documents()
        yield from self._gone(deleted)
        yield Change(None, "", cursor=self._new.written())

    def _feed(self, entity: str, fields: Iterable[str]) -> Iterator[Row]:
        """The rows that changed, noting how far it goes."""
        last = self._new.stamps[entity] = self._old.stamps.get(entity, 0) if self._old else 0
        chosen = f"Timestamp gt {last}L"
        for row in self._division.rows(f"sync/{entity}", (*fields, "Timestamp"), filter=chosen):
            self._new.stamps[entity] = max(self._new.stamps[entity], number(row["Timestamp"]))
            yield row

    def _small(self, card: Row) -> Iterator[Change]:
        """Lists without Timestamp: whole, where anything in them changed."""
        division = self._division
        lists: Mapping[Kind, Iterable[Record]] = {
            Kind.COMPANY: [reader_master.company(card)],
            Kind.PERIODS: reader_master.periods(division, ()),
            Kind.VAT_CODES: reader_master.vat_codes(division),
            Kind.DIMENSIONS: reader_master.dimensions(division),
            Kind.PAYMENT_CONDITIONS: reader_master.conditions(division),
            Kind.JOURNALS: reader_master.journals(division),
            Kind.ASSETS: reader_items.assets(division),
        }
        for kind, found in lists.items():
            records = list(found)
            if self._changed(kind, records):
                yield from (Change(kind, str(getattr(record, "code", "")), record) for record in records)

    def _changed(self, name: str, records: list[Any]) -> bool:
        mark = hashlib.sha256(repr(records).encode()).hexdigest()[:16]
        self._new.prints[name] = mark
        return not self._old or self._old.prints.get(name) != mark

    def _accounts(self) -> Iterator[Change]:
        rows = self._feed(ACCOUNTS, ("ID", *reader_master.ACCOUNT_FIELDS))
        yield from self._one_by_one(Kind.ACCOUNTS, rows, reader_master.account_of)

    def _one_by_one(self, kind: Kind, rows: Iterable[Row], make: Make) -> Iterator[Change]:
        for row in rows:
            self._seen.add(str(row["ID"]))
            for record in converted([row], make, str(kind)):
                yield Change(kind, str(row["ID"]), record)

    def _relations(self, unnamed: bool) -> Iterator[Change]:  # noqa: FBT001 - only from here
        """Those that changed, or to which something belongs that did. All, where that is not to be told apart."""
        wanted = {str(row["ID"]) for row in self._feed(RELATIONS, ("ID",))}
        wanted |= {str(row["Account"]) for row in self._feed(ADDRESSES, ("Account",))}
        wanted |= {str(row["Account"]) for row in self._feed(CONTACTS, ("Account",))}
        reader = Relations(self._division)
        everything = self._changed("bank accounts", reader.bank_accounts()) or unnamed
        if not wanted and not everything:
            return
        for record in reader.read(() if everything else wanted):
            key = reader.ids.get(record.code, "") if isinstance(record, Relation) else ""
            self._seen.add(key)
            yield Change(Kind.RELATIONS, key, record)

    def _entries(self) -> Iterator[Change]:
        reader = Entries(self._division, with_keys=True)
        found: Iterator[Record]
        if self._old is None:
            self._new.stamps[LINES] = self._newest(LINES)
            found = chain(reader.opening(()), reader.booked(()))
        else:
            changed = {str(row["EntryID"]) for row in self._feed(LINES, ("EntryID",))}
            found = reader.with_ids(sorted(changed))
        for record in found:
            key = str((record.extra or {}).get("id", "")) if isinstance(record, Entry) else ""
            if isinstance(record, Entry) and self._old is not None:
                self._seen.update(str((line.extra or {}).get("id")) for line in record.lines)
            yield Change(Kind.OPENING if _opens(record) else Kind.ENTRIES, key, record)

    def _newest(self, entity: str) -> int:
        """The highest Timestamp there is: asked before everything is read, so that nothing falls in between."""
        asked = question(("Timestamp",), filter="Timestamp gt 0L", orderby="Timestamp desc", top="1")
        rows = self._division.client.get(self._division.path(f"sync/{entity}"), asked)
        return max((number(row["Timestamp"]) for row in rows), default=0)

    def _open_items(self) -> Iterator[Change]:
        for row in self._feed(TERMS, ("ID", "LineType", *reader_items.ITEM_FIELDS)):
            self._seen.add(str(row["ID"]))
            if reader_items.is_open(row):
                for record in converted([row], reader_items.term, "open item", "AccountCode"):
                    yield Change(Kind.OPEN_ITEMS, str(row["ID"]), record)
            elif self._old is not None:
                yield Change(Kind.OPEN_ITEMS, str(row["ID"]))

    def _documents(self) -> Iterator[Change]:
        wanted = {str(row["ID"]) for row in self._feed(DOCUMENTS, ("ID",))}
        wanted |= {str(row["Document"]) for row in self._feed(ATTACHMENTS, ("Document",))}
        if not wanted:
            return
        for record in Documents(self._division, self._opener).read({}, wanted):
            key = record.key if isinstance(record, DocumentFile) else ""
            self._seen.add(key)
            yield Change(Kind.DOCUMENTS, key, record)

    def _gone(self, deleted: Iterable[Row]) -> Iterator[Change]:
        for row in deleted:
            kind, key = _DELETED_KINDS.get(number(row["EntityType"])), str(row["EntityKey"])
            if kind is not None and key not in self._seen and self._old is not None:
                yield Change(kind, key)


def _opens(record: Record) -> bool:
    return isinstance(record, Entry) and record.kind == "opening"


def _stale(why: str) -> StaleCursor:
    return StaleCursor(why, remedy="Read everything again.")
