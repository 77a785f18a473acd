"""Fits what contact matching ships: weights and trees, from made-up cards with the truth beside them.

Usage: python scripts/fit_matching.py FILE.parquet … ; each file holds the cards' columns, ``admin`` or
``administration``, and ``truth`` (one number per party). Writes to overstap/coupling/matching/weights.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import lightgbm
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from overstap.coupling.matching import CAREFUL, Settings, compare, odds, reconsider, settle, weigh
from overstap.coupling.matching.candidates import candidates, most_of
from overstap.coupling.matching.engine import SETTINGS
from overstap.coupling.matching.levels import LADDERS, levels
from overstap.coupling.matching.standardise import Standard, standardise
from overstap.coupling.matching.words import Floats

FOLDER = Path(weigh.__file__).parent / "weights"
WEIGHTS, PAIRS, CLUSTERS = FOLDER / "weights.json", FOLDER / "pairs.txt", FOLDER / "clusters.txt"
_MAY_LACK = ("kvk", "vat", "iban", "email", "phone", "postcode", "administration")
_RISING = ("name_least", "name_most", "name_spelling", "kvk", "vat", "iban", "mail", "phone", "form", "vat_type")


@dataclass(frozen=True, slots=True)
class Size:
    """How many trees, leaves at most of each, how far one tree goes, and how finely it tells values apart."""

    trees: int
    leaves: int
    step: float
    values: int


# Of pairs there are very many: what asking them takes counts. Of clusters there are few.
OF_PAIRS, OF_CLUSTERS = Size(160, 24, 0.1, 127), Size(500, 56, 0.05, 255)


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


def grown(
    features: npt.NDArray[np.float32], answers: npt.NDArray[np.bool_], slopes: list[int], size: Size
) -> lightgbm.Booster:
    """Small trees; a slope of 1 says that more of a feature never makes one party less likely; 0 leaves it open."""
    settings = {
        "objective": "binary", "num_leaves": size.leaves, "learning_rate": size.step, "min_child_samples": 40,
        "subsample": 0.8, "subsample_freq": 1, "colsample_bytree": 0.7, "monotone_constraints": slopes,
        "num_threads": 2, "verbose": -1, "seed": 1, "deterministic": True, "force_row_wise": True, "lambda_l2": 2.0,
        "max_bin": size.values,
    }  # fmt: skip
    return lightgbm.train(settings, lightgbm.Dataset(features, answers.astype(int)), num_boost_round=size.trees)


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


def pair_trees(lessons: list[Lesson]) -> lightgbm.Booster:
    """Trees that tell whether two cards are one party."""
    slopes = [1 if feature in _RISING else 0 for feature in compare.FEATURES]
    open_to_doubt = [weigh.worth_asking(taught.pairs, taught.fitted) for taught in lessons]
    features = [taught.pairs.features[rows] for taught, rows in zip(lessons, open_to_doubt, strict=True)]
    answers = [taught.answers[rows] for taught, rows in zip(lessons, open_to_doubt, strict=True)]
    return grown(np.concatenate(features), np.concatenate(answers), slopes, OF_PAIRS)


def cluster_trees(lessons: list[Lesson]) -> lightgbm.Booster:
    """Trees that tell whether two clusters are one party, from clusters as the trees in FOLDER make them."""
    taught = [one for lesson in lessons for settings in (SETTINGS, CAREFUL) for one in of_clusters(lesson, settings)]
    features, answers = zip(*taught, strict=True)
    return grown(np.concatenate(features), np.concatenate(answers), [0] * len(reconsider.FEATURES), OF_CLUSTERS)


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


def save(trees: lightgbm.Booster, file: Path) -> None:
    """What asking the trees takes; how they came about is left out."""
    told = ("Tree=", "num_leaves=", "num_cat=", "split_feature=", "threshold=", "left_child=", "right_child=", "leaf_v")
    blocks = trees.model_to_string().split("\n\n")
    parts = ["\n".join(line for line in block.splitlines() if line.startswith(told)) for block in blocks]
    file.write_text("tree\n\n" + "\n\n".join(part for part in parts if part.startswith("Tree=")) + "\n")
    weigh.trees.cache_clear()


def main(files: list[str]) -> None:
    """Fits and writes everything: every other file teaches pairs, all of them clusters.

    Clusters are learned twice: from what pairs alone bring together, and from all rounds with the trees of that.
    """
    for file in (PAIRS, CLUSTERS):
        file.unlink(missing_ok=True)
    lessons = lessons_of(files[::2])
    WEIGHTS.write_text(json.dumps(weights_of(lessons).as_dict(), indent=1) + "\n")
    odds.shipped.cache_clear()
    save(pair_trees(lessons), PAIRS)
    lessons += lessons_of(files[1::2])
    for _ in range(2):
        save(cluster_trees(lessons), CLUSTERS)


if __name__ == "__main__":
    main(sys.argv[1:])
