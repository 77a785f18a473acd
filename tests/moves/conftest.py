"""Fixtures of the tests of moves."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.moves.world import TwoOffices, two_offices


@pytest.fixture
def world(db: None, settings: Settings, tmp_path: Path) -> TwoOffices:
    """Alice gives, Dora receives; everything is rolled back after the test."""
    settings.PROOF_DIR = tmp_path / "proofs"
    settings.SIGNING_KEY_FILE = tmp_path / "key.pem"
    return two_offices()
