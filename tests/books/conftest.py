"""Fixtures of the books' tests."""

import pytest

from tests.tenancy.people import World, make_world


@pytest.fixture
def world(db: None) -> World:
    """Alice owns, Bob helps, Charlie is a stranger."""
    return make_world()


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> object:
    """A world whose transactions really commit; its rows stay until the database is dropped."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield make_world()
