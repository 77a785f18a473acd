"""Small trees, read as LightGBM writes them and asked for many pairs at once.

A tree is asked in the way of QuickScorer (Lucchese and others, 2015): every value of a feature rules out some leaves,
and the first leaf that none rules out is where the pair ends. What a value rules out is looked up in a table, so no
tree is walked; and no package is needed where trees are only asked.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from overstap.coupling.matching.parallel import in_parts
from overstap.coupling.matching.standardise import Ints
from overstap.coupling.matching.words import Floats

Masks = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.float64]

# Features are looked up together while their values, combined, fit the fastest memory of a processor.
_COMBINED = 512
_PART = 16384  # pairs at a time, for the same reason
# Multiplied by 1, 2, 4 … this gives six different highest bits each time (a De Bruijn sequence): which bit it was.
_SEQUENCE = 0x03F79D71B4CB0A89
_LEAVES = 64
_ALL = np.uint64(2**64 - 1)


@dataclass(frozen=True, slots=True)
class _Group:
    """Features looked up together: their columns, the values at which trees part, and tables per tree that asks."""

    columns: tuple[int, ...]
    partings: tuple[Floats, ...]
    tables: dict[int, Masks]

    def places(self, features: Floats, rows: Ints) -> Ints:
        """Where each row stands in the tables."""
        place = np.zeros(len(rows), np.int64)
        for column, partings in zip(self.columns, self.partings, strict=True):
            place *= len(partings) + 1
            place += np.searchsorted(partings, features[rows, column])
        return place


class Trees:
    """The sum of trees."""

    def __init__(self, groups: list[_Group], values: Numbers) -> None:
        self._groups = groups
        self._values = values
        self._asked = [[at for at, group in enumerate(groups) if tree in group.tables] for tree in range(len(values))]

    @classmethod
    def read(cls, text: str) -> Self:
        """Trees from the text of a LightGBM model (``Booster.model_to_string``).

        Raises ValueError where a tree has more than 64 leaves or parts on categories.
        """
        written = [_fields(part) for part in text.split("\nTree=")[1:]]
        trees = [_Tree.of(fields) for fields in written]
        values = np.zeros((len(trees), _LEAVES))
        for tree, row in zip(trees, values, strict=True):
            row[_bits_in_order()[: len(tree.values)]] = tree.values
        return cls(_grouped(trees), values)

    def odds(self, features: Floats, rows: Ints) -> Numbers:
        """The log odds of some rows of ``features``, shape (pairs, features)."""
        found = np.zeros(len(rows))

        def ask(start: int, end: int) -> None:
            found[start:end] = self._odds(features, rows[start:end])

        in_parts(ask, len(rows), _PART)
        return found

    def _odds(self, features: Floats, rows: Ints) -> Numbers:
        places = [group.places(features, rows) for group in self._groups]
        left, ruled, value = np.empty(len(rows), np.uint64), np.empty(len(rows), np.uint64), np.empty(len(rows))
        total = np.zeros(len(rows))
        for tree, asked in enumerate(self._asked):
            left.fill(_ALL)
            for at in asked:
                np.take(self._groups[at].tables[tree], places[at], out=ruled, mode="clip")
                left &= ruled
            np.negative(left, out=ruled)
            left &= ruled
            left *= np.uint64(_SEQUENCE)
            left >>= np.uint64(58)
            np.take(self._values[tree], left.view(np.int64), out=value, mode="clip")
            total += value
        return total


def _bits_in_order() -> Ints:
    """Where the first, second, third … bit ends up after multiplying by the sequence."""
    bits = np.left_shift(np.uint64(1), np.arange(64, dtype=np.uint64))
    return np.asarray((bits * np.uint64(_SEQUENCE)) >> np.uint64(58), np.int64)


def _fields(part: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in part.split("\n\n")[0].splitlines() if "=" in line)


@dataclass(frozen=True, slots=True)
class _Tree:
    """``values`` of the leaves from left to right; ``rules``: feature, parting, and the leaves that are left where a
    value is above the parting."""

    values: Numbers
    rules: list[tuple[int, np.float32, int]]

    @classmethod
    def of(cls, fields: dict[str, str]) -> Self:
        values = np.array(fields["leaf_value"].split(), np.float64)
        if len(values) > _LEAVES or int(fields["num_cat"]):
            raise ValueError("a tree parts on categories or has more than 64 leaves")
        if len(values) == 1:
            return cls(values, [])
        order: list[int] = []
        rules: list[tuple[int, np.float32, int]] = []
        _walk(_Split.all(fields), 0, order, rules)
        return cls(values[order], rules)


@dataclass(frozen=True, slots=True)
class _Split:
    """The splits of one tree; a child below 0 is a leaf."""

    feature: list[int]
    parting: list[np.float32]
    left: list[int]
    right: list[int]

    @classmethod
    def all(cls, fields: dict[str, str]) -> Self:
        feature, left, right = ([int(text) for text in fields[name].split()]
                                for name in ("split_feature", "left_child", "right_child"))  # fmt: skip
        return cls(feature, [_at_most(float(text)) for text in fields["threshold"].split()], left, right)


def _at_most(parting: float) -> np.float32:
    """The highest number of 32 bits that is not above the parting."""
    near = np.float32(parting)
    return near if float(near) <= parting else np.nextafter(near, np.float32(-np.inf))


def _walk(split: _Split, node: int, order: list[int], rules: list[tuple[int, np.float32, int]]) -> None:
    """Leaves from left to right into ``order``, what each split rules out into ``rules``."""
    if node < 0:
        order.append(~node)
        return
    first = len(order)
    _walk(split, split.left[node], order, rules)
    ruled_out = (1 << len(order)) - (1 << first)
    rules.append((split.feature[node], split.parting[node], ~ruled_out & 0xFFFFFFFFFFFFFFFF))
    _walk(split, split.right[node], order, rules)


def _grouped(trees: list[_Tree]) -> list[_Group]:
    partings: dict[int, set[np.float32]] = {}
    for tree in trees:
        for feature, parting, _ in tree.rules:
            partings.setdefault(feature, set()).add(parting)
    ordered = {feature: np.array(sorted(found), np.float32) for feature, found in partings.items()}
    above = [_ruled_out(tree, ordered) for tree in trees]
    return [_group(columns, ordered, above) for columns in _together(ordered)]


def _ruled_out(tree: _Tree, partings: dict[int, Floats]) -> dict[int, Masks]:
    """Per feature that the tree parts on: which leaves are left, per place of a value among the partings."""
    found: dict[int, Masks] = {}
    for feature, parting, mask in tree.rules:
        ordered = partings[feature]
        if feature not in found:
            found[feature] = np.full(len(ordered) + 1, _ALL, np.uint64)
        found[feature][ordered.searchsorted(parting) + 1 :] &= np.uint64(mask)
    return found


def _together(partings: dict[int, Floats]) -> list[tuple[int, ...]]:
    """Features in groups whose values, combined, are at most _COMBINED: the largest that fits is added first."""
    waiting = sorted(partings, key=lambda feature: (-len(partings[feature]), feature))
    groups = []
    while waiting:
        chosen, size = [waiting[0]], len(partings[waiting[0]]) + 1
        for feature in waiting[1:]:
            if size * (len(partings[feature]) + 1) <= _COMBINED:
                chosen.append(feature)
                size *= len(partings[feature]) + 1
        waiting = [feature for feature in waiting if feature not in chosen]
        groups.append(tuple(chosen))
    return groups


def _group(columns: tuple[int, ...], partings: dict[int, Floats], ruled_out: list[dict[int, Masks]]) -> _Group:
    tables = {
        at: _table(columns, partings, left)
        for at, left in enumerate(ruled_out)
        if any(column in left for column in columns)
    }
    return _Group(columns, tuple(partings[column] for column in columns), tables)


def _table(columns: tuple[int, ...], partings: dict[int, Floats], left: dict[int, Masks]) -> Masks:
    """Which leaves of a tree are left, per combination of values of the columns."""
    table = np.full(1, _ALL, np.uint64)
    for column in columns:
        if column in left:
            table = (table[:, None] & left[column][None, :]).ravel()
        else:
            table = np.repeat(table, len(partings[column]) + 1)
    return table
