"""Cards that are not Dutch business contacts: weighed by what they share by chance, not by what we learned elsewhere.

The shipped weights and trees know how often companies of one group share a telephone and how Dutch numbers are
mistyped. Of restaurants or patients they know nothing. For those the classic way is better: how often two cards
picked at random agree (Fellegi and Sunter, 1969), and how often cards of one party do, by expectation maximisation.
"""

import re

import numpy as np

from overstap.coupling.matching.compare import compare
from overstap.coupling.matching.levels import LADDERS, Levels, levels
from overstap.coupling.matching.odds import Numbers, Weights, counted, log_odds, shipped
from overstap.coupling.matching.standardise import Ints, Standard

# What shows that a card comes from Dutch bookkeeping.
_DUTCH = {
    "postcode": re.compile(r"[1-9]\d{3}[A-Z]{2}"),
    "iban": re.compile(r"NL\d{2}[A-Z]{4}\d{10}"),
    "phone": re.compile(r"31[1-9]\d{8}"),
    "vat_type": re.compile(r"legal|sole"),
}
# With a smaller share of Dutch cards than the first nothing of what was learned counts, above the second all of it.
_STRANGE, _FAMILIAR = 0.05, 0.20
_LOOKED_AT = 3000
_AT_RANDOM = 50_000
# What was learned of cards of one party counts as so many pairs.
_PRIOR_PAIRS = 1000
_FIRST_GUESS = 0.3
_ROUNDS = 60


def familiarity(cards: Standard) -> float:
    """How much of what was learned from Dutch business contacts holds for these cards, 0-1."""
    if not cards.size:
        return 1.0
    rows = np.arange(0, cards.size, max(1, cards.size // _LOOKED_AT))
    dutch = np.zeros(len(rows), np.bool_)
    for field, form in _DUTCH.items():
        column = cards[field]
        dutch |= [code >= 0 and bool(form.fullmatch(column.values[code])) for code in column.codes[rows].tolist()]
    share = float(dutch.mean())
    return float(np.clip((share - _STRANGE) / (_FAMILIAR - _STRANGE), 0, 1))


def weights_of_strangers(cards: Standard, ladder: dict[str, Levels], count: int) -> Weights:
    """Weights among all pairs of cards, learned from the cards themselves.

    ``ladder``: levels of a sample of the ``count`` candidate pairs; there is at least one.
    """
    found = len(ladder["name"])
    everything = cards.size * (cards.size - 1) / 2 * found / count
    by_chance = _by_chance(cards, everything - found)
    chance = np.full(found, _FIRST_GUESS)
    prior = shipped()
    same = prior.same
    for _ in range(_ROUNDS):
        weights = Weights(same, _added(by_chance, counted(ladder, 1 - chance)), (chance.sum() + 1) / everything)
        again = 1 / (1 + np.exp(-np.clip(log_odds(ladder, weights), -50, 50)))
        settled = np.abs(again.sum() - chance.sum()) < 1e-5 * found
        chance = again
        same = _added({field: _PRIOR_PAIRS * prior.same[field] for field in LADDERS}, counted(ladder, chance))
        if settled:
            break
    return weights


def _added(one: dict[str, Numbers], other: dict[str, Numbers]) -> dict[str, Numbers]:
    """Shares of both counts together."""
    both = {field: one[field] + other[field] for field in LADDERS}
    return {field: counts / counts.sum() for field, counts in both.items()}


def _by_chance(cards: Standard, pairs: float) -> dict[str, Numbers]:
    """How many of so many pairs that share no key stand on each level, from a sample."""
    one, other = _random_pairs(cards.size)
    ladder = levels(compare(cards, one, other))
    times = max(pairs, 0) / len(one)
    return {field: times * counts + 0.5 for field, counts in counted(ladder, np.ones(len(one))).items()}


def _random_pairs(cards: int) -> tuple[Ints, Ints]:
    if cards * (cards - 1) // 2 <= _AT_RANDOM:
        one, other = np.triu_indices(cards, 1)
        return one.astype(np.int64), other.astype(np.int64)
    dice = np.random.default_rng(cards)
    one, other = dice.integers(0, cards, _AT_RANDOM), dice.integers(0, cards - 1, _AT_RANDOM)
    other += other >= one
    return np.minimum(one, other), np.maximum(one, other)
