"""How well a matcher did: what it brought together against what is together in truth."""

from dataclasses import astuple, dataclass

import numpy as np
import numpy.typing as npt

Labels = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts, so that the scores of several sets can be added; a pair is two cards with the same label.

    ``found``, ``true`` and ``right``: pairs brought together, pairs of one party, and both. ``wrong_legal``: pairs
    brought together of different legal entities. ``two_numbers``: pairs brought together that carry different KvK
    numbers. The clusters are those of two cards or more; one is right when it is a party, whole and alone.
    """

    cards: int = 0
    found: int = 0
    true: int = 0
    right: int = 0
    clusters_found: int = 0
    clusters_true: int = 0
    clusters_right: int = 0
    wrong_legal: int = 0
    two_numbers: int = 0
    questions: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        return _f1(self.right, self.found, self.true)

    @property
    def cluster_f1(self) -> float:
        return _f1(self.clusters_right, self.clusters_found, self.clusters_true)

    @property
    def wrong_legal_share(self) -> float:
        return self.wrong_legal / self.found if self.found else 0.0

    @property
    def questions_per_1000(self) -> float:
        return 1000 * self.questions / self.cards if self.cards else 0.0


def _f1(right: int, found: int, true: int) -> float:
    return 2 * right / (found + true) if found + true else 1.0


def score(
    labels: Labels, truth: Labels, legal: Labels | None = None, kvk: Labels | None = None, questions: int = 0
) -> Score:
    """Pairs and clusters of ``labels`` against ``truth``, one number per card in each.

    ``legal``: the legal entity of each card (the truth where left out). ``kvk``: the KvK number of each card, -1 where
    it has none. ``questions``: how many were asked.
    """
    labels, truth = _numbered(labels), _numbered(truth)
    legal = truth if legal is None else _numbered(legal)
    found, true = _sizes(labels), _sizes(truth)
    both = _sizes(_together(labels, truth))
    return Score(
        cards=len(labels),
        found=_pairs(found),
        true=_pairs(true),
        right=_pairs(both),
        clusters_found=int((found > 1).sum()),
        clusters_true=int((true > 1).sum()),
        clusters_right=_whole_and_alone(labels, truth),
        wrong_legal=_pairs(found) - _pairs(_sizes(_together(labels, legal))),
        two_numbers=0 if kvk is None else _two_numbers(labels, kvk),
        questions=questions,
    )


def answered(labels: Labels, asked: Labels, truth: Labels) -> tuple[Labels, int]:
    """The labels after somebody who knows the truth answered the questions, and how many that person saw.

    ``asked``: pairs of cards, shape (questions, 2), in the order they are put. Yes brings two clusters together. What
    an earlier answer settles is not put any more, as on the page for reviewing.
    """
    above = {int(label): int(label) for label in np.unique(labels)}
    apart: set[tuple[int, int]] = set()
    seen = 0
    for one, other in asked.tolist():
        mine, theirs = sorted((_top(above, int(labels[one])), _top(above, int(labels[other]))))
        if mine == theirs or (mine, theirs) in apart:
            continue
        seen += 1
        if truth[one] == truth[other]:
            above[theirs] = mine
        else:
            apart.add((mine, theirs))
    return np.array([_top(above, int(label)) for label in labels], np.int64), seen


def _top(above: dict[int, int], label: int) -> int:
    while above[label] != label:
        above[label] = label = above[above[label]]
    return label


def _numbered(labels: Labels) -> Labels:
    return np.asarray(np.unique(labels, return_inverse=True)[1], np.int64)


def _together(one: Labels, other: Labels) -> Labels:
    """A label that is the same where both are."""
    return _numbered(one * (int(other.max(initial=0)) + 1) + other)


def _sizes(labels: Labels) -> Labels:
    return np.asarray(np.bincount(labels), np.int64)


def _pairs(sizes: Labels) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def _whole_and_alone(labels: Labels, truth: Labels) -> int:
    both = _together(labels, truth)
    inside = _sizes(both)[both]
    right = (inside == _sizes(labels)[labels]) & (inside == _sizes(truth)[truth]) & (inside > 1)
    return len(np.unique(labels[right]))


def _two_numbers(labels: Labels, kvk: Labels) -> int:
    known = kvk >= 0
    if not known.any():
        return 0
    inside, number = _numbered(labels[known]), _numbered(kvk[known])
    return _pairs(_sizes(inside)) - _pairs(_sizes(_together(inside, number)))
