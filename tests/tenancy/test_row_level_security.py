"""The second wall, tried with plain SQL as the role of the application: overstap_app, which owns nothing."""

import uuid
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from overstap.tenancy.access import acting, enter, keep_walls, only, system_person
from overstap.tenancy.models import Mandate, Person
from tests.tenancy.people import World, make_administration

# A table with such a column belongs to an environment.
BELONGING = "(^|_)(environment|administration|ledger)_id$"
TABLES = (
    "tenancy_environment",
    "tenancy_licence",
    "tenancy_membership",
    "tenancy_administration",
    "tenancy_administrationaccess",
    "tenancy_invitation",
    "tenancy_mandate",
)


def rows(query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def settings(person: Person | None, environments: str, reference: str = "") -> None:
    """What somebody could set by hand."""
    rows(
        "SELECT set_config('overstap.person', %s, true), set_config('overstap.environments', %s, true),"
        " set_config('overstap.reference', %s, true)",
        [str(person.pk) if person else "", environments, reference],
    )


def count(table: str) -> int:
    ((number,),) = rows(f"SELECT count(*) FROM {table}")
    return int(number)


@pytest.fixture
def two(world: World) -> World:
    """Two environments with something in each of them."""
    make_administration(world.alice, world.slug)
    make_administration(world.charlie, world.elsewhere.slug)
    with enter(world.alice, world.slug):
        Mandate.objects.create(reference=uuid.uuid4(), environment=world.environment, granted_by=world.alice)
    return world


def test_the_application_owns_nothing_and_passes_no_wall(db: None) -> None:
    assert rows("SELECT current_user::text, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user") == [
        ("overstap_app", False, False)
    ]
    assert rows("SELECT relname FROM pg_class WHERE relowner = current_user::regrole AND relkind = 'r'") == []


def test_every_table_that_belongs_to_an_environment_is_behind_the_wall(db: None) -> None:
    """Fails when a table is added, in whatever app, without row-level security.

    A table with row-level security and no policy shows nothing to anybody, which is safe.
    """
    belonging = rows(
        "SELECT DISTINCT c.relname, c.relrowsecurity"
        " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'm', 'v') AND NOT a.attisdropped"
        " AND a.attname ~ %s",
        [BELONGING],
    )
    assert {"tenancy_administration", "tenancy_auditevent", "ledger_line"} <= {name for name, _wall in belonging}
    assert [name for name, wall in belonging if not wall] == []


@pytest.mark.parametrize("table", TABLES)
def test_without_person_and_environment_nothing_is_seen(table: str, two: World) -> None:
    settings(None, "{}")
    assert count(table) == 0
    settings(None, f"{{{two.environment.pk}}}")
    assert count(table) == 0


@pytest.mark.parametrize("table", [*TABLES, "tenancy_auditevent"])
def test_naming_a_foreign_environment_shows_nothing_of_it(table: str, two: World) -> None:
    settings(two.charlie, f"{{{two.elsewhere.pk}}}")
    own = count(table)
    settings(two.charlie, f"{{{two.elsewhere.pk},{two.environment.pk}}}")
    assert count(table) == own
    settings(two.alice, f"{{{two.environment.pk}}}")
    assert count(table) > 0


@pytest.mark.parametrize("table", [table for table in TABLES if table != "tenancy_environment"])
def test_nothing_can_be_changed_or_removed_over_there(table: str, two: World) -> None:
    settings(two.charlie, f"{{{two.elsewhere.pk},{two.environment.pk}}}")
    column = "administration_id" if table == "tenancy_administrationaccess" else "environment_id"
    mine = rows(f"SELECT id FROM {table}")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = {column}")
        assert cursor.rowcount == len(mine)
        cursor.execute(f"DELETE FROM {table} WHERE NOT id = ANY (%s)", [[number for (number,) in mine]])
        assert cursor.rowcount == 0


def test_nobody_makes_themselves_a_member_elsewhere(two: World) -> None:
    settings(two.charlie, f"{{{two.elsewhere.pk},{two.environment.pk}}}")
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        rows(
            "INSERT INTO tenancy_membership (person_id, environment_id, role, active, since)"
            " VALUES (%s, %s, 'superuser', true, now()) RETURNING id",
            [two.charlie.pk, two.environment.pk],
        )


def test_nothing_of_ones_own_is_pushed_over_the_wall(two: World) -> None:
    settings(two.charlie, f"{{{two.elsewhere.pk},{two.environment.pk}}}")
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        rows("UPDATE tenancy_administration SET environment_id = %s RETURNING id", [two.environment.pk])


def test_whoever_left_sees_nothing_any_more(two: World) -> None:
    settings(two.bob, f"{{{two.environment.pk}}}")
    assert count("tenancy_administration") == 1
    settings(two.alice, f"{{{two.environment.pk}}}")
    rows("UPDATE tenancy_membership SET active = false WHERE person_id = %s RETURNING id", [two.bob.pk])
    settings(two.bob, f"{{{two.environment.pk}}}")
    assert count("tenancy_administration") == 0


def test_the_system_sees_what_a_standing_mandate_names_and_no_more(two: World) -> None:
    system = system_person()
    with enter(two.alice, two.slug):
        mandate = Mandate.objects.create(reference=uuid.uuid4(), environment=two.environment, granted_by=two.alice)
    both = f"{{{two.environment.pk},{two.elsewhere.pk}}}"
    settings(system, both, str(mandate.reference))
    assert rows("SELECT environment_id FROM tenancy_administration") == [(two.environment.pk,)]
    settings(system, both, str(uuid.uuid4()))
    assert count("tenancy_administration") == 0
    settings(two.charlie, f"{{{two.environment.pk}}}", str(mandate.reference))
    assert count("tenancy_administration") == 0
    settings(two.alice, f"{{{two.environment.pk}}}")
    rows("UPDATE tenancy_mandate SET ended_at = now() WHERE id = %s RETURNING id", [mandate.pk])
    settings(system, both, str(mandate.reference))
    assert count("tenancy_administration") == 0


def test_an_inner_actor_does_not_widen_what_the_outer_one_sees(two: World) -> None:
    with enter(two.alice, two.slug):
        with acting(two.charlie.pk, [two.elsewhere.pk]):
            assert rows("SELECT environment_id FROM tenancy_administration") == [(two.elsewhere.pk,)]
        assert rows("SELECT environment_id FROM tenancy_administration") == [(two.environment.pk,)]


def test_a_transaction_leaves_nothing_behind_for_the_next(two: World) -> None:
    with enter(two.alice, two.slug):
        assert count("tenancy_administration") == 1
    assert count("tenancy_administration") == 0


def test_walls_that_are_kept_are_those_of_whoever_acts_and_end_with_that(two: World) -> None:
    with acting(two.charlie.pk, [two.elsewhere.pk]):
        theirs = count("tenancy_administrationaccess")
    with enter(two.alice, two.slug):
        own = count("tenancy_administrationaccess")
        keep_walls()
        assert count("tenancy_administrationaccess") == own
        with acting(two.charlie.pk, [two.elsewhere.pk]):
            assert count("tenancy_administrationaccess") == theirs
        with acting(None, [two.environment.pk]):
            assert count("tenancy_administrationaccess") == 0
        assert count("tenancy_administrationaccess") == own
    assert count("tenancy_administrationaccess") == 0
    assert (own, theirs) == (1, 1)


def test_whoever_acts_can_be_shown_fewer_environments_for_a_while(two: World) -> None:
    reference = uuid.uuid4()
    for person, place in ((two.alice, two.environment), (two.charlie, two.elsewhere)):
        with enter(person, place.slug):
            Mandate.objects.create(reference=reference, environment=place, granted_by=person)
    seen = "SELECT environment_id FROM tenancy_administration ORDER BY 1"
    both = [(two.environment.pk,), (two.elsewhere.pk,)]
    with acting(system_person().pk, [two.environment.pk, two.elsewhere.pk], reference):
        keep_walls()
        assert rows(seen) == both
        with only([two.elsewhere.pk]):
            assert rows(seen) == both[1:]  # what was kept before is not believed
            keep_walls()
            assert rows(seen) == both[1:]
        assert rows(seen) == both


def test_naming_fewer_environments_shows_nobody_more(two: World) -> None:
    with enter(two.alice, two.slug):
        with only([two.elsewhere.pk]):
            assert count("tenancy_administration") == 0
            assert rows("SELECT id FROM tenancy_membership WHERE environment_id = %s", [two.elsewhere.pk]) == []
        assert count("tenancy_administration") == 1


def test_what_is_made_behind_kept_walls_is_seen_once_they_are_asked_again(two: World) -> None:
    with enter(two.alice, two.slug) as actor:
        keep_walls()
        make_administration(two.alice, actor.environment.slug, "900")
        keep_walls()
        assert count("tenancy_administrationaccess") == 2
        rows("UPDATE tenancy_administration SET state = 'moved' WHERE code = '900' RETURNING id")
        assert count("tenancy_administrationaccess") == 2
        keep_walls()
        assert count("tenancy_administrationaccess") == 1
