"""How likely it is that two cards are one party.

Two models are shipped, both learned from made-up cards with the truth beside them: the weights of Fellegi and Sunter
(1969), taken among candidate pairs and adapted to the cards at hand without anybody labelling anything, and small
trees, sharper where the cards look like what they were learned from. How well the cards fit decides between them.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from overstap.coupling.matching.compare import Compared
from overstap.coupling.matching.levels import LADDERS, Levels, levels
from overstap.coupling.matching.parallel import in_parts
from overstap.coupling.matching.reconsider import ClusterPairs
from overstap.coupling.matching.standardise import Ints
from overstap.coupling.matching.trees import Trees
from overstap.coupling.matching.words import Floats

Numbers = npt.NDArray[np.float64]

# What was shipped counts as so many pairs of the customer's own.
PRIOR_PAIRS = 2000
_ROUNDS = 30
_LEAST = 1e-6
_MOST = 14.0  # log odds beyond which nothing is surer
_HOPELESS = -6.0  # log odds below which the trees are not asked
_LEARNED_FROM = 50_000  # more pairs than about this do not move the weights any better
_PART = 16384  # pairs at a time: what is worked on stays in fast memory
# Distance between the cards and what the trees learned from: below the first trees alone count half or more,
# above the second the adapted weights alone.
_FITS, _FOREIGN = 0.15, 0.40
_SMOOTHED_BY = 500  # a few cards cannot tell that they are strange
_TREES_WHERE_FIT = 0.9


@dataclass(frozen=True, slots=True)
class Weights:
    """``same`` and ``other``: per ladder how often each level occurs among pairs that are, and are not, one party.

    ``share``: which part of candidate pairs is one party. Index 0 (unknown) is the share of pairs without the field.
    """

    same: dict[str, Numbers]
    other: dict[str, Numbers]
    share: float

    def of(self, field: str) -> Numbers:
        """The weight in natural logarithms of each level of a ladder; unknown weighs nothing."""
        weight: Numbers = np.log(_known(self.same[field], field)) - np.log(_known(self.other[field], field))
        if field != "books":
            weight[0] = 0
        return weight

    def as_dict(self) -> dict[str, object]:
        """Plain data for the file that is shipped."""
        return {
            "share": self.share,
            "same": {field: values.round(8).tolist() for field, values in self.same.items()},
            "other": {field: values.round(8).tolist() for field, values in self.other.items()},
        }


def _known(values: Numbers, field: str) -> Numbers:
    """Shares among the pairs where the field is known on both sides."""
    kept = values.copy()
    if field != "books":
        kept[0] = 0
    return np.asarray(np.maximum(kept / max(kept.sum(), _LEAST), _LEAST), np.float64)


@cache
def shipped() -> Weights:
    """The weights that ship with the product."""
    data = json.loads(_file("weights.json"))
    return Weights(
        {field: np.array(data["same"][field]) for field in LADDERS},
        {field: np.array(data["other"][field]) for field in LADDERS},
        float(data["share"]),
    )


@cache
def trees(name: str) -> Trees:
    """The shipped trees ``pairs`` or ``clusters``."""
    return Trees.read(_file(f"{name}.txt"))


def _file(name: str) -> str:
    return resources.files(__package__).joinpath("weights", name).read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Fit:
    """The weights as adapted to the cards at hand, and how much the trees count for them (0-1)."""

    weights: Weights
    part: float


def fit(pairs: Compared) -> Fit:
    """What a sample of the pairs makes of what was shipped."""
    if not len(pairs.one):
        return Fit(shipped(), 0.0)
    ladder = levels(pairs)
    return Fit(adapted(ladder, shipped()), trees_part(distance(ladder, shipped())))


def sampled(one: Ints, other: Ints, pairs: int) -> npt.NDArray[np.bool_]:
    """Which of these pairs to learn from if there are so many in all; it depends on nothing but the pair."""
    mixed = (one.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) ^ (
        other.astype(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)
    )
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    return np.asarray((mixed >> np.uint64(32)) < 2**32 * min(1.0, _LEARNED_FROM / max(pairs, 1)), np.bool_)


def weigh(pairs: Compared, sharper: Trees | None = None, fitted: Fit | None = None) -> Floats:
    """The probability of each pair, 0-1.

    ``sharper`` stands in for the shipped trees while those are being fitted; without ``fitted`` the pairs themselves
    are learned from.
    """
    known, grown = fitted or fit(pairs), sharper or trees("pairs")
    chance = np.zeros(len(pairs.one), np.float32)

    def weigh_part(start: int, end: int) -> None:
        chance[start:end] = probability(_odds(pairs.between(start, end), known, grown))

    in_parts(weigh_part, len(chance), _PART)
    return chance


def _odds(pairs: Compared, known: Fit, grown: Trees) -> Numbers:
    odds = np.clip(log_odds(levels(pairs), known.weights), -_MOST, _MOST)
    worth = np.flatnonzero(odds > _HOPELESS)
    if known.part > 0 and len(worth):
        odds[worth] = known.part * _by_trees(grown, pairs.features, worth) + (1 - known.part) * odds[worth]
    return odds


def _by_trees(grown: Trees, features: Floats, rows: Ints) -> Numbers:
    """Log odds by trees."""
    return np.clip(grown.odds(features, rows), -_MOST, _MOST)


def weigh_clusters(clusters: ClusterPairs, fitted: Fit) -> Floats:
    """The probability of each pair of clusters, 0-1."""
    odds = np.clip(clusters["odds"].astype(np.float64), -_MOST, _MOST)
    if fitted.part > 0 and len(odds):
        by_trees = _by_trees(trees("clusters"), clusters.features, np.arange(len(odds)))
        odds = fitted.part * by_trees + (1 - fitted.part) * odds
    return probability(odds)


def trees_part(strangeness: float) -> float:
    """How much the trees count: nothing where the cards do not look like what they learned from."""
    return _TREES_WHERE_FIT * float(np.clip((_FOREIGN - strangeness) / (_FOREIGN - _FITS), 0, 1))


def probability(odds: Numbers) -> Floats:
    """Log odds as a probability."""
    return (1 / (1 + np.exp(-odds))).astype(np.float32)


def log_odds(ladder: dict[str, Levels], weights: Weights) -> Numbers:
    """The sum of the weights of every pair, and the odds before looking."""
    before = np.log(weights.share / (1 - weights.share))
    return np.asarray(sum((weights.of(field)[ladder[field]] for field in LADDERS), start=before), np.float64)


def counted(ladder: dict[str, Levels], chance: Numbers) -> dict[str, Numbers]:
    """How many pairs stand on each level, each counted for its chance."""
    return {
        field: np.bincount(level, weights=chance, minlength=len(LADDERS[field])).astype(np.float64)
        for field, level in ladder.items()
    }


def adapted(ladder: dict[str, Levels], prior: Weights) -> Weights:
    """The prior moved towards the cards at hand by expectation maximisation; few cards move it little."""
    weights, pairs = prior, len(ladder["name"])
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-log_odds(ladder, weights)))
        share = (chance.sum() + PRIOR_PAIRS * prior.share) / (pairs + PRIOR_PAIRS)
        moved = Weights(
            _moved(prior.same, counted(ladder, chance)), _moved(prior.other, counted(ladder, 1 - chance)), float(share)
        )
        settled = abs(moved.share - weights.share) < 1e-5
        weights = moved
        if settled:
            break
    return weights


def _moved(prior: dict[str, Numbers], seen: dict[str, Numbers]) -> dict[str, Numbers]:
    moved = {}
    for field, counts in seen.items():
        total = counts + PRIOR_PAIRS * prior[field] / prior[field].sum()
        moved[field] = total / total.sum()
    return moved


def distance(ladder: dict[str, Levels], prior: Weights) -> float:
    """How far the cards are from those the prior came from: 0 alike, 1 nothing in common."""
    apart = []
    for field, counts in counted(ladder, np.ones(len(ladder["name"]))).items():
        expected = prior.share * prior.same[field] + (1 - prior.share) * prior.other[field]
        seen = (counts + _SMOOTHED_BY * expected) / (counts.sum() + _SMOOTHED_BY)
        apart.append(0.5 * float(np.abs(seen - expected).sum()))
    return float(np.mean(apart))
