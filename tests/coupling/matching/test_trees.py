"""Trees answer as if each were walked, question by question."""

import json

import numpy as np
import pytest

from overstap.coupling.matching.trees import Question, Trees
from overstap.coupling.matching.words import Floats

Tree = tuple[list[Question], list[float]]


def grown(depth: int, count: int = 30) -> tuple[list[Tree], Floats]:
    """Trees of so many questions, and pairs to ask them about, many of them right on a parting."""
    dice = np.random.default_rng(depth)
    features = np.asfortranarray(dice.integers(-8, 9, (3000, 9)) / 8, np.float32)
    trees = [
        (
            [(int(dice.integers(9)), int(dice.integers(-8, 9)) / 8) for _ in range(depth)],
            [float(value) for value in dice.normal(size=2**depth)],
        )
        for _ in range(count)
    ]
    return trees, features


def walked(trees: list[Tree], row: list[float]) -> float:
    """The sum of the values that one pair ends at."""
    total = 0.0
    for asked, values in trees:
        place = 0
        for bit, (feature, parting) in enumerate(asked):
            place += 2**bit if row[feature] > parting else 0
        total += values[place]
    return total


@pytest.mark.parametrize("depth", [0, 1, 3, 6, 8])
def test_trees_answer_as_if_they_were_walked(depth: int) -> None:
    trees, features = grown(depth)
    rows = np.arange(0, len(features), 2)
    expected = [1.5 + walked(trees, features[row].tolist()) for row in rows]
    assert Trees(1.5, trees).odds(features, rows) == pytest.approx(expected, abs=1e-9)


def test_trees_of_different_depths_answer_together() -> None:
    _, features = grown(6)
    trees = [tree for depth in (1, 4, 6) for tree in grown(depth, 5)[0]]
    expected = [walked(trees, row.tolist()) for row in features[:200]]
    assert Trees(0.0, trees).odds(features, np.arange(200)) == pytest.approx(expected, abs=1e-9)


def test_more_pairs_than_one_part_holds_are_answered_the_same() -> None:
    trees, features = grown(4)
    once = Trees(0.0, trees).odds(features, np.arange(len(features)))
    rows = np.tile(np.arange(len(features)), 30)
    assert np.array_equal(Trees(0.0, trees).odds(features, rows), np.tile(once, 30))


def test_no_pairs_have_no_answers() -> None:
    trees, features = grown(3)
    assert Trees(0.0, trees).odds(features, np.zeros(0, np.int64)).shape == (0,)


def test_a_value_on_a_parting_is_not_above_it() -> None:
    trees = Trees(0.0, [([(0, 0.5)], [1.0, 2.0])])
    near = np.float32(0.5)
    features = np.asfortranarray([[np.nextafter(near, np.float32(0))], [near], [np.nextafter(near, np.float32(1))]])
    assert trees.odds(features, np.arange(3)).tolist() == [1.0, 1.0, 2.0]


def test_trees_are_read_as_they_are_written() -> None:
    text = '{"bias":0.25,"trees":[{"features":[2,0],"partings":[0.5,-1],"values":[1,2,4,8]}]}'
    features = np.asfortranarray([[0, 0, 1], [-2, 0, 1], [0, 0, 0]], dtype=np.float32)
    assert Trees.read(text).odds(features, np.arange(3)).tolist() == [8.25, 2.25, 4.25]


@pytest.mark.parametrize(
    ("tree", "why"),
    [
        ({"features": [0], "partings": [0.5], "values": [1, 2, 3]}, "not a value per combination"),
        ({"features": [0, 1], "partings": [0.5], "values": [1, 2, 3, 4]}, "shorter"),
        ({"features": list(range(9)), "partings": [0.5] * 9, "values": [0] * 512}, "more than 8 questions"),
    ],
)
def test_it_refuses_what_is_no_such_tree(tree: dict[str, list[float]], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Trees.read(json.dumps({"bias": 0, "trees": [tree]}))
