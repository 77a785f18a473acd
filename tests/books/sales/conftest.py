"""Fixtures of the tests of sales."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.books.sales.selling import let_in, ready
from tests.tenancy.people import World, make_administration

CODE = "1001"


@pytest.fixture
def shop(world: World, settings: Settings, tmp_path: Path) -> World:
    """Alice and Bob sell; everything is rolled back after the test."""
    settings.OBJECT_DIR = tmp_path / "objects"
    make_administration(world.alice, world.slug, CODE)
    ready(world.alice, world.slug, CODE)
    let_in(world.alice, world.slug, CODE, world.bob)
    return world
