"""The sandbox numbers changes as Exact does, and numbers them anew when a division moves."""

from datetime import timedelta

import pytest

from overstap.connectors.sandboxes.world import Fault
from tests.connectors.exact_online.sandbox_caller import BOOKS, EMPTY, Caller

ACCOUNTS = "sync/CRM/Accounts"


def since(exact: Caller, stamp: int, path: str = ACCOUNTS, division: int = EMPTY) -> list[str]:
    """What was changed after a Timestamp."""
    field = "EntityKey" if path == "sync/Deleted" else "ID"
    found = exact.rows(path, division, filter=f"Timestamp gt {stamp}L", select=f"{field},Timestamp")
    assert [row["Timestamp"] for row in found] == sorted(row["Timestamp"] for row in found)
    return [row[field] for row in found]


def newest(exact: Caller, path: str = ACCOUNTS, division: int = EMPTY) -> int:
    """The highest Timestamp."""
    return max(
        int(row["Timestamp"]) for row in exact.rows(path, division, filter="Timestamp gt 0L", select="Timestamp")
    )


def test_a_change_gets_a_newer_timestamp_and_comes_alone(exact: Caller) -> None:
    first, second = (exact.made("crm/Accounts", {"Name": name})["ID"] for name in ("a", "b"))
    assert since(exact, 0) == [first, second]
    last = newest(exact)
    exact.send("PUT", f"crm/Accounts(guid'{first}')", {"Name": "c"})
    assert since(exact, last) == [first]
    assert since(exact, 0) == [second, first]


def test_deleted_rows_are_told_with_their_kind(exact: Caller) -> None:
    made = exact.made("crm/Accounts", {"Name": "a"})["ID"]
    exact.send("DELETE", f"crm/Accounts(guid'{made}')")
    assert since(exact, 0) == []
    [told] = exact.rows("sync/Deleted", EMPTY, filter="Timestamp gt 0L and EntityType eq 2")
    assert (told["EntityKey"], told["EntityType"], told["Division"]) == (made, 2, EMPTY)
    assert exact.rows("sync/Deleted", EMPTY, filter="Timestamp gt 0L and EntityType eq 1") == []
    assert since(exact, told["Timestamp"], "sync/Deleted") == []


def test_a_deleted_entry_leaves_its_lines_in_deleted(exact: Caller) -> None:
    accounts = {row["Code"]: row["ID"] for row in exact.rows("financial/GLAccounts", EMPTY, select="ID,Code")}
    lines = [{"GLAccount": accounts[code], "AmountFC": value} for code, value in (("1000", 5), ("0550", -5))]
    path = "generaljournalentry/GeneralJournalEntries"
    made = exact.made(path, {"JournalCode": "90", "GeneralJournalEntryLines": lines})
    booked = since(exact, 0, "sync/Financial/TransactionLines")
    assert exact.send("DELETE", f"{path}(guid'{made['EntryID']}')").status_code == 204
    assert set(since(exact, 0, "sync/Deleted")) == set(booked)


def test_a_sync_page_has_a_thousand_rows() -> None:
    exact = Caller(lines=2_500)
    pages = list(exact.pages("sync/Financial/TransactionLines", filter="Timestamp gt 0L", select="Timestamp"))
    assert [len(page) for page in pages[:-1]] == [1000, 1000]
    stamps = [row["Timestamp"] for page in pages for row in page]
    assert stamps == sorted(set(stamps))


@pytest.mark.parametrize(
    "path", ["sync/Cashflow/PaymentTerms", "sync/Documents/Documents", "sync/Financial/GLAccounts"]
)
def test_other_entities_have_timestamps_too(exact: Caller, path: str) -> None:
    assert since(exact, 0, path, BOOKS)


def test_a_moment_is_turned_into_a_timestamp(exact: Caller) -> None:
    exact.made("crm/Accounts", {"Name": "eerder"})
    exact.world.move(300)
    moment = exact.world.now() - timedelta(seconds=60)
    made = exact.made("crm/Accounts", {"Name": "later"})
    query = {"modified": f"datetime'{moment:%Y-%m-%dT%H:%M:%S}'", "endPoint": "'CRM/Accounts'"}
    answer = exact.client.get(f"/api/v1/{EMPTY}/read/sync/Sync/SyncTimestamp", params=query)
    [told] = answer.json()["d"]["results"]
    assert since(exact, told["TimeStampAsBigInt"] - 1) == [made["ID"]]


def test_a_division_that_moved_has_new_timestamps_and_says_when(exact: Caller) -> None:
    before = newest(exact, division=BOOKS)
    assert exact.one("system/Divisions", filter=f"Code eq {BOOKS}")["DivisionMoveDate"] is None
    exact.world.switch_on(Fault("division-moved", "sync/CRM"))
    assert newest(exact, division=BOOKS) < before
    assert since(exact, before, division=BOOKS) == []  # an old cursor would miss everything
    moved = exact.one("system/Divisions", filter=f"Code eq {BOOKS}")["DivisionMoveDate"]
    assert moved.startswith("/Date(")
    assert len(since(exact, 0, division=BOOKS)) == 14
