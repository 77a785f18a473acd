"""Fixtures of the connectors' tests."""

import pytest

from tests.tenancy.people import World, make_world


@pytest.fixture
def world(db: None) -> World:
    """Alice owns, Bob helps, Charlie is a stranger."""
    return make_world()
