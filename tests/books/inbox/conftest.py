"""Two offices, of which Alice's has an administration with a delivery address; all is rolled back."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.books.inbox.world import Side, give
from tests.moves.world import CODE, NEW_CODE, TwoOffices, two_offices
from tests.tenancy.people import make_environment, make_person


@pytest.fixture
def world(db: None, settings: Settings, tmp_path: Path) -> TwoOffices:
    settings.PROOF_DIR = tmp_path / "proofs"
    settings.SIGNING_KEY_FILE = tmp_path / "key.pem"
    settings.OBJECT_DIR = tmp_path / "objects"
    return two_offices()


@pytest.fixture
def alice(world: TwoOffices) -> Side:
    side = Side(world.alice, world.giver, CODE)
    give(side)
    return side


@pytest.fixture
def dora(world: TwoOffices) -> Side:
    return Side(world.dora, world.receiver, NEW_CODE)


@pytest.fixture
def erik(world: TwoOffices) -> Side:
    person = make_person("Erik")
    return Side(person, make_environment(person), "E1")
