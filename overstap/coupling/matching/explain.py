"""Every decision in plain words: which rules spoke, and how loudly."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from overstap.coupling.matching.compare import Compared
from overstap.coupling.matching.levels import LADDERS, Levels, levels
from overstap.coupling.matching.odds import Weights
from overstap.coupling.matching.standardise import Ints
from overstap.coupling.matching.values import Reason

_FIELDS = {
    "name": "name", "kvk": "Chamber of Commerce number", "vat": "VAT number", "iban": "bank account", "mail": "e-mail",
    "phone": "telephone", "place": "address", "form": "legal form", "books": "administration",
}  # fmt: skip


def reasons(pairs: Compared, rows: Ints, weights: Weights) -> list[tuple[Reason, ...]]:
    """Per chosen row of ``pairs`` its reasons, the loudest first."""
    chosen = pairs.only(rows)
    ladder = levels(chosen)
    weight = {field: weights.of(field) / np.log(2) for field in LADDERS}
    special = _special(chosen)
    return [
        tuple(sorted((*_steps(ladder, weight, at), *(reason for where, reason in special if where[at])), key=_loudness))
        for at in range(len(rows))
    ]


def _loudness(reason: Reason) -> float:
    return -abs(reason.weight)


def _steps(ladder: dict[str, Levels], weight: dict[str, npt.NDArray[np.float64]], at: int) -> Iterable[Reason]:
    for field, steps in LADDERS.items():
        level = int(ladder[field][at])
        if level:
            code = f"{field}-{steps[level].replace(',', '').replace(' ', '-')}".upper()
            yield Reason(code, f"{_FIELDS[field]}: {steps[level]}", round(float(weight[field][level]), 1))


def _special(pairs: Compared) -> list[tuple[npt.NDArray[np.bool_], Reason]]:
    """Findings that a person should see whatever the weights say."""
    number = pairs["kvk"] < 0
    one_digit = pairs["kvk"] == 0.5
    branch = (pairs["kvk"] == 1) & (pairs["postcode"] == -1) & (pairs["city"] == -1)
    return [
        (number, Reason("KVK-DIFFERS", "different Chamber of Commerce numbers: never one party by itself", -99.0)),
        (one_digit, Reason("KVK-ONE-DIGIT", "Chamber of Commerce numbers differ by one typing error", 0.0)),
        (pairs["vat_type"] == -1, Reason("VAT-TYPE-DIFFERS", "one VAT number is a sole proprietor's, one is not", 0.0)),
        (branch, Reason("BRANCH", "same company, other place: perhaps a branch, to be kept separate", 0.0)),
        (pairs["name_same"] == 0, Reason("NAMELESS", "a card names nobody in particular", 0.0)),
    ]
