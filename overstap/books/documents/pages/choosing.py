"""Which pages somebody chose, as they typed it: ``1-3, 5; 4; 9-6``."""

import re

from django.utils.translation import gettext as _

from overstap.books.documents.pages.cutting import MOST_PARTS
from overstap.lib.errors import Refused

MOST_PAGES = 5_000  # in one part: a page may be chosen more than once
_RANGE = re.compile(r"\s*(\d{1,5})\s*(?:[-–]\s*(\d{0,5})\s*)?")


class PagesUnclear(Refused):
    """What was typed does not say which pages are meant."""

    code = "PAGES-UNCLEAR"


def parts(text: str, count: int) -> list[tuple[int, ...]]:
    """The parts between semicolons or on lines of their own, each the pages in the order in which they were typed.

    "3-" is from page 3 to the last of ``count``; "9-7" is backwards. Raises PagesUnclear, also for a page beyond
    ``count``.
    """
    found = [one for one in re.split(r"[;\n]", text) if one.strip()]
    if not 0 < len(found) <= MOST_PARTS:
        raise _unclear(text)
    return [_pages(one, count) for one in found]


def one_by_one(count: int) -> list[tuple[int, ...]]:
    """Each page by itself."""
    return [(number,) for number in range(1, count + 1)]


def _pages(text: str, count: int) -> tuple[int, ...]:
    chosen: list[int] = []
    for piece in text.split(","):
        matched = _RANGE.fullmatch(piece)
        if matched is None:
            raise _unclear(piece)
        chosen += _range(matched, count, piece)
        if len(chosen) > MOST_PAGES:
            raise _unclear(text)
    return tuple(chosen)


def _range(matched: re.Match[str], count: int, piece: str) -> list[int]:
    first = int(matched[1])
    last = first if matched[2] is None else int(matched[2] or count)
    if not (1 <= first <= count and 1 <= last <= count):
        raise PagesUnclear(
            _("There is no page “%(text)s”.") % {"text": piece.strip()},
            code="PAGES-BEYOND",
            remedy=_("The document has %(count)d pages.") % {"count": count},
        )
    step = 1 if last >= first else -1
    return list(range(first, last + step, step))


def _unclear(text: str) -> PagesUnclear:
    return PagesUnclear(
        _("“%(text)s” does not say which pages.") % {"text": text.strip()[:60]},
        remedy=_("Write pages and ranges with commas, and a semicolon between the parts: 1-2; 3, 5; 6-."),
    )
