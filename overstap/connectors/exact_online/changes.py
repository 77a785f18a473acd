"""What changed in a division since a cursor.

A record can move between entities, so that what was deleted is told after all feeds. The small lists have no numbers;
of those a fingerprint is kept, and one in which anything changed is given whole again.

Keys of changes are Exact's own (GUIDs), as sync/Deleted knows no others; an entry has the keys of its lines in their
``extra``, because Exact tells of a deleted entry by its lines.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain

from overstap.books.ledger.values import Entry
from overstap.books.relations.values import Relation
from overstap.connectors.exact_online import reader_items, reader_master
from overstap.connectors.exact_online.client import Client, Row
from overstap.connectors.exact_online.division import Make, converted
from overstap.connectors.exact_online.feeds import DELETED, Feeds, opened
from overstap.connectors.exact_online.reader_documents import Documents, Opener
from overstap.connectors.exact_online.reader_entries import Entries
from overstap.connectors.exact_online.reader_relations import Relations
from overstap.connectors.exact_online.wording import number
from overstap.connectors.values import Change, DocumentFile, Kind, Record

LINES, ACCOUNTS, TERMS = "Financial/TransactionLines", "Financial/GLAccounts", "Cashflow/PaymentTerms"
RELATIONS, ADDRESSES, CONTACTS = "CRM/Accounts", "CRM/Addresses", "CRM/Contacts"
DOCUMENTS, ATTACHMENTS = "Documents/Documents", "Documents/DocumentAttachments"
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


def changes(client: Client, code: str, cursor: str, opener: Opener, now: datetime) -> Iterator[Change]:
    """Everything since ``cursor`` (empty: all); the last has the new cursor. Raises StaleCursor."""
    yield from _Changes(opened(client, code, cursor, now), opener).told()


class _Changes:
    """The changes of one division."""

    def __init__(self, feeds: Feeds, opener: Opener) -> None:
        self._feeds = feeds
        self._division = feeds.division
        self._opener = opener
        self._seen: set[str] = set()  # keys of what is there

    def told(self) -> Iterator[Change]:
        deleted = list(self._feeds.rows(DELETED, ("EntityKey", "EntityType")))
        yield from self._small()
        yield from self._accounts()
        yield from self._relations(any(number(row["EntityType"]) in _OF_RELATIONS for row in deleted))
        yield from self._entries()
        yield from self._open_items()
        yield from self._documents()
        yield from self._gone(deleted)
        yield Change(None, "", cursor=self._feeds.new.written())

    def _small(self) -> Iterator[Change]:
        """Lists without Timestamp: whole, where anything in them changed."""
        division = self._division
        lists: Mapping[Kind, Iterable[Record]] = {
            Kind.COMPANY: [reader_master.company(self._feeds.card)],
            Kind.PERIODS: reader_master.periods(division, ()),
            Kind.VAT_CODES: reader_master.vat_codes(division),
            Kind.DIMENSIONS: reader_master.dimensions(division),
            Kind.PAYMENT_CONDITIONS: reader_master.conditions(division),
            Kind.JOURNALS: reader_master.journals(division),
            Kind.ASSETS: reader_items.assets(division),
        }
        for kind, found in lists.items():
            records = list(found)
            if self._feeds.changed(kind, records):
                yield from (Change(kind, str(getattr(record, "code", "")), record) for record in records)

    def _accounts(self) -> Iterator[Change]:
        rows = self._feeds.rows(ACCOUNTS, ("ID", *reader_master.ACCOUNT_FIELDS))
        yield from self._one_by_one(Kind.ACCOUNTS, rows, reader_master.account_of)

    def _one_by_one(self, kind: Kind, rows: Iterable[Row], make: Make) -> Iterator[Change]:
        for row in rows:
            self._seen.add(str(row["ID"]))
            for record in converted([row], make, str(kind)):
                yield Change(kind, str(row["ID"]), record)

    def _relations(self, unnamed: bool) -> Iterator[Change]:  # noqa: FBT001 - only from here
        """Those that changed, or to which something belongs that did. All, where that is not to be told apart."""
        wanted = {str(row["ID"]) for row in self._feeds.rows(RELATIONS, ("ID",))}
        wanted |= {str(row["Account"]) for row in self._feeds.rows(ADDRESSES, ("Account",))}
        wanted |= {str(row["Account"]) for row in self._feeds.rows(CONTACTS, ("Account",))}
        reader = Relations(self._division)
        everything = self._feeds.changed("bank accounts", reader.bank_accounts()) or unnamed
        if not wanted and not everything:
            return
        for record in reader.read(() if everything else wanted):
            key = reader.ids.get(record.code, "") if isinstance(record, Relation) else ""
            self._seen.add(key)
            yield Change(Kind.RELATIONS, key, record)

    def _entries(self) -> Iterator[Change]:
        reader = Entries(self._division, with_keys=True)
        found: Iterator[Record]
        if self._feeds.old is None:
            self._feeds.skip(LINES)
            found = chain(reader.opening(()), reader.booked(()))
        else:
            changed = {str(row["EntryID"]) for row in self._feeds.rows(LINES, ("EntryID",))}
            found = reader.with_ids(sorted(changed))
        for record in found:
            key = str((record.extra or {}).get("id", "")) if isinstance(record, Entry) else ""
            if isinstance(record, Entry) and self._feeds.old is not None:
                self._seen.update(str((line.extra or {}).get("id")) for line in record.lines)
            yield Change(Kind.OPENING if _opens(record) else Kind.ENTRIES, key, record)

    def _open_items(self) -> Iterator[Change]:
        for row in self._feeds.rows(TERMS, ("ID", "LineType", *reader_items.ITEM_FIELDS)):
            self._seen.add(str(row["ID"]))
            if reader_items.is_open(row):
                for record in converted([row], reader_items.term, "open item", "AccountCode"):
                    yield Change(Kind.OPEN_ITEMS, str(row["ID"]), record)
            elif self._feeds.old is not None:
                yield Change(Kind.OPEN_ITEMS, str(row["ID"]))

    def _documents(self) -> Iterator[Change]:
        wanted = {str(row["ID"]) for row in self._feeds.rows(DOCUMENTS, ("ID",))}
        wanted |= {str(row["Document"]) for row in self._feeds.rows(ATTACHMENTS, ("Document",))}
        if not wanted:
            return
        for record in Documents(self._division, self._opener).read({}, wanted):
            key = record.key if isinstance(record, DocumentFile) else ""
            self._seen.add(key)
            yield Change(Kind.DOCUMENTS, key, record)

    def _gone(self, deleted: Iterable[Row]) -> Iterator[Change]:
        for row in deleted:
            kind, key = _DELETED_KINDS.get(number(row["EntityType"])), str(row["EntityKey"])
            if kind is not None and key not in self._seen and self._feeds.old is not None:
                yield Change(kind, key)


def _opens(record: Record) -> bool:
    return isinstance(record, Entry) and record.kind == "opening"
