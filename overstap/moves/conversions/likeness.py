"""How alike names and codes are. Pure."""

import re
from collections.abc import Collection
from difflib import SequenceMatcher

_WORDS = re.compile(r"\w+")


def plain(name: str) -> str:
    """A name as it is compared: its words in small letters."""
    return " ".join(_WORDS.findall(name.casefold()))


def alike(first: str, second: str, least: float) -> float:
    """How alike two plain names are, 0 to 1; 0 where it is below ``least``. The order of words does not matter."""
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    ordered = (" ".join(sorted(first.split())), " ".join(sorted(second.split())))
    found = max(_ratio(first, second, least), _ratio(*ordered, least))
    return found if found >= least else 0.0


def free_code(wanted: str, taken: Collection[str]) -> str:
    """``wanted``, or the next number of that width, or else with a number behind it, that is not ``taken``."""
    if wanted not in taken:
        return wanted
    if wanted.isascii() and wanted.isdecimal():
        for number in range(int(wanted) + 1, 10 ** len(wanted)):
            if (code := f"{number:0{len(wanted)}d}") not in taken:
                return code
    return next(code for number in range(2, len(taken) + 3) if (code := f"{wanted}-{number}") not in taken)


def _ratio(first: str, second: str, least: float) -> float:
    """The two quick bounds come first: of most pairs they say all that has to be known."""
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    return matcher.ratio()
