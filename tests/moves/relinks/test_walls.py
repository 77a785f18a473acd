"""The tables behind their walls: plain SQL as the role of the application."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.moves.relinks.world import Packages, move_in_package, order, wish
from tests.moves.world import act

TABLES = ("relinks_relinkorder", "relinks_relinkpart", "relinks_relinkcheck", "relinks_receivingconnection")


def counts() -> list[int]:
    with connection.cursor() as cursor:
        found = []
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found.append(cursor.fetchone()[0])
    return found


def test_another_office_sees_and_changes_nothing(here: Packages) -> None:
    move_in_package("T1")
    order(here, wish(here))
    with act(here.world.alice, here.world.giver.slug):
        assert counts()[:2] == [1, 1]
    with act(here.world.dora, here.world.receiver.slug), connection.cursor() as cursor:
        assert counts() == [0, 0, 0, 0]
        for table in TABLES[:2]:
            cursor.execute(f"UPDATE {table} SET id = id")
            assert cursor.rowcount == 0


@pytest.mark.parametrize("statement", [
    "DELETE FROM relinks_relinkorder",
    "DELETE FROM relinks_relinkpart",
    "DELETE FROM relinks_relinkcheck",
    "UPDATE relinks_relinkcheck SET works = true",
])  # fmt: skip
def test_what_happened_is_never_taken_away(here: Packages, statement: str) -> None:
    with (
        pytest.raises(DatabaseError),
        act(here.world.alice, here.world.giver.slug),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_an_order_cannot_be_put_into_another_office(here: Packages) -> None:
    columns = "uid, environment_id, profile, state, ordered_by_id, ordered_at, fee, currency, terms, reason"
    insert = f"INSERT INTO relinks_relinkorder ({columns}) VALUES (gen_random_uuid(), %s, 'relink', 'asked', %s, now(), 0, 'EUR', '', '')"  # noqa: E501
    with (
        pytest.raises(DatabaseError),
        act(here.world.dora, here.world.receiver.slug),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(insert, [here.world.giver.pk, here.world.dora.pk])
