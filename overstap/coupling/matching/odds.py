"""The weights of Fellegi and Sunter (1969): how often cards of one party agree on a field, and how often others do.

They are learned from made-up cards with the truth beside them, among candidate pairs, and adapted to the cards at
hand without anybody labelling anything.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from overstap.coupling.matching.levels import LADDERS, Levels

Numbers = npt.NDArray[np.float64]

# What was shipped counts as so many pairs of the customer's own.
PRIOR_PAIRS = 2000
_ROUNDS = 30
_LEAST = 1e-9


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
    text = resources.files(__package__).joinpath("weights", "weights.json").read_text(encoding="utf-8")
    data = json.loads(text)
    return Weights(
        {field: np.array(data["same"][field]) for field in LADDERS},
        {field: np.array(data["other"][field]) for field in LADDERS},
        float(data["share"]),
    )


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
    alike, times = _each_once(ladder)
    for _ in range(_ROUNDS):
        same = times / (1 + np.exp(-log_odds(alike, weights)))
        share = (same.sum() + PRIOR_PAIRS * prior.share) / (pairs + PRIOR_PAIRS)
        moved = Weights(
            _moved(prior.same, counted(alike, same)), _moved(prior.other, counted(alike, times - same)), float(share)
        )
        settled = abs(moved.share - weights.share) < 1e-5
        weights = moved
        if settled:
            break
    return weights


def _each_once(ladder: dict[str, Levels]) -> tuple[dict[str, Levels], Numbers]:
    """The pairs that stand on the same level of every ladder as one, and how many those are."""
    code = np.zeros(len(ladder["name"]), np.int64)
    for field, heights in LADDERS.items():
        code = code * len(heights) + ladder[field]
    _, first, times = np.unique(code, return_index=True, return_counts=True)
    return {field: ladder[field][first] for field in LADDERS}, times.astype(np.float64)


def _moved(prior: dict[str, Numbers], seen: dict[str, Numbers]) -> dict[str, Numbers]:
    moved = {}
    for field, counts in seen.items():
        total = counts + PRIOR_PAIRS * prior[field] / prior[field].sum()
        moved[field] = total / total.sum()
    return moved
