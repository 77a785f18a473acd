"""An administration with an archive, and people with every kind of role in it."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings as SettingsWrapper

from overstap.tenancy.roles import Role
from tests.books.documents.archives import Archive, member
from tests.books.ledgers import open_books
from tests.tenancy.people import World


@pytest.fixture
def objects_here(tmp_path: Path, settings: SettingsWrapper) -> Path:
    """An object store of the test's own."""
    settings.OBJECT_DIR = tmp_path / "objects"
    return tmp_path / "objects"


@pytest.fixture
def archive(world: World, objects_here: Path) -> Archive:
    """An empty archive."""
    return Archive(
        world,
        open_books(world),
        authoriser=member(world, "Anton", Role.AUTHORISER),
        restricted=member(world, "Rita", Role.RESTRICTED_CLIENT_USER),
        reader=member(world, "Klaas", Role.CLIENT_USER),
    )
