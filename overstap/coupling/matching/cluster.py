"""Pairs become clusters: each cluster one party. What must not come together does not, however alike it looks."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from overstap.coupling.matching.numbering import distinct
from overstap.coupling.matching.standardise import Ints
from overstap.coupling.matching.words import Floats

# Below this chance two cards are held to be different, and no third card brings them together.
ENEMIES_BELOW = 0.03


@dataclass(frozen=True, slots=True)
class Registered:
    """Registered numbers per row, -1 where there is none: rows with different ones are different parties.

    ``numbers``: shape (rows, kinds); kinds: KvK number, VAT number of a legal person, VAT number of a sole proprietor,
    sort of party, and the town that a branch has in its name. ``lone``: rows with a number that no other card has,
    which may be a typing error.
    """

    numbers: Ints
    lone: npt.NDArray[np.bool_]

    def gathered(self, labels: Ints) -> "Registered":
        """The numbers of each cluster; every cluster has at most one of a kind."""
        gathered = np.full((int(labels.max(initial=-1)) + 1, self.numbers.shape[1]), -1, np.int64)
        for kind in range(self.numbers.shape[1]):
            np.maximum.at(gathered[:, kind], labels, self.numbers[:, kind])
        lone = np.zeros(len(gathered), np.bool_)
        lone[labels[self.lone]] = True
        return Registered(gathered, lone)


def cluster(registered: Registered, one: Ints, other: Ints, chance: Floats, sure: float) -> Ints:
    """A label per row, 0, 1, 2 …: pairs of at least ``sure`` come together, best first, where nothing forbids it.

    Where numbers differ, cards without any choose the number that more than one card has.
    """
    rows = len(registered.numbers)
    together = chance >= sure
    labels = connected(rows, one[together], other[together])
    enemies = (chance < ENEMIES_BELOW) & (labels[one] == labels[other])
    doubtful = _with_two_numbers(registered, labels)
    doubtful[labels[one[enemies]]] = True
    if not doubtful.any():
        return labels
    inside = together & doubtful[labels[one]]
    careful = _Careful(registered, one[enemies], other[enemies])
    waits = registered.lone[one[inside]] | registered.lone[other[inside]]
    for at in np.flatnonzero(inside)[np.lexsort((-chance[inside], waits))]:
        careful.join(int(one[at]), int(other[at]))
    apart = doubtful[labels]
    labels[apart] = rows + np.array([careful.root(int(row)) for row in np.flatnonzero(apart)], np.int64)
    return distinct(labels)[1]


def connected(rows: int, one: Ints, other: Ints) -> Ints:
    """A label per row, 0, 1, 2 … in order of first rows: rows that pairs lead to, directly or not, have the same."""
    first = np.arange(rows)
    while len(one):
        a, b = first[one], first[other]
        np.minimum.at(first, np.maximum(a, b), np.minimum(a, b))
        while not np.array_equal(further := first[first], first):
            first = further
        apart = first[one] != first[other]
        one, other = one[apart], other[apart]
    return distinct(first)[1]


def _with_two_numbers(registered: Registered, labels: Ints) -> npt.NDArray[np.bool_]:
    """Which clusters hold two different registered numbers of one kind."""
    size = int(labels.max(initial=-1)) + 1
    found = np.zeros(size, np.bool_)
    for kind in range(registered.numbers.shape[1]):
        number = registered.numbers[:, kind]
        known = number >= 0
        most, least = np.full(size, -1, np.int64), np.full(size, np.iinfo(np.int64).max, np.int64)
        np.maximum.at(most, labels[known], number[known])
        np.minimum.at(least, labels[known], number[known])
        found |= (most >= 0) & (most != least)
    return found


class _Careful:
    """Clusters joined one by one, each knowing its registered numbers and its enemies."""

    def __init__(self, registered: Registered, one: Ints, other: Ints) -> None:
        self._above: dict[int, int] = {}
        self._numbers: dict[int, list[int]] = {}
        self._registered = registered.numbers
        self._enemies: dict[int, set[int]] = {}
        for a, b in zip(one.tolist(), other.tolist(), strict=True):
            self._enemies.setdefault(a, set()).add(b)
            self._enemies.setdefault(b, set()).add(a)

    def root(self, row: int) -> int:
        """The row that stands for the cluster of this row."""
        while (above := self._above.get(row, row)) != row:
            self._above[row] = self._above.get(above, above)
            row = above
        return row

    def join(self, one: int, other: int) -> None:
        """The clusters of both rows become one, unless a number or an enemy forbids it."""
        one, other = self.root(one), self.root(other)
        if one == other or other in self._enemies.get(one, ()):
            return
        mine, theirs = self._numbers_of(one), self._numbers_of(other)
        if any(a >= 0 and b >= 0 and a != b for a, b in zip(mine, theirs, strict=True)):
            return
        self._above[other] = one
        self._numbers[one] = [max(a, b) for a, b in zip(mine, theirs, strict=True)]
        for enemy in self._enemies.pop(other, set()):
            self._enemies[enemy].discard(other)
            self._enemies[enemy].add(one)
            self._enemies.setdefault(one, set()).add(enemy)

    def _numbers_of(self, root: int) -> list[int]:
        return self._numbers.get(root) or self._registered[root].tolist()
