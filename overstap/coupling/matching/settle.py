"""Pairs with chances become parties and questions, in rounds.

A round needs only pairs that lead to one another, and the labels of all cards: cards that no pair leads between can be
settled apart, on other machines.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from overstap.coupling.matching import weigh
from overstap.coupling.matching.cluster import Registered, cluster
from overstap.coupling.matching.compare import Compared
from overstap.coupling.matching.reconsider import ClusterPairs, reconsider
from overstap.coupling.matching.standardise import Ints, Standard
from overstap.coupling.matching.values import Settings
from overstap.coupling.matching.words import Floats

# Clusters are compared again once they have grown.
ROUNDS = 2
# A card that names nobody is never merged by itself: its pairs count for no more than this.
_NAMELESS_AT_MOST = 0.5


@dataclass(frozen=True, slots=True)
class Case:
    """What is to be settled. ``given``: per card the label of its party where that is decided already, -1 where not,
    or None where nothing is."""

    cards: Standard
    fitted: weigh.Fit
    settings: Settings
    given: Ints | None = None

    @property
    def registered(self) -> Registered:
        """What tells the parties of cards apart for certain."""
        found = self.cards.once("registered", lambda: registered_numbers(self.cards))
        return found if self.given is None else Registered(np.column_stack([found.numbers, self.given]), found.lone)

    @property
    def sure(self) -> tuple[float, float]:
        """From which chance two cards come together, and from which two clusters."""
        if self.fitted.strange:
            return self.settings.sure_of_strangers, self.settings.sure_of_strangers
        return self.settings.sure_of_pair, self.settings.sure_of_cluster

    def sure_of_itself(self, chance: Floats, one: Ints, other: Ints) -> None:
        """Cards that name nobody are not merged by themselves."""
        nameless = self.cards.nameless[one] | self.cards.nameless[other]
        chance[nameless] = np.minimum(chance[nameless], _NAMELESS_AT_MOST)


@dataclass(frozen=True, slots=True)
class Settled:
    """A label per card, and pairs of rows to ask about with their chances, shape (questions, 2) and (questions,)."""

    labels: Ints
    asked: Ints
    chances: Floats


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, and the pairs that it was found from."""

    settled: Settled
    pairs: Compared
    chance: Floats
    fitted: weigh.Fit


def chances(case: Case, pairs: Compared) -> Floats:
    """The chance of each pair that both are one party."""
    found = weigh.weigh(pairs, case.fitted)
    if case.given is not None:
        _keep_to(case.given, pairs, found)
    case.sure_of_itself(found, pairs.one, pairs.other)
    return found


def settle(case: Case, pairs: Compared, chance: Floats) -> Settled:
    """All rounds, on one machine."""
    labels = numbered(first_round(case, pairs, chance))
    for _ in range(ROUNDS):
        found = next_round(case, pairs, chance, labels)
        labels = numbered(found.labels)
    return best_first(labels, found.asked, found.chances)


def first_round(case: Case, pairs: Compared, chance: Floats) -> Ints:
    """A label per card: those that are surely one party have the same."""
    return cluster(case.registered, pairs.one, pairs.other, chance, case.sure[0])


def next_round(case: Case, pairs: Compared, chance: Floats, labels: Ints) -> Settled:
    """Clusters that turn out to be one party come together; where that is not sure, a question."""
    second = reconsider(case.cards, pairs, chance, labels)
    again = weigh.weigh_clusters(second, case.fitted)
    case.sure_of_itself(again, pairs.one[second.pair], pairs.other[second.pair])
    gathered = case.registered.gathered(labels)
    joined = cluster(gathered, second.one, second.other, again, case.sure[1])[labels]
    return Settled(joined, *_questions(joined, second, again, pairs, case.settings.ask_from))


def numbered(labels: Ints) -> Ints:
    """The same, with labels 0, 1, 2 … in order of the first card of each."""
    _, first, place = np.unique(labels, return_index=True, return_inverse=True)
    order = np.empty(len(first), np.int64)
    order[np.argsort(first)] = np.arange(len(first))
    return order[place]


def best_first(labels: Ints, asked: Ints, chance: Floats) -> Settled:
    """Questions in order of their chances."""
    order = np.lexsort((asked[:, 1], asked[:, 0], -chance))
    return Settled(labels, asked[order], chance[order])


def _keep_to(given: Ints, pairs: Compared, chance: Floats) -> None:
    """What was decided about two cards is as sure as can be."""
    one, other = given[pairs.one], given[pairs.other]
    decided = (one >= 0) & (other >= 0)
    chance[decided] = np.where(one == other, 0.9999, 0.001)[decided]


def _questions(
    labels: Ints, second: ClusterPairs, again: Floats, pairs: Compared, ask_from: float
) -> tuple[Ints, Floats]:
    """Pairs of clusters that may be one party, each once: the two cards most alike stand for them."""
    worth = again >= ask_from
    rows, score = second.pair[worth], again[worth]
    one, other = labels[pairs.one[rows]], labels[pairs.other[rows]]
    keys = np.minimum(one, other) * (labels.max(initial=0) + 1) + np.maximum(one, other)
    order = np.lexsort((-score, keys))
    order = order[one[order] != other[order]]
    best = order[np.r_[True, keys[order][1:] != keys[order][:-1]]] if len(order) else order
    return np.stack([pairs.one[rows[best]], pairs.other[rows[best]]], axis=1), score[best]


def registered_numbers(cards: Standard) -> Registered:
    """What tells parties apart for certain, per card (see Registered); -1 where it is not known."""
    vat, sort = cards["vat"].codes, cards["vat_type"]
    kinds = [
        np.where((sort.codes >= 0) & (np.array([*sort.values, ""])[sort.codes] == kind), vat, -1)
        for kind in ("legal", "sole")
    ]
    numbers = [cards["kvk"].codes, *kinds]
    lone = np.any([_lone(codes) for codes in numbers], axis=0)
    return Registered(np.stack([*numbers, cards["sort"].codes, cards["named_town"].codes], axis=1), lone)


def _lone(codes: Ints) -> npt.NDArray[np.bool_]:
    """Rows with a number that no other row has."""
    times = np.bincount(codes[codes >= 0], minlength=int(codes.max(initial=-1)) + 2)
    return np.asarray((codes >= 0) & (times[codes] == 1), np.bool_)
