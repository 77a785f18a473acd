"""Every rule and weight that ships, in words: the part of docs/matching.md that follows from the files of weights.

python -m bench.matching.shipped rewrites it; a test compares.
"""

import math
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.matching.table import rewrite
from overstap.coupling.matching import CAREFUL, Settings
from overstap.coupling.matching.levels import LADDERS
from overstap.coupling.matching.odds import shipped

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "matching.md"
_TITLES = {
    "name": "Name", "kvk": "Chamber of Commerce number (KvK)", "vat": "VAT number", "iban": "Bank account (IBAN)",
    "mail": "E-mail", "phone": "Telephone", "place": "Address", "form": "Legal form",
    "books": "Whose cards they are",
}  # fmt: skip
_NUMBER = {
    "different": "both cards have one, and they differ",
    "nearly different": "two characters differ",
    "one typing error": "one character differs, or two stand in each other's place",
    "the same": "equal, and found with one name only",
    "shared by a few": "equal, but found with a few different names",
    "shared by many": "equal, but found with many different names: a group, an accountant, a factoring company",
}
_MEANINGS: dict[str, dict[str, str]] = {
    "name": {
        "unlike": "hardly anything in common",
        "one word shared": "a telling word is shared, and both have other words besides",
        "spelled much alike": "letter by letter nearly the same, but not word by word",
        "one holds the other and a group word": "one has all words of the other, and one such as Holding more",
        "one holds the other": "one has all words of the other, and more",
        "alike but for spelling": "the same words with typing errors",
        "the same words, abbreviated": "the same words, some cut short (aann.bedr. for aannemersbedrijf)",
        "the same, found in several towns": "the same, but a name that several towns have",
        "the same": "the same words, in whatever order",
    },
    **dict.fromkeys(("kvk", "vat", "iban", "phone"), _NUMBER),
    "mail": {**_NUMBER, "nearly different": "another address at the same domain, which is no provider's"},
    "place": {
        "different": "postcode, street or town differ",
        "same town": "the same town, no more",
        "same area": "the same four digits of the postcode",
        "same postcode": "the same postcode, or one typing error in it",
        "same street": "the same street, a house number is absent",
        "same street and number": "the same street and house number, no postcode to compare",
        "the same": "the same postcode and house number, found with one name only",
        "the same, shared by others": "the same postcode and house number, where others have their address too",
    },
    "form": {"different": "B.V. against V.O.F., for example", "the same": "equal"},
    "books": {
        "two administrations": "cards of two administrations",
        "one administration": "both in one administration, which seldom has a party twice",
    },
}


def document() -> str:
    """Thresholds and weights as Markdown."""
    return "\n\n".join([_settings(), *(_ladder(field) for field in LADDERS)])


def _settings() -> str:
    rows = [_setting("default", Settings()), _setting("careful (`CAREFUL`)", CAREFUL)]
    head = "| setting | two cards come together from | two clusters from | a person is asked from |\n|---|---|---|---|"
    return "\n".join([head, *rows])


def _setting(name: str, one: Settings) -> str:
    return f"| {name} | {one.sure_of_pair:.2%} | {one.sure_of_cluster:.2%} | {one.ask_from:.2%} |"


def _ladder(field: str) -> str:
    weights = shipped()
    bits = weights.of(field) / math.log(2)
    lines = [
        f"**{_TITLES[field]}**",
        "",
        "| rule | what the two cards show | weight | among pairs that are one party | among other pairs |",
        "|---|---|---|---|---|",
    ]
    for height, step in enumerate(LADDERS[field]):
        if height or field == "books":
            same, other = (_share(shares[field], height, field) for shares in (weights.same, weights.other))
            meaning = _MEANINGS[field].get(step, step)
            lines.append(f"| `{code(field, step)}` | {meaning} | {bits[height]:+.1f} | {same} | {other} |")
    return "\n".join(lines)


def _share(shares: npt.NDArray[np.float64], height: int, field: str) -> str:
    """Of the pairs that have the field on both sides."""
    first = 0 if field == "books" else 1
    return f"{shares[height] / sum(shares[first:]):.2%}"


def code(field: str, step: str) -> str:
    """The stable code that reasons carry for a step of a ladder."""
    return f"{field}-{step.replace(',', '').replace(' ', '-')}".upper()


if __name__ == "__main__":
    rewrite(DOCUMENT, "weights", document())
