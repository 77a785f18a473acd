"""What changed among relations at Exact Online, in as few calls as that takes."""

import json
from collections.abc import Iterator

import pytest

from overstap.books.relations.values import Relation
from overstap.connectors.exact_online.client import Client
from overstap.connectors.port import KeepingRelations, StaleCursor
from overstap.connectors.sandboxes.world import Fault
from overstap.connectors.values import Change, Kind, Wanted
from tests.connectors.contract import books
from tests.connectors.driven import IN_PROCESS, SOCKET, Driven, driven
from tests.connectors.exact_online.driven import BOOKS, PLAYED
from tests.connectors.exact_online.test_keeping import ACCOUNTS, ADDRESSES, BANKS, CONTACTS, path, rows


@pytest.fixture(params=[IN_PROCESS, SOCKET])
def at(request: pytest.FixtureRequest) -> Iterator[Driven]:
    """A connected connector, both ways."""
    with driven(PLAYED, request.param) as made:
        yield made


@pytest.fixture
def here() -> Iterator[Driven]:
    with driven(PLAYED, IN_PROCESS) as made:
        yield made


@pytest.fixture
def client(here: Driven) -> Iterator[Client]:
    """Somebody who changes things at Exact."""
    with Client(here.outside, here.connection) as made:
        yield made


def changes(at: Driven, cursor: str) -> tuple[list[Change], str]:
    """What changed, and the new cursor."""
    assert isinstance(at.connector, KeepingRelations)
    *found, last = at.connector.relation_changes(at.connection, BOOKS, cursor)
    assert last.kind is None
    assert last.cursor
    return found, last.cursor


def swan(client: Client) -> str:
    (row,) = rows(client, ACCOUNTS, "Name eq 'Hotel De Zwaan'")
    return str(row["ID"])


def since(at: Driven, cursor: str) -> tuple[list[Change], int]:
    """What changed, and in how many calls that was told."""
    at.world.calls.clear()
    found, _cursor = changes(at, cursor)
    return found, sum(at.world.calls.values())


def test_from_the_beginning_all_relations_are_given_by_the_keys_of_exact(at: Driven) -> None:
    """R212: all contacts are fetched."""
    found, calls = since(at, "")
    whole = list(books(at).read(at.connection, BOOKS, Wanted(frozenset({Kind.RELATIONS}))))
    assert sorted(repr(change.record) for change in found) == sorted(map(repr, whole))
    assert len({change.key for change in found}) == len(whole)
    assert calls == 6


def test_where_nothing_happened_seven_questions_do(at: Driven) -> None:
    cursor = changes(at, "")[1]
    assert since(at, cursor) == ([], 7)
    assert not [call for call in at.world.calls if "bulk/" in call]


@pytest.mark.parametrize("entity", [ACCOUNTS, ADDRESSES, BANKS, CONTACTS])
def test_one_that_changed_is_told_alone(here: Driven, client: Client, entity: str) -> None:
    """R220: also where no more than its address, bank account or contact did."""
    key, cursor = swan(client), changes(here, "")[1]
    told = {
        ACCOUNTS: {"Phone": "030-1"},
        ADDRESSES: {"City": "Vught"},
        BANKS: {"BankAccount": "NL57TEST0000004099"},
        CONTACTS: {"LastName": "Bakker-de Wit"},
    }
    (row,) = [{"ID": key}] if entity == ACCOUNTS else rows(client, entity, f"Account eq guid'{key}'")
    client.change(path(entity, str(row["ID"])), told[entity])
    found, calls = since(here, cursor)
    assert [change.key for change in found] == [key]
    record = found[0].record
    assert isinstance(record, Relation)
    assert str(next(iter(told[entity].values()))) in repr(record)
    assert calls == 11
    assert changes(here, changes(here, cursor)[1])[0] == []


def test_a_bank_account_more_is_told_of_its_relation_alone(here: Driven, client: Client) -> None:
    key, cursor = swan(client), changes(here, "")[1]
    client.make(path(BANKS), {"Account": key, "BankAccount": "NL57TEST0000004099"})
    found, cursor = changes(here, cursor)
    assert [change.key for change in found] == [key]
    assert since(here, cursor) == ([], 7)


@pytest.mark.parametrize("entity", [ADDRESSES, BANKS, CONTACTS])
def test_where_exact_does_not_say_whose_it_was_all_are_given(here: Driven, client: Client, entity: str) -> None:
    key = swan(client)
    everything, cursor = changes(here, "")
    (row,) = rows(client, entity, f"Account eq guid'{key}'")
    client.remove(path(entity, str(row["ID"])))
    found, cursor = changes(here, cursor)
    assert {change.key for change in found} == {change.key for change in everything}
    assert since(here, cursor) == ([], 7)


def test_a_new_relation_is_told_whole(here: Driven, client: Client) -> None:
    cursor = changes(here, "")[1]
    made = client.make(path(ACCOUNTS), {"Name": "Nieuw", "AddressLine1": "Weg 1", "City": "Ede"})
    found, cursor = changes(here, cursor)
    assert [change.key for change in found] == [made["ID"]]
    assert isinstance(found[0].record, Relation)
    assert found[0].record.addresses[0].city == "Ede"
    assert since(here, cursor) == ([], 7)


def test_a_deleted_relation_is_told_by_its_key(here: Driven, client: Client) -> None:
    made = client.make(path(ACCOUNTS), {"Name": "Tijdelijk"})
    cursor = changes(here, "")[1]
    client.remove(path(ACCOUNTS, str(made["ID"])))
    assert changes(here, cursor)[0] == [Change(Kind.RELATIONS, str(made["ID"]))]


def test_one_that_came_and_went_in_between_is_gone(here: Driven, client: Client) -> None:
    cursor = changes(here, "")[1]
    made = client.make(path(ACCOUNTS), {"Name": "Tijdelijk", "AddressLine1": "Weg 1"})
    client.remove(path(ACCOUNTS, str(made["ID"])))
    found = changes(here, cursor)[0]
    assert [change.record for change in found if change.key == made["ID"]] == [None]


def test_what_was_deleted_before_the_first_reading_is_not_told(here: Driven, client: Client) -> None:
    made = client.make(path(ACCOUNTS), {"Name": "Tijdelijk"})
    client.remove(path(ACCOUNTS, str(made["ID"])))
    found, cursor = changes(here, "")
    assert [change for change in found if change.record is None] == []
    assert changes(here, cursor)[0] == []


def test_many_changes_are_found_in_the_whole_list(here: Driven, client: Client) -> None:
    cursor = changes(here, "")[1]
    for place in range(61):
        client.make(path(ACCOUNTS), {"Name": f"Nieuw {place}"})
    found, calls = since(here, cursor)
    assert len(found) == 61
    assert calls == 11


def test_a_change_while_the_first_reading_goes_on_is_told_afterwards(here: Driven, client: Client) -> None:
    assert isinstance(here.connector, KeepingRelations)
    key, reading = swan(client), here.connector.relation_changes(here.connection, BOOKS, "")
    next(reading)
    client.change(path(ACCOUNTS, key), {"Phone": "030-1"})
    *_rest, last = reading
    assert key in {change.key for change in changes(here, last.cursor)[0]}


def test_a_division_that_was_moved_has_to_be_read_again(here: Driven) -> None:
    cursor = changes(here, "")[1]
    here.world.switch_on(Fault("division-moved", "system/Divisions"))
    with pytest.raises(StaleCursor):
        changes(here, cursor)


@pytest.mark.parametrize("cursor", ["x", "{}", '{"moved": "", "read_at": "gisteren", "stamps": {}, "prints": {}}'])
def test_what_is_no_cursor_has_to_be_read_again(here: Driven, cursor: str) -> None:
    with pytest.raises(StaleCursor):
        changes(here, cursor)


def test_a_cursor_of_long_ago_has_to_be_read_again(here: Driven) -> None:
    """Exact tells of two months what was deleted."""
    cursor = json.loads(changes(here, "")[1]) | {"read_at": "2020-01-01T00:00:00+00:00"}
    with pytest.raises(StaleCursor):
        changes(here, json.dumps(cursor))
