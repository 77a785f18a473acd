"""Small symmetric trees, asked for many pairs at once.

All splits of one depth of such a tree are the same question, so a tree of six questions is a table of 64 values, and
the answers are its address: no tree is walked, and no package is needed where trees are only asked. They are grown by
CatBoost (Prokhorenkova and others, 2018), which calls them oblivious; see scripts/fit_matching.py.
"""

import json
from typing import Self

import numpy as np
import numpy.typing as npt

from overstap.coupling.matching.parallel import in_parts
from overstap.coupling.matching.standardise import Ints
from overstap.coupling.matching.words import Floats

Numbers = npt.NDArray[np.float64]
Answers = npt.NDArray[np.uint8]
# A question: is the value of this feature above this parting?
Question = tuple[int, float]

_DEEPEST = 8  # questions to one tree: their answers have to fit one byte
_PART = 65536  # pairs at a time: what is worked on stays near the processor


class Trees:
    """The sum of trees. ``trees``: per tree its questions, and a value per combination of answers.

    The first question counts 1 in the place of a value, the second 2, the third 4, and so on.
    """

    def __init__(self, bias: float, trees: list[tuple[list[Question], list[float]]]) -> None:
        if any(len(asked) > _DEEPEST or len(values) != 2 ** len(asked) for asked, values in trees):
            raise ValueError(f"a tree has more than {_DEEPEST} questions or not a value per combination of answers")
        self._bias = bias
        self._values = [np.array(values, np.float64) for _, values in trees]
        self._questions = sorted({question for asked, _ in trees for question in asked})
        number = {question: at for at, question in enumerate(self._questions)}
        self._asked = [[number[question] for question in asked] for asked, _ in trees]

    @classmethod
    def read(cls, text: str) -> Self:
        """Trees as ``scripts/fit_matching.py`` writes them.

        JSON: ``bias``, and ``trees`` with ``features``, ``partings`` and ``values`` each. Raises ValueError where a
        tree is none of these.
        """
        said = json.loads(text)
        return cls(
            float(said["bias"]),
            [(list(zip(one["features"], one["partings"], strict=True)), one["values"]) for one in said["trees"]],
        )

    def odds(self, features: Floats, rows: Ints) -> Numbers:
        """The log odds of some rows of ``features``, shape (pairs, features)."""
        found = np.zeros(len(rows))

        def ask(start: int, end: int) -> None:
            found[start:end] = self._odds(features, rows[start:end])

        in_parts(ask, len(rows), _PART)
        return found

    def _odds(self, features: Floats, rows: Ints) -> Numbers:
        answers = self._answers(features, rows)
        total, value = np.full(len(rows), self._bias), np.empty(len(rows))
        place, byte = np.empty(len(rows), np.int64), np.empty(len(rows), np.uint8)
        for asked, values in zip(self._asked, self._values, strict=True):
            byte.fill(0)
            for at in reversed(asked):
                byte += byte
                byte |= answers[at]
            place[:] = byte
            np.take(values, place, out=value, mode="clip")
            total += value
        return total

    def _answers(self, features: Floats, rows: Ints) -> list[Answers]:
        """Per question 1 where a row's value is above the parting, else 0."""
        columns: dict[int, Floats] = {}
        answers = []
        for feature, parting in self._questions:
            if feature not in columns:
                columns = {feature: features[rows, feature]}
            answers.append((columns[feature] > np.float32(parting)).view(np.uint8))
        return answers
