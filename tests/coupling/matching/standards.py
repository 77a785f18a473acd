"""Cards in the way of writing that matching compares, for its tests."""

import duckdb
import pyarrow as pa

from overstap.coupling.matching.candidates import candidates
from overstap.coupling.matching.compare import Compared, compare
from overstap.coupling.matching.standardise import Standard, standardise


def standard(cards: pa.Table) -> Standard:
    """The cards, standardised."""
    connection = duckdb.connect()
    try:
        return standardise(connection, cards)
    finally:
        connection.close()


def candidates_of(cards: pa.Table) -> tuple[Standard, Compared]:
    """The cards, standardised, and the pairs worth comparing, compared."""
    connection = duckdb.connect()
    try:
        known = standardise(connection, cards)
        one, other = candidates(connection)
    finally:
        connection.close()
    return known, compare(known, one, other)


def pair_of(address: str) -> tuple[str | None, str | None]:
    """Street and number of an address."""
    found = standard(pa.table({"name": ["somebody"], "address": [address]}))
    return tuple(  # type: ignore[return-value]
        found[field].values[0] if found[field].codes[0] >= 0 else None for field in ("street", "number")
    )
