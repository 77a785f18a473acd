"""The audit log of the whole installation."""

from datetime import date, timedelta

from django.db import connection

from overstap.lib import clock
from overstap.tenancy import actions, audit
from overstap.tenancy.access import acting
from overstap.tenancy.models import AuditEvent
from overstap.tenancy.operators.access import at_work
from overstap.tenancy.operators.trail import TrailFilter, trail
from tests.tenancy.operators.people import make_operator
from tests.tenancy.people import World, make_administration, unique


def test_an_operator_reads_the_lines_of_every_environment_and_of_none(world: World) -> None:
    make_administration(world.alice, world.slug)
    make_administration(world.charlie, world.elsewhere.slug)
    with at_work(make_operator(), "test") as operator:
        lines = trail(operator, TrailFilter(action="administration.create")).lines
        assert {world.slug, world.elsewhere.slug} <= {line.environment for line in lines}
        assert all(line.environment == "" for line in trail(operator, TrailFilter(environment="-")).lines)


def test_the_filters_narrow(world: World) -> None:
    make_administration(world.alice, world.slug)
    today = clock.now().astimezone(clock.AMSTERDAM).date()
    with at_work(make_operator(), "test") as operator:
        for wanted in (
            TrailFilter(person=world.alice.email.upper()),
            TrailFilter(environment=world.slug, action="administration.create", outcome="done"),
            TrailFilter(environment=world.slug, first=today, last=today),
        ):
            found = trail(operator, wanted).lines
            assert found
            assert {line.environment for line in found} <= {world.slug, ""}
        for nothing in (
            TrailFilter(environment=world.slug, last=today - timedelta(days=1)),
            TrailFilter(environment=world.slug, first=today + timedelta(days=1)),
            TrailFilter(environment="nowhere"),
            TrailFilter(person="a\0b"),
            TrailFilter(environment=world.slug, code="NO-SUCH-CODE"),
        ):
            assert trail(operator, nothing).lines == []
        assert trail(operator, TrailFilter(environment=world.slug, first=date.min, last=date.max)).lines


def test_a_page_goes_on_where_the_last_one_ended(world: World) -> None:
    for code in ("1", "2", "3"):
        make_administration(world.alice, world.slug, code)
    wanted = TrailFilter(environment=world.slug, action="administration.create")
    with at_work(make_operator(), "test") as operator:
        first = trail(operator, wanted, limit=2)
        second = trail(operator, wanted, before=first.before, limit=2)
        assert trail(operator, wanted, before=2**80, limit=2).lines == first.lines
    told = [line.facts["administration"] for line in (*first.lines, *second.lines)]
    assert (told, second.before) == (["3", "2", "1"], None)


def test_what_an_operator_may_read_is_nobody_elses_and_only_where_it_is_asked_for(world: World) -> None:
    olga = make_operator()
    make_administration(world.charlie, world.elsewhere.slug)
    theirs = AuditEvent.objects.filter(action="administration.create")
    with audit.attempt(world.alice, world.slug, "test"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('overstap.console', 'on', true)")
        assert not theirs.filter(environment=world.elsewhere).exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('overstap.console', '', true)")
    with acting(olga.pk, [world.elsewhere.pk]):
        assert not theirs.exists()


def test_a_line_about_an_environment_that_an_operator_opened_is_there(world: World) -> None:
    olga, slug = make_operator(), unique("kantoor")
    actions.open_environment(by=olga, slug=slug, name="Kantoor", superuser=world.alice)
    with at_work(olga, "test") as operator:
        assert trail(operator, TrailFilter(action="environment.open", person=olga.email)).lines[0].facts["slug"] == slug
