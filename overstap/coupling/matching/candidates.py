"""Which pairs of cards are worth comparing at all."""

import duckdb
import numpy as np

from overstap.coupling.matching.standardise import Ints, statements

# A block of more cards than this is split by the first letters of the name and by the area; what is then bigger than
# four times as much is left out. Among 1,000,000 cards this leaves 30 % fewer pairs than 80 does, and 0.8 % fewer of
# those that are one party, most of which other pairs lead to.
MOST = 20


def candidates(connection: duckdb.DuckDBPyConnection, most: int = MOST) -> tuple[Ints, Ints]:
    """Pairs of rows of table ``standard`` that share a key, each pair once, the lower row first."""
    for statement in statements("candidates.sql"):
        connection.execute(statement.replace("$most", str(int(most))))
    found = connection.execute("SELECT one * 4294967296 + other AS pair FROM candidate").fetchnumpy()
    pairs = np.sort(np.asarray(found["pair"], np.int64))
    return pairs >> 32, pairs & 0xFFFFFFFF
