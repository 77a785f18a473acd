"""The second wall: what PostgreSQL itself shows of projects and their invoices, whatever the code asks."""

import pytest
from django.db import connection

from overstap.coupling.projects import bringing, invoices, managing, models
from overstap.coupling.projects.store import today
from overstap.coupling.projects.values import Draft, Outside
from overstap.lib import walls
from overstap.tenancy.access import acting
from tests.coupling.projects.world import Builder, act, builder, line

TABLES = (models.Project, models.Selling, models.Series, models.ProjectInvoice, models.BroughtIn)


@pytest.fixture
def world(db: None) -> Builder:
    """The builder, with something in every table."""
    del db
    made = builder()
    with act(made.bob, made.slug) as actor:
        number = managing.make(actor=actor, name="Kade", administration=made.bouw.pk, contact=made.contact.number)
        uid = invoices.save(actor=actor, project=number, draft=Draft([line()]))
        invoices.make_definitive(actor=actor, uid=uid)
        bringing.bring_in(actor=actor, rows=[Outside("F-1", today(), "", line().price, "001")])
    return made


def test_everything_is_the_environments_own(world: Builder) -> None:
    """R047: nobody sees it from elsewhere, not even by asking for it without any condition."""
    with acting(world.bob.pk, [world.environment.pk]):
        assert all(table.objects.exists() for table in TABLES)
    for person, environments in ((world.olga, [world.elsewhere.pk]), (world.bob, []), (None, [])):
        with acting(person.pk if person else None, environments):
            assert not any(table.objects.exists() for table in TABLES)


def test_no_wall_of_these_tables_is_down(world: Builder) -> None:
    del world
    assert not [place for place in walls.weak_places() if place.startswith("coupling_projects")]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tablename LIKE 'coupling_projects_%' AND rowsecurity")
        assert cursor.fetchone() == (len(TABLES),)


@pytest.mark.parametrize("deed", ["DELETE", "UPDATE"])
def test_what_was_brought_in_cannot_be_changed_by_the_application(world: Builder, deed: str) -> None:
    """G12"""
    del world
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('coupling_projects_broughtin', %s)", [deed])
        assert cursor.fetchone() == (False,)
