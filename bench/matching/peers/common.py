"""What the programs of all matchers have in common: files in, labels out."""

import json
import sys
import time
from collections.abc import Callable, Hashable, Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

Labels = npt.NDArray[np.int64]
# The columns of a set that are the truth and not the card.
HIDDEN = ("truth", "legal_id")
# Columns made of others, to look cards up by; what decides by itself about columns does not get them.
DERIVED = ("sorted_name", "rare_word", "form", "domain", "area")


def run(matcher: Callable[[pa.Table, str], Labels]) -> None:
    """Match every file named on the command line; prints the seconds of each, reading and writing left out."""
    kind, *paths = sys.argv[1:]
    seconds = []
    for given, out in zip(paths[::2], paths[1::2], strict=True):
        table = pq.read_table(given)
        began = time.perf_counter()
        labels = matcher(table, kind)
        seconds.append(time.perf_counter() - began)
        np.savez(Path(out), labels=labels)
    print(json.dumps({"seconds": seconds}))


def visible(table: pa.Table) -> pa.Table:
    """The cards without the truth."""
    return table.select([name for name in table.schema.names if name not in HIDDEN])


def natural(table: pa.Table) -> pa.Table:
    """The cards without the truth and without what is made of other columns."""
    return table.select([name for name in table.schema.names if name not in HIDDEN + DERIVED])


def joined(cards: int, pairs: Iterable[Sequence[int]]) -> Labels:
    """A label per card: cards that a chain of pairs leads between have the same."""
    above = list(range(cards))

    def top(card: int) -> int:
        while above[card] != card:
            above[card] = card = above[above[card]]
        return card

    for one, other in pairs:
        above[top(one)] = top(other)
    return np.array([top(card) for card in range(cards)], np.int64)


def of_clusters(cards: int, clusters: Iterable[Iterable[int]]) -> Labels:
    """A label per card from lists of cards; a card in none of them is alone."""
    labels = -np.arange(1, cards + 1, dtype=np.int64)
    for label, members in enumerate(clusters):
        labels[list(members)] = label
    return labels


def of_names(names: Sequence[Hashable]) -> Labels:
    """A label per card from whatever a matcher calls its clusters."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(name, len(numbers)) for name in names], np.int64)
