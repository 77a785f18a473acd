"""Whatever is changed behind the system's back, in any table, is found and named; and nothing else is."""

import re
from collections.abc import Mapping
from typing import LiteralString

import pytest

from overstap.moves.holdings.documents import CONTENT
from overstap.moves.holdings.shapes import Kind
from overstap.moves.values import Comparison
from overstap.moves.verify.kinds import KINDS, OF_THE_LEDGER, OWN_TO_A_PLACE, UNDER_THE_FREEZE
from tests.moves.verify.books import (
    NOBODY,
    Carried,
    Superuser,
    behind_our_back,
    compared,
    kind,
    owned,
    owner_column,
    superuser,
)

NOT_RECORDS = {
    "ledger_unbalanced": "the balance trigger's list of work in hand, empty between transactions",
    "ledger_snapshot": "which sums there are",
    "inbox_mail": "mail that waits belongs to an identity, not to a place: nothing of it is copied (tests/books/inbox)",
    "documents_shown": "personal archives are about people, who do not move (R069)",
    "documents_read": "text and picture, made from the contents, which are compared; keyed by ledger and uid",
    "inbox_sendertold": "when a sender was told of an address; of no administration",
    **dict.fromkeys(
        [
            *(f"ledger_total{of}" for of in ("", "_entries", "_vat", "_item", "_due")),
            *("ledger_mark_card", "ledger_mark_journal", "ledger_relation_line", "ledger_term"),
        ],
        "made from the records, by a function of the database alone",
    ),
}
# What a copy cannot keep; and for the two rows compared field by field, what they are looked up by.
NOT_COMPARED = {
    **{kind.table: {"id"} for kind in UNDER_THE_FREEZE},
    "ledger_ledger": set[str](),
    "tenancy_administration": set(OWN_TO_A_PLACE),
}
_OTHER_TEXT = "CASE WHEN left({0}, 1) = 'x' THEN 'y' ELSE 'x' END || substr({0}, 2)"
ANOTHER = {  # one cent, one day, one character …
    "text": _OTHER_TEXT,
    "character varying": _OTHER_TEXT,
    "numeric": "COALESCE({0}, 0) + 0.01",
    "date": "COALESCE({0}, '2025-01-01') + 1",
    "timestamp with time zone": "COALESCE({0}, '2025-01-01') + interval '1 microsecond'",
    "boolean": "NOT COALESCE({0}, false)",
    "smallint": "COALESCE({0}, 0) + 1000",
    "integer": "COALESCE({0}, 0) + 1000",
    "bigint": "COALESCE({0}, 0) + 1000000",
    "jsonb": """COALESCE({0}, '{{}}') || '{{"x": 1}}'""",
    "uuid": "gen_random_uuid()",
}
TABLES = [pytest.param(kind, id=kind.name) for kind in KINDS]
ROWS = [pytest.param(kind, id=kind.name) for kind in KINDS if kind.name not in {"administration", "ledger"}]
SEVERAL = [pytest.param(kind, id=kind.name) for kind in KINDS if kind in OF_THE_LEDGER or kind.keys]


def test_a_carried_administration_compares_clean(move: Carried) -> None:
    """The difficult contents: NULL and '', 0.00 and -0.00, NFC and NFD, long texts, jsonb."""
    comparison = compared(move)
    assert not differing(comparison)
    assert comparison.clean
    with superuser() as connection:
        for one in comparison.kinds:
            if one.kind not in {"administration", "ledger", CONTENT}:
                table = next(kind.table for kind in KINDS if kind.name == one.kind)
                assert one.present == one.expected == number_of_rows(connection, table, move) > 0
    assert {statement.name: statement.compared > 0 for statement in comparison.statements} == dict.fromkeys(
        [statement.name for statement in comparison.statements], True
    )


def test_every_table_of_the_books_is_compared(move: Carried) -> None:
    with superuser() as connection:
        rows = connection.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relname ~ %s"
            " AND relnamespace = 'public'::regnamespace",
            ["^(ledger|relations|documents|authorisation|inbox|bank|tax|assets|sales)_"],
        ).fetchall()
    assert {row["relname"] for row in rows} - set(NOT_RECORDS) <= {kind.table for kind in KINDS}


def test_master_data_points_to_nothing_but_its_administration(move: Carried) -> None:
    """Another foreign key would hold a number that a copy does not keep: its kind had to compare what it means."""
    tables = [kind.table for kind in UNDER_THE_FREEZE if kind.table != "tenancy_administration"]
    with superuser() as connection:
        rows = connection.execute(
            "SELECT conrelid::regclass::text AS place, confrelid::regclass::text AS target FROM pg_constraint"
            " WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)",
            [tables],
        ).fetchall()
    assert {row["target"] for row in rows} == {"tenancy_administration"}


@pytest.mark.parametrize("one", TABLES)
def test_a_change_in_any_column_is_found(move: Carried, one: Kind) -> None:
    """One cent, one date, one character; every column there is, by its type."""
    left_out = NOT_COMPARED.get(one.table, set())
    copied_number = {"id"} - {owner_column(one.table)}  # a copy has its own: to change it makes no difference
    columns = {
        name: kind for name, kind in columns_of(one.table).items() if name in copied_number or name not in left_out
    }
    for column, type_name in columns.items():
        with behind_our_back(one.table, move) as connection:
            change(connection, one.table, column, type_name, first_row(connection, one.table, move))
            comparison = compared(move)
        assert (one.name in differing(comparison)) == (column not in left_out), column
    assert compared(move).clean


@pytest.mark.parametrize("one", ROWS)
def test_a_changed_record_is_named(move: Carried, one: Kind) -> None:
    column = {"line": "account_code", "line_vat": "percentage"}.get(one.name, some_content(one.table))
    with behind_our_back(one.table, move) as connection:
        place = last_row(connection, one.table, move)
        name = name_of(connection, one, place)
        change(connection, one.table, column, columns_of(one.table)[column], place)
        result = kind(compared(move), one.name)
    assert (list(result.missing), list(result.extra), list(result.different)) == ([], [], [name])
    assert compared(move).clean


@pytest.mark.parametrize("one", ROWS)
def test_a_deleted_record_is_missing(move: Carried, one: Kind) -> None:
    with behind_our_back(one.table, move) as connection:
        place = first_row(connection, one.table, move)
        name = name_of(connection, one, place)
        connection.execute(sql(f"DELETE FROM {one.table} WHERE ctid = '{place}'"))
        result = kind(compared(move), one.name)
    assert (list(result.missing), list(result.extra), list(result.different)) == ([name], [], [])
    assert result.present == result.expected - 1
    assert compared(move).clean


@pytest.mark.parametrize("one", SEVERAL)
def test_a_doubled_record_is_extra(move: Carried, one: Kind) -> None:
    with behind_our_back(one.table, move) as connection:
        place = double(connection, one, move)
        name = name_of(connection, one, place)
        result = kind(compared(move), one.name)
    assert (list(result.missing), list(result.extra), list(result.different)) == ([], [name], [])
    assert result.present == result.expected + 1
    assert compared(move).clean


@pytest.mark.parametrize("one", SEVERAL)
def test_two_swapped_records_are_both_different(move: Carried, one: Kind) -> None:
    with behind_our_back(one.table, move) as connection:
        places = [first_row(connection, one.table, move), unlike_the_first(connection, one.table, move)]
        names = {name_of(connection, one, place) for place in places}
        swap(connection, one.table, places)
        result = kind(compared(move), one.name)
    assert (list(result.missing), list(result.extra), set(result.different)) == ([], [], names)
    assert len(result.different) == 2
    assert compared(move).clean


@pytest.mark.parametrize("one", ROWS)
def test_an_emptied_table_is_found_whole(move: Carried, one: Kind) -> None:
    with behind_our_back(one.table, move) as connection:
        connection.execute(
            sql(f"UPDATE {one.table} SET {owner_column(one.table)} = {NOBODY} WHERE {owned(one.table, move)}")
        )
        result = kind(compared(move), one.name)
    assert (result.present, len(result.missing)) == (0, result.expected)
    assert result.expected > 0
    assert compared(move).clean


def differing(comparison: Comparison) -> set[str]:
    """Kinds that are not as they were."""
    return {result.kind for result in comparison.kinds if not result.clean}


def sql(text: str) -> LiteralString:
    """Queries of these tests are put together from names of tables and columns."""
    return text


def columns_of(table: str) -> Mapping[str, str]:
    """Column -> type, as PostgreSQL has them."""
    with superuser() as connection:
        rows = connection.execute(
            "SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
            [table],
        ).fetchall()
    return {str(row["name"]): str(row["type"]) for row in rows}


def number_of_rows(connection: Superuser, table: str, move: Carried) -> int:
    return int(str(one_value(connection, f"SELECT count(*) AS value FROM {table} WHERE {owned(table, move)}")))


def one_value(connection: Superuser, query: str) -> object:
    row = connection.execute(sql(query)).fetchone()
    assert row is not None
    return row["value"]


def keys_of(table: str) -> list[str]:
    """The columns by which people tell the rows of a table apart."""
    named = {
        "ledger_entry": ["seq"],
        "ledger_line": ["entry_seq", "position"],
        "ledger_linevat": ["entry_seq", "position", "nr"],
        "ledger_subledgerline": ["booked_seq", "position"],
    }
    return named.get(table) or [key for kind in KINDS if kind.table == table for key in kind.keys]


def row_at(connection: Superuser, table: str, move: Carried, direction: str) -> str:
    order = ", ".join(f"{key} {direction}" for key in keys_of(table)) or "1"
    query = f"SELECT ctid::text AS value FROM {table} WHERE {owned(table, move)} ORDER BY {order} LIMIT 1"
    return str(one_value(connection, query))


def first_row(connection: Superuser, table: str, move: Carried) -> str:
    """Where PostgreSQL keeps the first row by key (its ctid)."""
    return row_at(connection, table, move, "ASC")


def last_row(connection: Superuser, table: str, move: Carried) -> str:
    return row_at(connection, table, move, "DESC")


def unlike_the_first(connection: Superuser, table: str, move: Carried) -> str:
    """A row that says something else than the first."""
    content = f"to_jsonb(t) - '{{id,{','.join(keys_of(table))}}}'::text[]"
    query = f"""SELECT ctid::text AS value FROM {table} t WHERE {owned(table, move)} AND {content} <>
        (SELECT {content} FROM {table} t WHERE ctid = '{first_row(connection, table, move)}') LIMIT 1"""
    return str(one_value(connection, query))


def change(connection: Superuser, table: str, column: str, type_name: str, place: str) -> None:
    """Another value of the same type in one column of one row; the old value is not the new one."""
    value = ANOTHER[type_name].format(f'"{column}"')
    if column == "side":
        value = "CASE side WHEN 'D' THEN 'C' ELSE 'D' END"
    if column == owner_column(table):
        value = str(NOBODY)
    connection.execute(sql(f"""UPDATE {table} SET "{column}" = {value} WHERE ctid = '{place}'"""))


def some_content(table: str) -> str:
    """A column that is no key."""
    return next(
        column
        for column, type_name in columns_of(table).items()
        if column not in {"id", owner_column(table), *keys_of(table)}
        and type_name in {"text", "jsonb", "date", "boolean"}
    )


def double(connection: Superuser, one: Kind, move: Carried) -> str:
    """A copy of the first row under a key of its own; gives its place."""
    columns = columns_of(one.table)
    values = {column: f'"{column}"' for column in columns}
    if "id" in columns:
        values["id"] = f"(SELECT max(id) + 1 FROM {one.table})"
    key = keys_of(one.table)[-1]
    values[key] = ANOTHER[columns[key]].format(f'"{key}"')
    place = first_row(connection, one.table, move)
    return str(
        one_value(
            connection,
            f"INSERT INTO {one.table} ({', '.join(quoted(columns))}) SELECT {', '.join(values.values())}"
            f" FROM {one.table} WHERE ctid = '{place}' RETURNING ctid::text AS value",
        )
    )


def swap(connection: Superuser, table: str, places: list[str]) -> None:
    """Each row gets what the other says; keys stay."""
    keys = {"id", owner_column(table), *keys_of(table)}
    content = quoted({column: "" for column in columns_of(table) if column not in keys})
    sets = ", ".join(f"{column} = b.{column}" for column in content)
    first, second = places
    connection.execute(
        sql(
            f"UPDATE {table} a SET {sets} FROM {table} b WHERE (a.ctid = '{first}' AND b.ctid = '{second}')"
            f" OR (a.ctid = '{second}' AND b.ctid = '{first}')"
        )
    )


def quoted(columns: Mapping[str, str]) -> list[str]:
    return [f'"{column}"' for column in columns]


def name_of(connection: Superuser, one: Kind, place: str) -> str:
    """What the result has to call the row at ``place``."""
    row = connection.execute(sql(f"SELECT * FROM {one.table} WHERE ctid = '{place}'")).fetchone()
    assert row is not None
    key = "/".join(str(row[column]) for column in keys_of(one.table))
    if one.name == "subledger_line":
        seq, position = key.split("/")
        called = " ".join(str(row[column]) for column in ("kind", "relation_code", "invoice_ref") if row[column])
        return f"{called} (seq {seq}, nr {position})"
    if one not in OF_THE_LEDGER:
        return key or one.name
    seq, _slash, place_in_entry = key.partition("/")
    mine = f"ledger_id = {row['ledger_id']} AND seq = {seq}"
    entry = one_value(connection, f"SELECT journal_code || ' ' || number AS value FROM ledger_entry WHERE {mine}")
    further = re.sub(r"^/(\d+)/(\d+)$", r"/\1 VAT \2", f"/{place_in_entry}" if place_in_entry else "")
    return f"{entry}{further} (seq {seq})"
