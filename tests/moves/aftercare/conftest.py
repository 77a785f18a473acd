"""Fixtures of the tests of aftercare."""

from tests.moves.conftest import world

__all__ = ["world"]
