"""Offices, environments and licences, as operators see them."""

from typing import Any

import pytest
from django.db import connection

from overstap.tenancy import access
from overstap.tenancy.access import NotFound, acting, operator_person
from overstap.tenancy.checks import Malformed
from overstap.tenancy.models import AuditEvent, Licence, Mandate
from overstap.tenancy.operators import environments
from overstap.tenancy.operators.access import at_work
from overstap.tenancy.operators.environments import LicenceInUse, Wanted
from overstap.tenancy.values import Tier
from tests.tenancy.operators.people import make_operator
from tests.tenancy.people import World, make_administration, make_environment, make_person

FUNCTIONS = (
    "overstap_console_environments('', '', '', '', '', 100)",
    "overstap_console_members(%(slug)s)",
    "overstap_console_states(%(slug)s)",
    "overstap_console_names()",
    "overstap_console_moves('', '', '', '', NULL, NULL, 100)",
)


def rows(query: str, **values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def test_the_list_tells_licence_and_size_and_goes_on_where_it_ended(world: World) -> None:
    make_administration(world.alice, world.slug)
    with at_work(make_operator(), "test") as operator:
        (row,) = environments.environments(operator, Wanted(search=world.slug)).rows
        assert (row.slug, row.tier, row.administrations, row.people) == (world.slug, "premium", 1, 2)
        first = environments.environments(operator, Wanted(), limit=1)
        second = environments.environments(operator, Wanted(), after=first.after, limit=1)
    assert first.after == first.rows[0].slug < second.rows[0].slug


def test_a_search_with_what_cannot_be_asked_finds_nothing(world: World) -> None:
    with at_work(make_operator(), "test") as operator:
        assert environments.environments(operator, Wanted(search="a\0b")).rows == []
        assert environments.environments(operator, Wanted(search="%")).rows == []
        with pytest.raises(NotFound):
            environments.environment(operator, "a\0b")


def test_one_environment_tells_people_and_numbers_and_no_names_of_clients(world: World) -> None:
    make_administration(world.alice, world.slug)
    with at_work(make_operator(), "test") as operator:
        one = environments.environment(operator, world.slug)
    assert {member.email for member in one.members} == {world.alice.email, world.bob.email}
    assert one.states == [("active", 1)]
    assert "Bakkerij" not in str(one)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_functions_of_the_console_give_nothing_to_anybody_else(world: World, function: str) -> None:
    """As the role of the application, with plain SQL: a superuser, the system, nobody."""
    olga = make_operator()
    with acting(olga.pk, []):
        assert rows(f"SELECT * FROM {function}", slug=world.slug) or "states" in function or "moves" in function
    for person in (world.alice.pk, access.system_person().pk, None):
        with acting(person, [world.environment.pk]):
            assert rows(f"SELECT * FROM {function}", slug=world.slug) == []


def test_a_superuser_sets_no_licence_with_the_operators_function(world: World) -> None:
    with access.enter(world.alice, world.slug):
        query = "SELECT outcome FROM overstap_console_set_licence(%(slug)s, 'trial', '', now())"
        assert rows(query, slug=world.slug) == [("unknown",)]
        assert Licence.objects.get(environment=world.environment).tier == Tier.PREMIUM


def test_an_operator_sees_no_row_of_any_environment(world: World) -> None:
    """No books, no master data, no people: with plain SQL, whatever environments an operator asks for."""
    make_administration(world.alice, world.slug)
    tables = [
        name
        for (name,) in rows(
            "SELECT DISTINCT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind = 'r'"
            " AND NOT a.attisdropped AND a.attname IN ('administration_id', 'ledger_id')"
            " AND has_table_privilege(c.oid, 'SELECT')"
        )
    ]
    assert {"ledger_line", "tenancy_administration", "relations_relation"} <= set(tables)
    with acting(make_operator().pk, [world.environment.pk, world.elsewhere.pk]):
        assert [name for name in tables if rows(f'SELECT 1 FROM "{name}" LIMIT 1')] == []


def test_r043_an_operator_turns_a_trial_into_premium_at_once(world: World) -> None:
    trial = make_environment(make_person("Tom"), Tier.TRIAL)
    with at_work(operator_person(), "test") as operator:
        made = environments.set_licence(operator, trial.slug, tier="premium", number="NL-77")
        assert (made.tier, made.number) == ("premium", "NL-77")
        line = AuditEvent.objects.filter(action="operator.licence").latest("id")
    assert line.facts["tier"] == {"from": "trial", "to": "premium"}


def test_premium_has_a_number_and_a_licence_is_one_that_there_is(world: World) -> None:
    for tier, number in (("premium", " "), ("premium", "x" * 51), ("gold", "1")):
        with pytest.raises(Malformed), at_work(operator_person(), "test") as operator:
            environments.set_licence(operator, world.slug, tier=tier, number=number)
    with pytest.raises(NotFound), at_work(operator_person(), "test") as operator:
        environments.set_licence(operator, "nowhere", tier="premium", number="1")


def test_r042_a_licence_goes_back_to_trial_only_when_no_move_is_open(world: World) -> None:
    with access.enter(world.alice, world.slug):
        mandate = Mandate.objects.create(
            reference=world.environment.uid, environment=world.environment, granted_by=world.alice
        )
    with pytest.raises(LicenceInUse), at_work(operator_person(), "test") as operator:
        environments.set_licence(operator, world.slug, tier="trial", number="")
    with access.enter(world.alice, world.slug):
        Mandate.objects.filter(pk=mandate.pk).update(ended_at=mandate.granted_at)
    with at_work(operator_person(), "test") as operator:
        made = environments.set_licence(operator, world.slug, tier="trial", number="NL-1")
    assert (made.tier, made.number) == ("trial", "")
