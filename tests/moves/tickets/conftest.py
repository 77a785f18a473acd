"""Fixtures of the tests of tickets."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.moves.tickets.world import Transfer, transfer_world


@pytest.fixture
def world(db: None, settings: Settings, tmp_path: Path) -> Transfer:
    """An entrepreneur with three administrations, and two offices; everything is rolled back after the test."""
    settings.PROOF_DIR = tmp_path / "proofs"
    settings.SIGNING_KEY_FILE = tmp_path / "key.pem"
    return transfer_world()
