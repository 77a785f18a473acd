"""Fixtures of the tests of what operators do."""

import pytest

from tests.tenancy.people import World, make_world

__all__ = ["world"]


@pytest.fixture
def world(db: None) -> World:
    """Alice owns, Bob helps, Charlie is a stranger."""
    return make_world()
