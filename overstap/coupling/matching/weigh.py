"""How likely it is that two cards are one party.

Two models are shipped, both learned from made-up cards with the truth beside them: weights (``odds``), and small
trees, sharper where the cards are what they were learned from: contacts of Dutch bookkeeping.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from overstap.coupling.matching.compare import Compared
from overstap.coupling.matching.levels import NAME, NUMBER, Levels, levels
from overstap.coupling.matching.odds import Numbers, Weights, adapted, log_odds, shipped
from overstap.coupling.matching.parallel import in_parts
from overstap.coupling.matching.reconsider import ClusterPairs
from overstap.coupling.matching.standardise import Ints, Standard
from overstap.coupling.matching.strangers import familiarity, weights_of_strangers
from overstap.coupling.matching.trees import Trees
from overstap.coupling.matching.words import Floats

_MOST = 14.0  # log odds beyond which nothing is surer
_HOPELESS = -6.0  # log odds below which the trees are not asked
_LEARNED_FROM = 50_000  # more pairs than about this do not move the weights any better
_PART = 65536  # pairs at a time: what is worked on stays near the processor
_PAIRS_BY_TREES = 0.9  # the rest by weights, where cards are what was learned from; clusters are left to trees
_STRANGE = 0.5
_UNLIKE_AT_MOST = -0.5  # restaurants of one hotel share all but the name: people are asked


@cache
def trees(name: str) -> Trees:
    """The shipped trees ``pairs`` or ``clusters``."""
    text = resources.files(__package__).joinpath("weights", f"{name}.json").read_text(encoding="utf-8")
    return Trees.read(text)


def read_trees() -> None:
    """Have the trees at hand."""
    for name in ("pairs", "clusters"):
        trees(name)


@dataclass(frozen=True, slots=True)
class Fit:
    """The weights as adapted to the cards at hand, and how far those are of the kind that was learned from (0-1)."""

    weights: Weights
    familiar: float

    @property
    def strange(self) -> bool:
        """Whether the cards are none of the kind that was learned from."""
        return self.familiar < _STRANGE


def fit(cards: Standard, pairs: Compared, count: int) -> Fit:
    """What the cards make of what was shipped; ``pairs`` is a sample of their ``count`` candidate pairs."""
    known = familiarity(cards)
    found = Fit(shipped(), known)
    if not len(pairs.one):
        return found
    ladder = levels(pairs)
    return Fit(weights_of_strangers(cards, ladder, count) if found.strange else adapted(ladder, shipped()), known)


def sampled(one: Ints, other: Ints, pairs: int) -> npt.NDArray[np.bool_]:
    """Which of these pairs to learn from if there are so many in all; it depends on nothing but the pair."""
    mixed = (one.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) ^ (
        other.astype(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)
    )
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    return np.asarray((mixed >> np.uint64(32)) < 2**32 * min(1.0, _LEARNED_FROM / max(pairs, 1)), np.bool_)


def weigh(pairs: Compared, fitted: Fit) -> Floats:
    """The probability of each pair, 0-1."""
    chance = np.zeros(len(pairs.one), np.float32)

    def weigh_part(start: int, end: int) -> None:
        chance[start:end] = probability(_odds(pairs.between(start, end), fitted))

    in_parts(weigh_part, len(chance), _PART)
    return chance


def _odds(pairs: Compared, fitted: Fit) -> Numbers:
    ladder = levels(pairs)
    odds = np.clip(log_odds(ladder, fitted.weights), -_MOST, _MOST)
    if fitted.strange:
        unlike = (ladder["name"] == NAME.index("unlike")) & ~_same_number(ladder)
        odds[unlike] = np.minimum(odds[unlike], _UNLIKE_AT_MOST)
    worth = np.flatnonzero(odds > _HOPELESS)
    if fitted.familiar > 0 and len(worth):
        by_trees = _by_trees(trees("pairs"), pairs.features, worth)
        part = _PAIRS_BY_TREES * fitted.familiar
        odds[worth] = part * by_trees + (1 - part) * odds[worth]
    return odds


def _same_number(ladder: dict[str, Levels]) -> npt.NDArray[np.bool_]:
    """Pairs with a number in common that is given out to one party, typing errors forgiven."""
    typed = NUMBER.index("one typing error")
    return np.asarray((ladder["kvk"] >= typed) | (ladder["vat"] >= typed) | (ladder["iban"] >= typed), np.bool_)


def worth_asking(pairs: Compared, fitted: Fit) -> Ints:
    """Rows of pairs that trees are asked about: the others are hopeless by the weights alone."""
    return np.flatnonzero(log_odds(levels(pairs), fitted.weights) > _HOPELESS)


def _by_trees(grown: Trees, features: Floats, rows: Ints) -> Numbers:
    """Log odds by trees."""
    return np.clip(grown.odds(features, rows), -_MOST, _MOST)


def weigh_clusters(clusters: ClusterPairs, fitted: Fit) -> Floats:
    """The probability of each pair of clusters, 0-1."""
    odds = np.clip(clusters["odds"].astype(np.float64), -_MOST, _MOST)
    if fitted.familiar > 0 and len(odds):
        by_trees = _by_trees(trees("clusters"), clusters.features, np.arange(len(odds)))
        odds = fitted.familiar * by_trees + (1 - fitted.familiar) * odds
    return probability(odds)


def probability(odds: Numbers) -> Floats:
    """Log odds as a probability."""
    return (1 / (1 + np.exp(-odds))).astype(np.float32)
