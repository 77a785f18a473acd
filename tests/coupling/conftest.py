"""Fixtures of the tests of coupling."""

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from tests.coupling.coupled import Couple, coupled
from tests.moves.conftest import world
from tests.moves.world import TwoOffices

__all__ = ["world"]


@pytest.fixture
def couple(world: TwoOffices, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Couple]:
    """Alice's environment, coupled to two administrations and confirmed."""
    with coupled(world, settings, monkeypatch) as made:
        yield made
