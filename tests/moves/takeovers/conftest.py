"""Fixtures of the tests of takeovers."""

from tests.moves.conftest import world

__all__ = ["world"]
