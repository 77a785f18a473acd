"""What changed at Exact Online since a cursor: by Timestamp, with what was deleted after it."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from overstap.books.ledger.values import Account, Entry, Journal
from overstap.books.relations.values import Relation
from overstap.connectors.exact_online.changes import LINES
from overstap.connectors.exact_online.client import Client
from overstap.connectors.exact_online.connector import ExactOnlineConnector
from overstap.connectors.port import StaleCursor
from overstap.connectors.sandboxes.world import Fault
from overstap.connectors.values import Change, Kind, OpenItem, Wanted, kind_of
from tests.connectors.driven import IN_PROCESS, Driven, driven
from tests.connectors.exact_online.driven import BOOKS, PLAYED


@pytest.fixture
def at() -> Iterator[Driven]:
    with driven(PLAYED, IN_PROCESS) as made:
        yield made


@pytest.fixture
def client(at: Driven) -> Iterator[Client]:
    """Somebody who changes things at Exact."""
    with Client(at.outside, at.connection) as made:
        yield made


def exact(at: Driven) -> ExactOnlineConnector:
    assert isinstance(at.connector, ExactOnlineConnector)
    return at.connector


def changes(at: Driven, cursor: str) -> tuple[list[Change], str]:
    """What changed, and the new cursor."""
    *found, last = exact(at).changes(at.connection, BOOKS, cursor)
    assert last.kind is None
    assert last.cursor
    return found, last.cursor


def cursor_now(at: Driven) -> str:
    return changes(at, "")[1]


def path(entity: str, key: str = "") -> str:
    return f"/api/v1/{BOOKS}/{entity}" + (f"(guid'{key}')" if key else "")


def one(client: Client, entity: str, chosen: str, *fields: str) -> dict[str, str]:
    """The row of ``entity`` that is ``chosen``."""
    asked = {"$filter": chosen, "$select": ",".join(("ID", *fields)), "$top": "1"}
    return dict(client.get(path(entity), asked)[0])


def test_from_the_beginning_everything_has_changed(at: Driven) -> None:
    """The same records as a whole read, but documents' order."""
    found, _cursor = changes(at, "")
    kinds = frozenset(Kind) - {Kind.DOCUMENTS}
    whole = list(exact(at).read(at.connection, BOOKS, Wanted(kinds)))
    told = [change.record for change in found if change.kind in kinds]
    assert len(told) == len(whole)
    for kind in kinds - {Kind.OPENING, Kind.ENTRIES, Kind.OPEN_ITEMS}:
        assert sorted(map(repr, (r for r in told if r and kind_of(r) is kind))) == sorted(
            map(repr, (r for r in whole if kind_of(r) is kind))
        )
    assert {(r.journal, r.number) for r in told if isinstance(r, Entry)} == {
        (r.journal, r.number) for r in whole if isinstance(r, Entry)
    }
    assert len([1 for change in found if change.kind is Kind.DOCUMENTS]) == 18
    assert all(change.key for change in found if change.kind in (Kind.ACCOUNTS, Kind.RELATIONS, Kind.ENTRIES))


def test_when_nothing_happened_nothing_changed_and_little_is_asked(at: Driven) -> None:
    first = cursor_now(at)
    at.world.calls.clear()
    found, second = changes(at, first)
    assert found == []
    assert json.loads(second)["stamps"] == json.loads(first)["stamps"]
    assert sum(at.world.calls.values()) == 21  # one for each list and feed
    assert not [call for call in at.world.calls if "bulk/" in call]


def test_a_renamed_account_is_given_by_its_key(at: Driven, client: Client) -> None:
    cursor = cursor_now(at)
    account = one(client, "financial/GLAccounts", "Code eq '4400'")
    client.change(path("financial/GLAccounts", account["ID"]), {"Description": "Vervoer"})
    ((change,), _cursor) = changes(at, cursor)
    assert (change.kind, change.key) == (Kind.ACCOUNTS, account["ID"])
    assert isinstance(change.record, Account)
    assert change.record.name == "Vervoer"


def test_a_relation_changed_where_its_address_did(at: Driven, client: Client) -> None:
    cursor = cursor_now(at)
    address = one(client, "bulk/CRM/Addresses", "City eq 'Arnhem'", "Account")
    client.change(path("crm/Addresses", address["ID"]), {"City": "Velp"})
    ((change,), _cursor) = changes(at, cursor)
    assert (change.kind, change.key) == (Kind.RELATIONS, address["Account"])
    assert isinstance(change.record, Relation)
    assert change.record.addresses[0].city == "Velp"


def test_a_new_bank_account_gives_the_relations_again(at: Driven, client: Client) -> None:
    """Exact numbers no changes of bank accounts: all relations are given then."""
    cursor = cursor_now(at)
    relation = one(client, "bulk/CRM/Accounts", "Name eq 'Hotel De Zwaan'")
    client.make(path("crm/BankAccounts"), {"Account": relation["ID"], "BankAccount": "NL57TEST0000004099"})
    found, _cursor = changes(at, cursor)
    swan = next(change.record for change in found if change.key == relation["ID"])
    assert isinstance(swan, Relation)
    assert "NL57TEST0000004099" in {account.number for account in swan.bank_accounts}
    assert {change.kind for change in found} == {Kind.RELATIONS}


def test_a_small_list_is_given_whole_where_anything_in_it_changed(at: Driven, client: Client) -> None:
    cursor = cursor_now(at)
    journal = one(client, "financial/Journals", "Code eq '90'")
    client.change(path("financial/Journals", journal["ID"]), {"Description": "Diversen"})
    found, _cursor = changes(at, cursor)
    assert {change.kind for change in found} == {Kind.JOURNALS}
    assert ("90", "Diversen") in {(r.code, r.name) for r in (c.record for c in found) if isinstance(r, Journal)}


def sale(client: Client) -> dict[str, str]:
    """A new entry of sales."""
    customer = one(client, "bulk/CRM/Accounts", "Name eq 'Hotel De Zwaan'")
    account = one(client, "financial/GLAccounts", "Code eq '8100'")
    line = {"GLAccount": account["ID"], "AmountFC": 100, "VATCode": "2", "Description": "Feest"}
    told = {"Customer": customer["ID"], "Journal": "70", "SalesEntryLines": [line]}
    return dict(client.make(path("salesentry/SalesEntries"), told))


def test_a_new_entry_is_given_whole_with_what_it_left_open(at: Driven, client: Client) -> None:
    cursor = cursor_now(at)
    made = sale(client)
    found, cursor = changes(at, cursor)
    entry = next(change for change in found if change.kind is Kind.ENTRIES)
    item = next(change.record for change in found if change.kind is Kind.OPEN_ITEMS)
    assert entry.key == made["EntryID"]
    assert isinstance(entry.record, Entry)
    assert sum(line.amount for line in entry.record.lines) == 0
    assert len(entry.record.lines) == 3
    assert isinstance(item, OpenItem)
    assert item.open == 121
    assert changes(at, cursor)[0] == []


def test_a_deleted_entry_is_told_by_the_keys_of_its_lines(at: Driven, client: Client) -> None:
    made = sale(client)
    found, cursor = changes(at, "")
    entry = next(change.record for change in found if change.key == made["EntryID"])
    assert isinstance(entry, Entry)
    keys = {str((line.extra or {})["id"]) for line in entry.lines}
    client.remove(path("salesentry/SalesEntries", made["EntryID"]))
    gone, cursor = changes(at, cursor)
    assert {change.key for change in gone if change.kind is Kind.ENTRIES} == keys
    assert all(change.record is None for change in gone)
    assert Kind.OPEN_ITEMS in {change.kind for change in gone}
    assert changes(at, cursor)[0] == []


def test_what_was_deleted_before_the_first_reading_is_not_told(at: Driven, client: Client) -> None:
    made = sale(client)
    client.remove(path("salesentry/SalesEntries", made["EntryID"]))
    assert [change for change in changes(at, "")[0] if change.record is None] == []


def test_a_division_that_was_moved_has_to_be_read_again(at: Driven) -> None:
    """R018 and the documentation of DivisionMoveDate: Timestamps are numbered anew."""
    cursor = cursor_now(at)
    at.world.switch_on(Fault("division-moved", "Divisions"))
    list(exact(at).administrations(at.connection))
    at.world.switch_off()
    at.world.move(1)
    at.world.switch_on(Fault("division-moved", "system/Divisions"))
    with pytest.raises(StaleCursor):
        changes(at, cursor)
    assert changes(at, cursor_now(at))[0] == []


def test_a_cursor_older_than_exact_remembers_deletions_has_to_be_read_again(at: Driven) -> None:
    cursor = json.loads(cursor_now(at))
    cursor["read_at"] = "2020-01-01T00:00:00+00:00"
    with pytest.raises(StaleCursor):
        changes(at, json.dumps(cursor))


@pytest.mark.parametrize(
    "cursor", ["x", "[]", "{}", '{"moved": "", "read_at": "gisteren", "stamps": {}, "prints": {}}']
)
def test_what_is_no_cursor_has_to_be_read_again(at: Driven, cursor: str) -> None:
    with pytest.raises(StaleCursor):
        changes(at, cursor)


def test_a_cursor_holds_no_secret(at: Driven) -> None:
    cursor = cursor_now(at)
    assert set(json.loads(cursor)) == {"moved", "read_at", "stamps", "prints"}
    assert not [secret for secret in at.outside.vault.read(at.connection).values() if secret in cursor]


def test_a_change_while_the_first_reading_goes_on_is_told_afterwards(at: Driven, client: Client) -> None:
    """The place in the numbering is taken before the lines are read."""
    reading = exact(at).changes(at.connection, BOOKS, "")
    for change in reading:
        if change.kind is Kind.ENTRIES:
            break
    made = sale(client)
    *_rest, last = reading
    assert json.loads(last.cursor)["stamps"][LINES] > 0
    assert made["EntryID"] in {change.key for change in changes(at, last.cursor)[0]}
    assert replace(last, cursor="") == Change(None, "")
