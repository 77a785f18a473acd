"""The same world as the other tests of moves."""

from tests.moves.conftest import world

__all__ = ["world"]
