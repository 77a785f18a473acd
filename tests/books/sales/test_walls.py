"""PostgreSQL itself shows sales to nobody else; tried with plain SQL as the role of the application."""

import pytest
from django.db import DatabaseError, connection, transaction

from overstap.tenancy.access import acting, enter
from overstap.tenancy.models import Administration
from tests.books.sales.conftest import CODE
from tests.books.sales.selling import bill, quote
from tests.tenancy.people import World

TABLES = (
    "sales_product", "sales_salessettings", "sales_numbering", "sales_quotation", "sales_invoice", "sales_line",
    "portal_link",
)  # fmt: skip


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


@pytest.fixture
def filled(shop: World) -> World:
    """A row in every table."""
    quote(shop.bob, shop.slug, CODE)
    bill(shop.bob, shop.slug, CODE)
    with enter(shop.bob, shop.slug), connection.cursor() as cursor:
        one = Administration.objects.get(environment=shop.environment, code=CODE)
        cursor.execute(
            "INSERT INTO sales_product"
            " (administration_id, code, name, unit, price, vat, vat_code, account_code, active)"
            " VALUES (%s, 'A', 'A', '', 1, 'high', '', '', true)",
            [one.pk],
        )
    return shop


def test_its_own_environment_sees_every_table(filled: World) -> None:
    with enter(filled.bob, filled.slug):
        assert all(count(table) for table in TABLES)


def test_another_environment_and_nobody_see_nothing(filled: World) -> None:
    with enter(filled.charlie, filled.elsewhere.slug):
        assert not any(count(table) for table in TABLES)
    with acting(None, []):
        assert not any(count(table) for table in TABLES)


def test_another_environment_can_write_nothing_there(filled: World) -> None:
    with enter(filled.bob, filled.slug):
        number = Administration.objects.get(environment=filled.environment, code=CODE).pk
    insert = (
        "INSERT INTO sales_numbering (administration_id, kind, prefix, width, year, last)"
        " VALUES (%s, 'other', '', 4, 2026, 0)"
    )
    with enter(filled.charlie, filled.elsewhere.slug), connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            cursor.execute(insert, [number])
        cursor.execute("UPDATE sales_numbering SET last = 99")
        assert cursor.rowcount == 0


def test_a_link_is_never_removed_and_never_leads_elsewhere(filled: World) -> None:
    with enter(filled.bob, filled.slug), connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            cursor.execute("DELETE FROM portal_link")
        with pytest.raises(DatabaseError, match="keeps what it leads to"), transaction.atomic():
            cursor.execute("UPDATE portal_link SET quotation_uid = gen_random_uuid()")


def test_a_number_is_used_once_whoever_writes_it(filled: World) -> None:
    again = (
        "INSERT INTO sales_quotation SELECT (jsonb_populate_record(q, jsonb_build_object("
        "'id', 9999999, 'uid', gen_random_uuid()))).* FROM sales_quotation q WHERE number <> '' LIMIT 1"
    )
    with enter(filled.bob, filled.slug), pytest.raises(DatabaseError, match="was used before"), transaction.atomic():
        execute(again)


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
