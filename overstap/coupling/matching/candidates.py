"""Which pairs of cards are worth comparing at all."""

import duckdb
import numpy as np

from overstap.coupling.matching.standardise import Ints, find_rare_words, statements

# A block of more cards than this is split by the first letters of the name and by the area; of what is then bigger than
# four times as much only neighbours by name are compared. Among 100,000 cards the smaller leaves a third fewer pairs
# and less than 0.1 % fewer of those that are one party, most of which other pairs lead to. Among 10,000 it would save
# nothing worth its questions.
_MOST, _MOST_OF_MANY = 80, 10
_MANY = 50_000


def most_of(cards: int) -> int:
    """From how many cards on a block is split, among so many cards."""
    return _MOST if cards <= _MANY else _MOST_OF_MANY


def make_keys(connection: duckdb.DuckDBPyConnection) -> None:
    """Table ``key``: what the cards that were standardised on this connection can be found by."""
    find_rare_words(connection)
    connection.execute(statements("candidates.sql")[0])


def candidates(connection: duckdb.DuckDBPyConnection, most: int = _MOST) -> tuple[Ints, Ints]:
    """Pairs of rows that share a key, each once, the lower row first; ``most``: see most_of.

    Of the cards that were standardised on this connection.
    """
    make_keys(connection)
    for statement in statements("candidates.sql")[1:]:
        connection.execute(statement.replace("$most", str(int(most))))
    found = connection.execute("SELECT one * 4294967296 + other AS pair FROM candidate").fetchnumpy()
    pairs = np.sort(np.asarray(found["pair"], np.int64))
    return pairs >> 32, pairs & 0xFFFFFFFF
