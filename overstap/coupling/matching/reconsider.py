"""Clusters compared as a whole: what one card lacks another of the same cluster may know."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from overstap.coupling.matching.compare import Compared
from overstap.coupling.matching.numbering import different
from overstap.coupling.matching.parallel import at_once
from overstap.coupling.matching.standardise import Column, Ints, Standard
from overstap.coupling.matching.surroundings import surroundings
from overstap.coupling.matching.words import Floats

FIELDS = (
    "kvk", "vat", "iban", "mail", "phone", "domain", "address", "area", "form", "vat_type", "sort", "sorted_name",
    "administration",
)  # fmt: skip
AROUND = ("kvks_around", "vats_around", "ibans_around", "sorts_around", "silence_around")
PAIR_FEATURES = (
    "best", "mean", "worst", "pairs", "smaller", "larger", "covered", "name_least_best", "name_least_mean",
    "name_group_least", "name_left_least", "name_rarest_least", "name_spelling_best", "form_habit_most", "odds",
    *AROUND, "form_silence",
)  # fmt: skip
FEATURES = (
    *PAIR_FEATURES, *(f"{field}_{what}" for field in FIELDS for what in ("agree", "differ", "rarity")),
    "differing", "agreeing", "rival_most", "rival_least",
)  # fmt: skip
_TELLING = ("kvk", "vat", "iban", "mail", "phone", "address")
# A pair of clusters of which no two cards have at least this chance is not looked at again.
WORTH_A_LOOK = 0.01


@dataclass(frozen=True, slots=True)
class ClusterPairs:
    """Pairs of clusters and their features; ``pair`` is the row of the two cards most alike."""

    one: Ints
    other: Ints
    features: Floats
    pair: Ints

    def __getitem__(self, feature: str) -> Floats:
        column: Floats = self.features[:, FEATURES.index(feature)]
        return column


def reconsider(cards: Standard, pairs: Compared, chance: Floats, labels: Ints) -> ClusterPairs:
    """Features of every pair of clusters that candidate pairs run between."""
    clusters = int(labels.max(initial=-1)) + 1
    across, keys = _worth_a_look(pairs, chance, labels, clusters)
    order = np.lexsort((-chance[across], keys))
    across, keys = across[order], keys[order]
    first = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.zeros(0, np.int64)
    counts = np.diff(np.r_[first, len(keys)])
    keys = keys[first]
    found = ClusterPairs(
        keys // max(clusters, 1),
        keys % max(clusters, 1),
        np.zeros((len(keys), len(FEATURES)), np.float32),
        across[first],
    )
    if len(keys):
        group, sizes = _Group(across, first, counts), np.bincount(labels, minlength=clusters)
        by_field = [partial(_share_field, cards[field], labels, found, field) for field in FIELDS]
        others = [partial(_gather, found, group, pairs, chance, sizes), partial(_silence, found, cards, labels)]
        at_once([*others, *by_field])
        _count_shared(found)
        _rivals(found, clusters)
    return found


def _worth_a_look(pairs: Compared, chance: Floats, labels: Ints, clusters: int) -> tuple[Ints, Ints]:
    """Rows of the pairs that run between two clusters worth a look, and a number per such pair of clusters."""
    a, b = labels[pairs.one], labels[pairs.other]
    across = np.flatnonzero(a != b)
    a, b = a[across], b[across]
    keys = np.minimum(a, b) * clusters + np.maximum(a, b)
    worth = different(keys[chance[across] >= WORTH_A_LOOK])
    place = np.minimum(np.searchsorted(worth, keys), max(len(worth) - 1, 0))
    rows = np.flatnonzero(worth[place] == keys) if len(worth) else np.zeros(0, np.int64)
    return across[rows], keys[rows]


@dataclass(frozen=True, slots=True)
class _Group:
    """Candidate pairs in order of the pair of clusters they run between: where each begins and how many there are."""

    rows: Ints
    first: Ints
    counts: Ints

    def least(self, values: Floats) -> Floats:
        return np.minimum.reduceat(values[self.rows], self.first)

    def most(self, values: Floats) -> Floats:
        return np.maximum.reduceat(values[self.rows], self.first)

    def mean(self, values: Floats) -> Floats:
        return np.asarray(np.add.reduceat(values[self.rows], self.first) / self.counts, np.float32)


def _gather(found: ClusterPairs, group: _Group, pairs: Compared, chance: Floats, sizes: Ints) -> None:
    odds = np.log(np.clip(chance, 1e-6, 1 - 1e-6) / np.clip(1 - chance, 1e-6, 1)).astype(np.float32)
    one, other = sizes[found.one], sizes[found.other]
    columns: dict[str, Floats | Ints] = {
        "best": group.most(chance), "mean": group.mean(chance), "worst": group.least(chance), "pairs": group.counts,
        "smaller": np.minimum(one, other), "larger": np.maximum(one, other), "covered": group.counts / (one * other),
        "name_least_best": group.most(pairs["name_least"]), "name_least_mean": group.mean(pairs["name_least"]),
        "name_group_least": group.least(pairs["name_group"]), "name_left_least": group.least(pairs["name_left_most"]),
        "name_rarest_least": group.least(pairs["name_rarest_both"]),
        "name_spelling_best": group.most(pairs["name_spelling"]), "form_habit_most": group.most(pairs["form_habit"]),
        "odds": group.mean(odds), **{feature: group.most(pairs[feature]) for feature in AROUND},
    }  # fmt: skip
    for feature, values in columns.items():
        found[feature][:] = values


def _count_shared(found: ClusterPairs) -> None:
    found["differing"][:] = np.sum([found[f"{field}_differ"] == 1 for field in _TELLING], axis=0)
    found["agreeing"][:] = np.sum([found[f"{field}_agree"] > 0 for field in _TELLING], axis=0)


def _share_field(column: Column, labels: Ints, found: ClusterPairs, field: str) -> None:
    agree, rarity, known = _shared_values(column, labels, found)
    found[f"{field}_agree"][:] = np.where(known, agree, -1)
    found[f"{field}_differ"][:] = np.where(known, agree == 0, -1)
    found[f"{field}_rarity"][:] = rarity


def _silence(found: ClusterPairs, cards: Standard, labels: Ints) -> None:
    """Where one cluster has a legal form and the other has none: how odd that is if both are one party.

    In natural logarithms, summed over the cards without: an administration that always writes the form tells more.
    """
    form = cards["form"].codes >= 0
    silent = np.bincount(labels, weights=surroundings(cards).silence, minlength=int(labels.max()) + 1)
    written = np.bincount(labels, weights=form, minlength=len(silent)) > 0
    one, other = written[found.one], written[found.other]
    found["form_silence"][:] = np.where(one == other, 0, silent[np.where(one, found.other, found.one)])


def _shared_values(column: Column, labels: Ints, found: ClusterPairs) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """How many values both have, how rare the rarest of those is (1: nobody else), and whether both have any."""
    values = len(column.values) + 1
    filled = column.codes >= 0
    has = different(labels[filled] * values + column.codes[filled])
    owner, value = has // values, has % values
    users = np.bincount(value, minlength=values)
    owned = np.bincount(owner, minlength=int(labels.max(initial=-1)) + 1)
    start, count = (np.cumsum(owned) - owned)[found.one], owned[found.one]
    pair = np.repeat(np.arange(len(found.one)), count)
    at = np.arange(len(pair)) - np.repeat(np.cumsum(count) - count, count) + np.repeat(start, count)
    wanted = found.other[pair] * values + value[at]
    place = np.minimum(np.searchsorted(has, wanted), max(len(has) - 1, 0))
    both = has[place] == wanted if len(has) else np.zeros(0, np.bool_)
    agree = np.bincount(pair[both], minlength=len(found.one)).astype(np.float32)
    rarity = np.zeros(len(found.one), np.float32)
    np.maximum.at(rarity, pair[both], (1 / np.maximum(users[value[at[both]]] - 1, 1)).astype(np.float32))
    return agree, rarity, (count > 0) & (owned[found.other] > 0)


def _rivals(found: ClusterPairs, clusters: int) -> None:
    """The best chance that either cluster has with a third."""
    best = found["best"]
    owner, score = np.r_[found.one, found.other], np.r_[best, best]
    order = np.lexsort((-score, owner))
    owner, score = owner[order], score[order]
    first = np.r_[True, owner[1:] != owner[:-1]]
    second = np.r_[False, first[:-1]] & ~first
    top, next_best = np.zeros(clusters, np.float32), np.zeros(clusters, np.float32)
    top[owner[first]], next_best[owner[second]] = score[first], score[second]
    of_one = np.where(best >= top[found.one], next_best[found.one], top[found.one])
    of_other = np.where(best >= top[found.other], next_best[found.other], top[found.other])
    found["rival_most"][:], found["rival_least"][:] = np.maximum(of_one, of_other), np.minimum(of_one, of_other)
