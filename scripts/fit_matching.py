"""Fits what contact matching ships: weights and trees, from made-up cards with the truth beside them.

Usage: .venv-peers/bin/python -m scripts.fit_matching FILE.parquet … ; each file holds the cards' columns, ``admin`` or
``administration``, and ``truth`` (one number per party). Writes to overstap/coupling/matching/weights.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import catboost
import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from overstap.coupling.matching import CAREFUL, Settings, compare, odds, reconsider, settle, weigh
from overstap.coupling.matching.candidates import candidates, most_of
from overstap.coupling.matching.engine import SETTINGS
from overstap.coupling.matching.levels import LADDERS, levels
from overstap.coupling.matching.standardise import Standard, standardise
from overstap.coupling.matching.trees import Trees
from overstap.coupling.matching.words import Floats

FOLDER = Path(weigh.__file__).parent / "weights"
WEIGHTS, PAIRS, CLUSTERS = FOLDER / "weights.json", FOLDER / "pairs.json", FOLDER / "clusters.json"
_MAY_LACK = ("kvk", "vat", "iban", "email", "phone", "postcode", "administration")
_RISING = ("name_least", "name_most", "name_spelling", "kvk", "vat", "iban", "mail", "phone", "form", "vat_type")


@dataclass(frozen=True, slots=True)
class Size:
    """How many trees, questions to each, how far one tree goes, and how finely it tells values apart."""

    trees: int
    questions: int
    step: float
    values: int


OF_PAIRS, OF_CLUSTERS = Size(240, 6, 0.2, 64), Size(600, 8, 0.08, 64)


@dataclass(frozen=True, slots=True)
class Lesson:
    """Cards, their candidate pairs, and which pairs are one party."""

    cards: Standard
    pairs: compare.Compared
    truth: npt.NDArray[np.int64]

    @property
    def fitted(self) -> weigh.Fit:
        """The weights as adapted to these cards."""
        return weigh.fit(self.cards, self.pairs, len(self.pairs.one))

    @property
    def answers(self) -> npt.NDArray[np.bool_]:
        return np.asarray(self.truth[self.pairs.one] == self.truth[self.pairs.other], np.bool_)


def lesson(table: pa.Table) -> Lesson:
    """Cards, compared."""
    connection = duckdb.connect()
    cards = standardise(connection, table)
    one, other = candidates(connection, most_of(cards.size))
    return Lesson(cards, compare.compare(cards, one, other), table["truth"].to_numpy())


def poorer(table: pa.Table, seed: int) -> pa.Table:
    """The same cards without some of their fields, as they come from packages that do not keep those."""
    dice = np.random.default_rng(seed)
    for field in dice.choice(_MAY_LACK, dice.integers(2, 6), replace=False):
        at = table.schema.get_field_index(str(field))
        table = table.set_column(at, str(field), pa.nulls(table.num_rows, pa.string()))
    return table


def read(file: str) -> pa.Table:
    """Cards with truth from a parquet file."""
    table = pq.read_table(file)
    return table.rename_columns(["administration" if name == "admin" else name for name in table.schema.names])


def grow(file: Path, features: Floats, answers: npt.NDArray[np.bool_], slopes: list[int], size: Size) -> None:
    """Small trees into a file.

    A slope of 1 says that more of a feature never makes one party less likely; 0 leaves it open.
    """
    trees = catboost.CatBoost(
        {
            "loss_function": "Logloss", "iterations": size.trees, "depth": size.questions, "learning_rate": size.step,
            "border_count": size.values, "monotone_constraints": slopes, "random_seed": 1,
            "boosting_type": "Plain", "thread_count": 2, "verbose": 0, "allow_writing_files": False,
        }
    )  # fmt: skip
    save(trees.fit(features, answers.astype(int)), file, features[:1000])


def weights_of(lessons: list[Lesson]) -> odds.Weights:
    """The weights of Fellegi and Sunter among candidate pairs."""
    same = {field: np.full(len(steps), 0.5) for field, steps in LADDERS.items()}
    other = {field: np.full(len(steps), 0.5) for field, steps in LADDERS.items()}
    for taught in lessons:
        ladder = levels(taught.pairs)
        for field, counts in odds.counted(ladder, taught.answers.astype(float)).items():
            same[field] += counts
        for field, counts in odds.counted(ladder, (~taught.answers).astype(float)).items():
            other[field] += counts
    answers = np.concatenate([taught.answers for taught in lessons])
    return odds.Weights(
        {field: counts / counts.sum() for field, counts in same.items()},
        {field: counts / counts.sum() for field, counts in other.items()},
        float(answers.mean()),
    )


def grow_pairs(lessons: list[Lesson]) -> None:
    """Trees that tell whether two cards are one party, into PAIRS."""
    slopes = [1 if feature in _RISING else 0 for feature in compare.FEATURES]
    open_to_doubt = [weigh.worth_asking(taught.pairs, taught.fitted) for taught in lessons]
    features = [taught.pairs.features[rows] for taught, rows in zip(lessons, open_to_doubt, strict=True)]
    answers = [taught.answers[rows] for taught, rows in zip(lessons, open_to_doubt, strict=True)]
    grow(PAIRS, np.concatenate(features), np.concatenate(answers), slopes, OF_PAIRS)


def grow_clusters(lessons: list[Lesson]) -> None:
    """Trees that tell whether two clusters are one party, from clusters as the trees in FOLDER make them."""
    taught = [one for lesson in lessons for settings in (SETTINGS, CAREFUL) for one in of_clusters(lesson, settings)]
    features, answers = zip(*taught, strict=True)
    grow(CLUSTERS, np.concatenate(features), np.concatenate(answers), [0] * len(reconsider.FEATURES), OF_CLUSTERS)


def of_clusters(taught: Lesson, settings: Settings) -> Iterator[tuple[Floats, npt.NDArray[np.bool_]]]:
    """Features and answers of the pairs of clusters that every round looks at; one round where no trees are there."""
    case = settle.Case(taught.cards, taught.fitted, settings)
    chance = settle.chances(case, taught.pairs)
    labels = settle.numbered(settle.first_round(case, taught.pairs, chance))
    for _ in range(settle.ROUNDS):
        found = reconsider.reconsider(taught.cards, taught.pairs, chance, labels)
        truth = _of_most(labels, taught.truth)
        yield found.features, np.asarray(truth[found.one] == truth[found.other], np.bool_)
        if not CLUSTERS.exists():
            return
        labels = settle.numbered(settle.next_round(case, taught.pairs, chance, labels).labels)


def _of_most(labels: npt.NDArray[np.int64], truth: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The party that most cards of each cluster are of."""
    width = int(truth.max()) + 1
    keys, counts = np.unique(labels * width + truth, return_counts=True)
    most = np.zeros(int(labels.max()) + 1, np.int64)
    order = np.argsort(counts, kind="stable")
    most[keys[order] // width] = keys[order] % width
    return most


def lessons_of(files: list[str]) -> list[Lesson]:
    """The cards of these files, and every third file once more without some fields."""
    tables = [read(file) for file in files]
    return [lesson(table) for table in [*tables, *(poorer(table, seed) for seed, table in enumerate(tables[::3]))]]


def save(grown: catboost.CatBoost, file: Path, example: Floats) -> None:
    """What asking the trees takes. Raises RuntimeError where they then answer otherwise than as they grew."""
    with tempfile.NamedTemporaryFile(suffix=".json") as written:
        grown.save_model(written.name, format="json")
        said = json.load(written)
    scale, (bias,) = said["scale_and_bias"]
    told = [_told(tree, scale) for tree in said["oblivious_trees"]]
    file.write_text(
        json.dumps({"bias": round(bias, 6), "trees": told}, separators=(",", ":")).replace("},", "},\n") + "\n"
    )
    weigh.trees.cache_clear()
    expected = grown.predict(example, prediction_type="RawFormulaVal")
    found = Trees.read(file.read_text()).odds(np.asfortranarray(example), np.arange(len(example)))
    if np.abs(found - expected).max() > 0.01:
        raise RuntimeError(f"{file.name} answers otherwise than the trees that grew")


def _told(tree: dict[str, Any], scale: float) -> dict[str, list[Any]]:
    """One tree as Trees reads it."""
    splits = tree["splits"] or []
    return {
        "features": [split["float_feature_index"] for split in splits],
        "partings": [split["border"] for split in splits],
        "values": [round(scale * value, 6) for value in tree["leaf_values"]],
    }


def main(files: list[str]) -> None:
    """Fits and writes everything: every other file teaches pairs, all of them clusters.

    Clusters are learned twice: from what pairs alone bring together, and from all rounds with the trees of that.
    """
    for file in (PAIRS, CLUSTERS):
        file.unlink(missing_ok=True)
    lessons = lessons_of(files[::2])
    WEIGHTS.write_text(json.dumps(weights_of(lessons).as_dict(), indent=1) + "\n")
    odds.shipped.cache_clear()
    grow_pairs(lessons)
    lessons += lessons_of(files[1::2])
    for _ in range(2):
        grow_clusters(lessons)


if __name__ == "__main__":
    main(sys.argv[1:])
