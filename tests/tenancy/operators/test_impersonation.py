"""An operator in somebody's name: why, how long, who is told, and what the database itself refuses."""

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from overstap.durable.failures import as_worker
from overstap.durable.models import OutgoingMail
from overstap.lib import clock
from overstap.tenancy import audit
from overstap.tenancy.access import NotFound, acting, operator_person, system_person
from overstap.tenancy.checks import Malformed
from overstap.tenancy.models import AuditEvent, Person
from overstap.tenancy.operators import impersonation
from overstap.tenancy.operators.access import at_work
from overstap.tenancy.operators.impersonation import Current, NotInTheirName
from overstap.tenancy.operators.models import Impersonation
from overstap.tenancy.operators.trail import TrailFilter, trail
from tests.tenancy.operators.people import make_operator
from tests.tenancy.people import World, make_administration

WHY = "Hulp gevraagd"


@pytest.fixture
def olga(db: None) -> Person:
    """An operator."""
    return make_operator()


def begin(olga: Person, person: Person) -> Current:
    with at_work(olga, "test") as operator:
        return impersonation.start(operator, person.uid, reason=WHY)


def test_the_person_is_told_by_mail_who_why_and_until_when(world: World, olga: Person) -> None:
    one = begin(olga, world.alice)
    with as_worker():
        text = OutgoingMail.objects.get(key=f"impersonation/{one.uid}", to=world.alice.email).text
    for told in (WHY, olga.email, clock.for_people(one.until)):
        assert told in text


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 501])
def test_nobody_begins_without_a_reason(world: World, olga: Person, reason: str) -> None:
    with pytest.raises(Malformed), at_work(olga, "test") as operator:
        impersonation.start(operator, world.alice.uid, reason=reason)
    with at_work(olga, "test"):
        assert not Impersonation.objects.exists()


def test_operators_the_house_and_ended_accounts_are_nobodys_to_use(world: World, olga: Person) -> None:
    world.bob.is_active = False
    world.bob.save()
    for person in (make_operator("Otto"), olga, operator_person(), system_person(), world.bob):
        with pytest.raises(NotInTheirName), at_work(olga, "test") as operator:
            impersonation.start(operator, person.uid, reason=WHY)
    with pytest.raises(NotFound), at_work(olga, "test") as operator:
        impersonation.start(operator, uuid.uuid4(), reason=WHY)


def test_it_ends_after_half_an_hour_by_itself(world: World, olga: Person) -> None:
    one = begin(olga, world.alice)
    with clock.moved_by(timedelta(minutes=29, seconds=50)):
        assert impersonation.current(olga, str(one.uid)) is not None
    with clock.moved_by(timedelta(minutes=30, seconds=1)):
        assert impersonation.current(olga, str(one.uid)) is None
    with at_work(olga, "test") as operator:
        (row,) = impersonation.impersonations(operator)
    assert (row.ended_by, row.ended_at) == ("time", one.until)


def test_it_is_of_use_to_no_other_operator_and_to_nobody_who_is_none(world: World, olga: Person) -> None:
    one = begin(olga, world.alice)
    for person in (make_operator("Otto"), world.alice, world.charlie):
        assert impersonation.current(person, str(one.uid)) is None
    olga.is_active = False
    assert impersonation.current(olga, str(one.uid)) is None


def test_a_second_one_ends_the_first(world: World, olga: Person) -> None:
    first, second = begin(olga, world.alice), begin(olga, world.bob)
    assert impersonation.current(olga, str(first.uid)) is None
    assert impersonation.current(olga, str(second.uid)) is not None


def test_a_colleague_may_end_it_and_an_end_stays_as_it_is(world: World, olga: Person) -> None:
    one = begin(olga, world.alice)
    with at_work(make_operator("Otto"), "test") as operator:
        impersonation.end(operator, one.uid)
        impersonation.end(operator, one.uid, by=impersonation.TIME)
        (row,) = impersonation.impersonations(operator)
        assert (row.ended_by, row.live) == ("button", False)
        assert len(trail(operator, TrailFilter(action="operator.impersonate-end")).lines) == 1
        with pytest.raises(NotFound):
            impersonation.end(operator, uuid.uuid4())


def test_every_line_of_the_log_meanwhile_names_the_operator(world: World, olga: Person) -> None:
    one = begin(olga, world.alice)
    with audit.on_behalf(one.facts()):
        make_administration(world.alice, world.slug, "77")
    make_administration(world.alice, world.slug, "78")
    with audit.attempt(world.alice, world.slug, "test"):
        made = AuditEvent.objects.filter(action="administration.create")
        lines = {line.facts["administration"]: line for line in made}
    assert lines["77"].person_id == world.alice.pk
    assert olga.email in lines["77"].facts["operator"]
    assert "operator" not in lines["78"].facts


def refused(query: str, *values: object) -> bool:
    """Whether PostgreSQL itself refuses, or nothing changes."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(query, values)  # type: ignore[arg-type]
            return bool(cursor.rowcount == 0)
    except DatabaseError:
        return True


INSERT = (
    "INSERT INTO operators_impersonation (uid, operator_id, person_id, reason, started_at, ends_at, ended_by)"
    " VALUES (gen_random_uuid(), %s, %s, 'x', now(), now() + %s * interval '1 minute', '')"
)


def test_the_database_lets_nobody_else_begin_and_nobody_begin_for_longer(world: World, olga: Person) -> None:
    otto = make_operator("Otto")
    with acting(world.alice.pk, [world.environment.pk]):
        assert refused(INSERT, world.alice.pk, world.bob.pk, 30)
        assert refused(INSERT, olga.pk, world.bob.pk, 30)
    with acting(olga.pk, []):
        assert refused(INSERT, otto.pk, world.alice.pk, 30)
        assert refused(INSERT, olga.pk, otto.pk, 30)
        assert refused(INSERT, olga.pk, world.alice.pk, 31)
        assert not refused(INSERT, olga.pk, world.alice.pk, 30)


def test_the_database_keeps_who_was_used_from_being_rewritten(world: World, olga: Person) -> None:
    begin(olga, world.alice)
    for person in (world.charlie, world.bob):
        with acting(person.pk, [world.environment.pk]):
            assert not Impersonation.objects.exists()
    with acting(world.alice.pk, []):
        assert Impersonation.objects.count() == 1
        assert refused("UPDATE operators_impersonation SET ended_at = now(), ended_by = 'button'")
    with acting(olga.pk, []):
        assert refused("UPDATE operators_impersonation SET ends_at = ends_at + interval '1 day'")
        assert refused("UPDATE operators_impersonation SET reason = 'other'")
        assert refused("DELETE FROM operators_impersonation")
        assert not refused("UPDATE operators_impersonation SET ended_at = now(), ended_by = 'button'")
        assert refused("UPDATE operators_impersonation SET ended_at = now() + interval '1 day'")
