"""The made-up sets of cards that contact matching learns from: ``python -m bench.matching.lessons FOLDER``.

Seeds from 1,000 on, which no figure is measured on. ``scripts/fit_matching.py`` learns from them;
every other file is for pairs, so they come shuffled.
"""

import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bench.matching.sets import first_world, second_world

_ORDER = 7


@dataclass(frozen=True, slots=True)
class Wanted:
    """One set: by which generator, how many cards, from which seed, and how hard."""

    world: Callable[[int, int, float], pa.Table]
    cards: int
    seed: int
    hardness: float = 1.0


def wanted() -> list[Wanted]:
    """All sets, shuffled."""
    found = [*_whole(), *_hard(), *_small()]
    random.Random(_ORDER).shuffle(found)
    return found


def _whole() -> Iterator[Wanted]:
    yield from (Wanted(first_world, 10_000, 1000 + at) for at in range(300))
    yield from (Wanted(second_world, 10_000, 1000 + at) for at in range(40))


def _hard() -> Iterator[Wanted]:
    """Harder and easier ones."""
    yield from (Wanted(first_world, 10_000, 1300 + at, 0.5) for at in range(24))
    yield from (Wanted(first_world, 10_000, 1400 + at, 1.5) for at in range(32))
    yield from (Wanted(second_world, 10_000, 1100 + at, 0.5 if at % 2 else 1.5) for at in range(16))


def _small() -> Iterator[Wanted]:
    """As small as most offices have them."""
    for at in range(60):
        yield Wanted(first_world if at % 4 else second_world, 50 if at % 2 else 500, 1500 + at)


def main(folder: Path) -> None:
    """Write them all, 000.parquet and so on."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(wanted()):
        pq.write_table(one.world(one.cards, one.seed, one.hardness), folder / f"{number:03d}.parquet")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
