"""Trees answer as LightGBM does, without it."""

import lightgbm
import numpy as np
import pytest

from overstap.coupling.matching.trees import Trees
from overstap.coupling.matching.words import Floats


def grown(leaves: int, rounds: int = 30) -> tuple[lightgbm.Booster, Floats]:
    dice = np.random.default_rng(leaves)
    features = np.asfortranarray(dice.normal(size=(3000, 9)).round(2).astype(np.float32))
    features[:, 4] = dice.integers(-1, 2, 3000)
    answers = (features[:, 0] * features[:, 1] + features[:, 4] > dice.normal(size=3000)).astype(int)
    settings = {"objective": "binary", "num_leaves": leaves, "verbose": -1, "num_threads": 1, "seed": 1}
    return lightgbm.train(settings, lightgbm.Dataset(features, answers), num_boost_round=rounds), features


@pytest.mark.parametrize("leaves", [2, 24, 33, 64])
def test_trees_answer_exactly_as_the_package_that_grew_them(leaves: int) -> None:
    booster, features = grown(leaves)
    rows = np.arange(0, len(features), 2)
    expected = booster.predict(np.ascontiguousarray(features[rows]), raw_score=True)
    assert Trees.read(booster.model_to_string()).odds(features, rows) == pytest.approx(expected, abs=1e-9)


def test_values_on_a_parting_go_the_way_they_went_when_the_tree_grew() -> None:
    booster, features = grown(24)
    nodes = [booster.dump_model()["tree_info"][0]["tree_structure"]]
    partings: list[tuple[int, float]] = []
    while nodes:
        node = nodes.pop()
        if "split_feature" in node:
            if abs(node["threshold"]) > 1e-30:  # that package writes zero as a number beside it
                partings.append((node["split_feature"], node["threshold"]))
            nodes += [node["left_child"], node["right_child"]]
    on_it = np.asfortranarray(np.repeat(features[:1], 3 * len(partings), axis=0))
    for at, (feature, parting) in enumerate(partings):
        near = np.float32(parting)
        on_it[3 * at : 3 * at + 3, feature] = (np.nextafter(near, np.float32(-9)), near, np.nextafter(near, near + 1))
    expected = booster.predict(np.ascontiguousarray(on_it), raw_score=True)
    found = Trees.read(booster.model_to_string()).odds(on_it, np.arange(len(on_it)))
    assert found == pytest.approx(expected, abs=1e-9)


def test_a_tree_that_never_parts_gives_its_one_value() -> None:
    features = np.zeros((10, 1), np.float32)
    settings = {"objective": "regression", "verbose": -1, "min_data_in_leaf": 1}
    booster = lightgbm.train(settings, lightgbm.Dataset(features, np.full(10, 3.0)), num_boost_round=2)
    assert Trees.read(booster.model_to_string()).odds(features, np.arange(10)) == pytest.approx(
        booster.predict(features, raw_score=True)
    )


def test_it_refuses_a_tree_of_more_leaves_than_it_can_hold() -> None:
    with pytest.raises(ValueError, match="64 leaves"):
        Trees.read(grown(80)[0].model_to_string())
