"""What PostgreSQL itself guards in the ledger, proven with plain SQL as the role that the application uses."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from overstap.tenancy.access import acting
from overstap.tenancy.models import Administration
from overstap.tenancy.values import AdministrationState
from tests.books.ledgers import CODE, book, entry, open_books, said, sale, seal
from tests.tenancy.people import World

TABLES = ("ledger_entry", "ledger_line", "ledger_linevat", "ledger_subledgerline")
MASTER = (
    "ledger_account", "ledger_journal", "ledger_vatcode", "ledger_period", "ledger_fiscalyear", "ledger_dimension",
    "ledger_importedfile", "relations_company", "relations_relation", "relations_relationaddress",
    "relations_relationbankaccount",
)  # fmt: skip
DAY = date(2024, 3, 1)


def sql(query: str, values: Sequence[int | str] = ()) -> list[tuple[Any, ...]]:
    """Plain SQL on the application's connection."""
    with connection.cursor() as cursor:
        cursor.execute(query, list(values))
        return cursor.fetchall() if cursor.description else []


def code_of(caught: pytest.ExceptionInfo[DatabaseError]) -> str | None:
    cause = caught.value.__cause__
    assert isinstance(cause, psycopg.Error)
    return cause.sqlstate


@pytest.fixture
def books(world: World) -> Administration:
    one = open_books(world)
    first, second = sale(1, "100.00", DAY), sale(2, "200.00", DAY)
    book(world, [first], [said(first, 1)])
    book(world, [second], [said(second, 1)])
    return one


def test_the_application_owns_no_table_and_cannot_pass_row_level_security(db: None) -> None:
    for table in (*TABLES, *MASTER, "ledger_ledger", "ledger_unbalanced"):
        ((secured, owner),) = sql(
            "SELECT relrowsecurity, pg_get_userbyid(relowner) FROM pg_class WHERE relname = %s", [table]
        )
        assert secured, table
        assert owner != "overstap_app", table
    assert sql("SELECT rolbypassrls, rolsuper FROM pg_roles WHERE rolname = current_user") == [(False, False)]


@pytest.mark.parametrize("table", [*TABLES, "ledger_ledger", "ledger_account"])
def test_a_query_without_person_and_environment_sees_nothing(books: Administration, table: str) -> None:
    assert sql(f"SELECT count(*) FROM {table}") == [(0,)]


def test_members_see_the_lines_and_strangers_do_not(books: Administration, world: World) -> None:
    with acting(world.alice.pk, [world.environment.pk]):
        assert sql("SELECT count(*) FROM ledger_line") == [(6,)]
    with acting(world.charlie.pk, [world.environment.pk]):
        assert sql("SELECT count(*) FROM ledger_line") == [(0,)]
        assert sql("SELECT count(*) FROM ledger_account") == [(0,)]


def test_naming_a_ledger_shows_nothing_that_may_not_be_seen(books: Administration, world: World) -> None:
    with acting(world.charlie.pk, [world.elsewhere.pk]):
        sql("SELECT set_config('overstap.ledger', %s, true)", [str(books.ledger_id)])
        assert sql("SELECT count(*) FROM ledger_line") == [(0,)]
    with acting(world.alice.pk, [world.environment.pk]):
        seal(books, 1)
        sql("SELECT set_config('overstap.ledger', %s, true)", [str(books.ledger_id)])
        assert sql("SELECT seq FROM ledger_entry") == [(1,)]


def test_a_sealed_view_does_not_see_what_was_booked_later(books: Administration, world: World) -> None:
    with acting(world.alice.pk, [world.environment.pk]):
        seal(books, 1)
        assert sql("SELECT seq FROM ledger_entry") == [(1,)]
        assert sql("SELECT DISTINCT entry_seq FROM ledger_line") == [(1,)]
        assert sql("SELECT DISTINCT entry_seq FROM ledger_linevat") == [(1,)]
        assert sql("SELECT DISTINCT booked_seq FROM ledger_subledgerline") == [(1,)]
        assert sql("SELECT count(*) FROM ledger_line WHERE account_code = '8000'") == [(1,)]


def test_what_moved_away_is_not_seen(books: Administration, world: World) -> None:
    with acting(world.alice.pk, [world.environment.pk]):
        Administration.objects.filter(pk=books.pk).update(state=AdministrationState.MOVED, sealed_at=2)
        assert sql("SELECT count(*) FROM ledger_line") == [(0,)]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", ["UPDATE {} SET ledger_id = ledger_id", "DELETE FROM {}", "TRUNCATE {}"])
def test_nothing_booked_can_be_changed(books: Administration, world: World, table: str, change: str) -> None:
    with acting(world.alice.pk, [world.environment.pk]), pytest.raises(DatabaseError), transaction.atomic():
        sql(change.format(table))


def test_the_owner_of_the_tables_cannot_change_anything_either(books: Administration) -> None:
    found = sql(
        "SELECT relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE tgname = 'append_only'"
        " AND tgenabled = 'O' AND tgfoid = 'overstap_refuse_change'::regproc AND relname LIKE 'ledger%%'"
    )
    assert {name for (name,) in found} == set(TABLES)


def test_the_ledger_counts_forward_only(books: Administration, world: World) -> None:
    with acting(world.alice.pk, [world.environment.pk]):
        for change in ("last_seq = 1", "currency = 'USD'"):
            with pytest.raises(DatabaseError), transaction.atomic():
                sql(f"UPDATE ledger_ledger SET {change}")
        with pytest.raises(DatabaseError), transaction.atomic():
            sql("DELETE FROM ledger_ledger")


_ENTRY = (
    "INSERT INTO ledger_entry (ledger_id, seq, booked_at, date, year, period, booked_by, kind, journal_code, number,"
    " description, source, user_name) VALUES (%s, %s, now(), '2024-03-01', 2024, 3, 1, 'transaction', 'M', '77',"
    " '', '', '')"
)
_LINE = (
    "INSERT INTO ledger_line (ledger_id, entry_seq, position, date, year, period, opening, side, account_code, amount,"
    " nr, doc_ref, description, relation_code, invoice_ref, cost_centre, project, product, currency, match_key,"
    " record_ref, bank_account) VALUES (%s, %s, %s, '2024-03-01', 2024, 3, false, 'D', '1100', %s,"
    " '', '', '', '', '', '', '', '', '', '', '', '')"
)


def test_it_refuses_a_line_in_a_ledger_of_somebody_else(books: Administration, world: World) -> None:
    with acting(world.charlie.pk, [world.elsewhere.pk]), pytest.raises(DatabaseError), transaction.atomic():
        sql(_LINE, [books.ledger_id, 3, 1, 0])


@pytest.mark.parametrize("state", ["frozen", "incoming", "read_only"])
def test_it_refuses_entries_while_the_administration_is_not_active(
    books: Administration, world: World, state: str
) -> None:
    with acting(world.alice.pk, [world.environment.pk]):
        Administration.objects.filter(pk=books.pk).update(state=state)
        for query, values in ((_ENTRY, [books.ledger_id, 3]), (_LINE, [books.ledger_id, 3, 1, 0])):
            with pytest.raises(DatabaseError) as caught, transaction.atomic():
                sql(query, values)
            assert code_of(caught) == "OV423"


def test_it_refuses_entries_below_the_seal_of_another_view(books: Administration, world: World) -> None:
    with acting(world.alice.pk, [world.environment.pk]):
        Administration.objects.create(
            environment=world.environment, code="OLD", name="Old view", ledger_id=books.ledger_id, sealed_at=2
        )
        with pytest.raises(DatabaseError) as caught, transaction.atomic():
            sql(_LINE, [books.ledger_id, 2, 9, 0])
        assert code_of(caught) == "OV003"
        sql(_LINE, [books.ledger_id, 3, 1, 0])


def test_an_entry_may_be_made_piece_by_piece_within_a_transaction(committed: World) -> None:
    one = open_books(committed)
    with acting(committed.alice.pk, [committed.environment.pk]):
        sql(_ENTRY, [one.ledger_id, 1])
        for position, amount in enumerate(("10.00", "-4.00", "-6.00"), 1):
            sql(_LINE, [one.ledger_id, 1, position, amount])
    with acting(committed.alice.pk, [committed.environment.pk]):
        assert sql("SELECT sum(amount), count(*) FROM ledger_line WHERE ledger_id = %s", [one.ledger_id]) == [(0, 3)]


def test_it_refuses_an_unbalanced_entry_at_commit(committed: World) -> None:
    one = open_books(committed)
    with pytest.raises(DatabaseError, match=r"entry 77 in journal M .* 10\.00") as caught:  # noqa: PT012, SIM117
        with acting(committed.alice.pk, [committed.environment.pk]):
            sql(_ENTRY, [one.ledger_id, 1])
            sql(_LINE, [one.ledger_id, 1, 1, "10.00"])
    assert code_of(caught) == "OV002"
    with acting(committed.alice.pk, [committed.environment.pk]):
        assert sql("SELECT count(*) FROM ledger_line WHERE ledger_id = %s", [one.ledger_id]) == [(0,)]


def test_it_refuses_at_commit_to_unbalance_an_entry_booked_before(committed: World) -> None:
    one = open_books(committed)
    book(committed, [entry("1", ("1100", "5.00"), ("8000", "-5.00"))], code=CODE)
    with pytest.raises(DatabaseError) as caught, acting(committed.alice.pk, [committed.environment.pk]):
        sql(_LINE, [one.ledger_id, 1, 3, "0.01"])
    assert code_of(caught) == "OV002"


def test_the_list_of_unbalanced_entries_is_out_of_reach(db: None) -> None:
    for query in ("SELECT * FROM ledger_unbalanced", "DELETE FROM ledger_unbalanced"):
        with pytest.raises(DatabaseError), transaction.atomic():
            sql(query)
