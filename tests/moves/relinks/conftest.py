"""Fixtures of the tests of changes of connection."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.moves.relinks.world import Packages, packages, play
from tests.moves.world import TwoOffices


@pytest.fixture
def here(world: TwoOffices, settings: Settings, tmp_path: Path) -> Packages:
    """Alice's office with its packages; everything is rolled back."""
    play(settings, tmp_path / "practice")
    return packages(world)
