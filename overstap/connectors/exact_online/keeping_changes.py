"""What changed among the relations of a division since a cursor, in as few calls as that takes.

Where nothing happened that are seven: the card of the division, four feeds, and two questions about bank accounts,
whose changes Exact does not number. Of those the latest Modified and the number are kept; a number that is not what was
made since accounts for means that one was deleted, of whichever relation. So does a deleted address or contact
(sync/Deleted names no relation): then all relations are given.
"""

from collections.abc import Iterator
from datetime import datetime

from overstap.books.relations.values import Relation
from overstap.connectors.exact_online.client import Client, Row
from overstap.connectors.exact_online.feeds import DELETED, Feeds, opened
from overstap.connectors.exact_online.reader_relations import ADDRESS, BANK_ACCOUNT, CONTACT, RELATION, Relations
from overstap.connectors.exact_online.wording import moment, number, text
from overstap.connectors.values import Change, Kind, Record

RELATIONS, ADDRESSES, CONTACTS, BANKS = "CRM/Accounts", "CRM/Addresses", "CRM/Contacts", "crm/BankAccounts"
_RELATION_GONE, _UNNAMED = 2, frozenset({3, 5})  # EntityType of sync/Deleted: relations; addresses and contacts
_FEW = 60  # relations that are asked one by one; more are found in the whole list


def relation_changes(client: Client, code: str, cursor: str, now: datetime) -> Iterator[Change]:
    """Everything since ``cursor`` (empty: all relations); the last has the new cursor. Raises StaleCursor."""
    feeds = opened(client, code, cursor, now)
    yield from _everything(feeds) if feeds.old is None else _changed(feeds)
    yield Change(None, "", cursor=feeds.new.written())


def _everything(feeds: Feeds) -> Iterator[Change]:
    feeds.skip(DELETED)
    banks = list(feeds.division.rows(BANKS, (*BANK_ACCOUNT, "Modified")))
    feeds.marked(BANKS, _mark(len(banks), max((_modified(row) for row in banks), default="")))
    reader = Relations(feeds.division)
    addresses, contacts = feeds.rows(ADDRESSES, ADDRESS), feeds.rows(CONTACTS, CONTACT)
    yield from _told(reader, reader.joined(feeds.rows(RELATIONS, RELATION), addresses, banks, contacts))


def _changed(feeds: Feeds) -> Iterator[Change]:
    deleted = list(feeds.rows(DELETED, ("EntityKey", "EntityType")))
    wanted = {str(row["ID"]) for row in feeds.rows(RELATIONS, ("ID",))}
    wanted |= {str(row["Account"]) for row in feeds.rows(ADDRESSES, ("Account",))}
    wanted |= {str(row["Account"]) for row in feeds.rows(CONTACTS, ("Account",))}
    banked, one_went = _banks(feeds)
    wanted |= banked
    gone = {str(row["EntityKey"]) for row in deleted if number(row["EntityType"]) == _RELATION_GONE}
    everything = one_went or any(number(row["EntityType"]) in _UNNAMED for row in deleted)
    there: set[str] = set()
    for change in _read(feeds, wanted - gone, everything=everything):
        there.add(change.key)
        yield change
    yield from (Change(Kind.RELATIONS, key) for key in sorted(gone - there))


def _read(feeds: Feeds, wanted: set[str], *, everything: bool) -> Iterator[Change]:
    reader = Relations(feeds.division)
    if everything:
        yield from _told(reader, reader.read())
    elif len(wanted) > _FEW:
        yield from _told(reader, reader.read(wanted))
    else:
        yield from _told(reader, reader.some(sorted(wanted)))


def _told(reader: Relations, records: Iterator[Record]) -> Iterator[Change]:
    for record in records:
        key = reader.ids.get(record.code, "") if isinstance(record, Relation) else ""
        yield Change(Kind.RELATIONS, key, record)


def _banks(feeds: Feeds) -> tuple[set[str], bool]:
    """The relations of which a bank account was made or changed, and whether one was deleted of any."""
    before = feeds.old.prints.get(BANKS, "") if feeds.old else ""
    counted, _bar, latest = before.partition("|")
    there = feeds.division.count(BANKS)
    since = {"filter": f"Modified gt datetime'{latest}'"} if latest else {}
    rows = list(feeds.division.rows(BANKS, ("Account", "Created", "Modified"), **since))
    made = sum(_moment(row.get("Created")) > latest for row in rows)
    feeds.marked(BANKS, _mark(there, max((_modified(row) for row in rows), default=latest)))
    return {text(row["Account"]) for row in rows}, number(counted) + made != there


def _mark(count: int, latest: str) -> str:
    return f"{count}|{latest}"


def _modified(row: Row) -> str:
    return _moment(row.get("Modified"))


def _moment(value: object) -> str:
    """A moment as it stands in a filter, to the millisecond; empty for none. Two of them compare as texts."""
    found = moment(value)
    return found.replace(tzinfo=None).isoformat(timespec="milliseconds") if found else ""
