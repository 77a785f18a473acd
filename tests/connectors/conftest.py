"""Fixtures of the connectors' tests."""

from collections.abc import Iterator

import pytest
from django.db import connection as database
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from overstap.connectors.connections import connection_of
from overstap.connectors.port import Connection
from overstap.tenancy import audit, systems
from tests.tenancy.people import World, make_world


@pytest.fixture
def world(db: None) -> World:
    """Alice owns, Bob helps, Charlie is a stranger."""
    return make_world()


@pytest.fixture
def kept(django_db_setup: None, django_db_blocker: DjangoDbBlocker, settings: Settings) -> Iterator[Connection]:
    """A connection that is really there, without secrets yet."""
    settings.ACCOUNTING_SYSTEMS = ("house", "exact_online")
    with django_db_blocker.unblock():
        world = make_world()
        with audit.attempt(world.alice, world.slug, "system.connect") as actor:
            number = systems.connect_system(actor=actor, package="exact_online")
            made = connection_of(systems.connection(actor, number))
        yield made
        database.close()
