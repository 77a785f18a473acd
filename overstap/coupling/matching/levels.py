"""Each field of a pair on a short ladder of levels, from unknown to rare agreement: what the weights speak of."""

import numpy as np
import numpy.typing as npt

from overstap.coupling.matching.compare import Compared

Levels = npt.NDArray[np.int8]

NAME = (
    "unknown", "unlike", "one word shared", "spelled much alike", "one holds the other and a group word",
    "one holds the other", "alike but for spelling", "the same words, abbreviated", "the same, found in several towns",
    "the same",
)  # fmt: skip
NUMBER = (
    "unknown",
    "different",
    "nearly different",
    "one typing error",
    "the same",
    "shared by a few",
    "shared by many",
)
PLACE = (
    "unknown", "different", "same town", "same area", "same postcode", "same street", "same street and number",
    "the same", "the same, shared by others",
)  # fmt: skip
FORM = ("unknown", "different", "the same")
BOOKS = ("two administrations", "one administration")

LADDERS: dict[str, tuple[str, ...]] = {
    "name": NAME, "kvk": NUMBER, "vat": NUMBER, "iban": NUMBER, "mail": NUMBER, "phone": NUMBER, "place": PLACE,
    "form": FORM, "books": BOOKS,
}  # fmt: skip


def levels(pairs: Compared) -> dict[str, Levels]:
    """The level of every pair on every ladder; 0 says unknown."""
    found = {field: _number(pairs, field) for field in ("kvk", "vat", "iban", "phone")}
    mail = _number(pairs, "mail")
    mail[(pairs["mail"] < 1) & (pairs["domain"] == 1)] = 2
    return {
        "name": _name(pairs), **found, "mail": mail, "place": _place(pairs),
        "form": _ladder(pairs, (pairs["form"] == -1, pairs["form"] == 1)),
        "books": _ladder(pairs, (pairs["same_administration"] == 1,)),
    }  # fmt: skip


def _ladder(pairs: Compared, steps: tuple[npt.NDArray[np.bool_], ...], first: int = 1) -> Levels:
    level = np.zeros(len(pairs.one), np.int8)
    for height, reached in enumerate(steps, first):
        level[reached] = height
    return level


def _number(pairs: Compared, field: str) -> Levels:
    value, names = pairs[field], pairs[f"{field}_names"]
    return _ladder(
        pairs,
        (
            value == -1,
            value == -0.5,
            value == 0.5,
            value == 1,
            (value == 1) & (names >= 1.0),
            (value == 1) & (names >= 1.7),
        ),
    )


def _name(pairs: Compared) -> Levels:
    most, least, both = pairs["name_most"], pairs["name_least"], pairs["name_left_least"] > 0
    known, group = pairs["name_same"] != 0, pairs["name_group"] > 0
    same = pairs["name_same"] == 1
    return _ladder(
        pairs,
        (
            known, known & (most >= 0.5) & both, known & (pairs["name_spelling"] >= 0.93),
            (most >= 0.95) & ~both & group,
            (most >= 0.95) & ~both & ~group, known & (least >= 0.85) & ~both, known & (least >= 0.97),
            same & (pairs["name_towns"] > 1), same & (pairs["name_towns"] <= 1),
        ),
    )  # fmt: skip


def _place(pairs: Compared) -> Levels:
    street, number = pairs["street"] >= 0.5, pairs["number"]
    whole = (pairs["postcode"] == 1) & (number == 1)
    differs = (pairs["postcode"] == -1) | (pairs["street"] == -1) | (pairs["city"] == -1)
    return _ladder(
        pairs,
        (
            differs, pairs["city"] == 1, pairs["area"] == 1, pairs["postcode"] >= 0.5, street & (number != -1),
            street & (number == 1), whole, whole & (pairs["address_names"] >= 1.0),
        ),
    )  # fmt: skip
