"""What a query string asks for, made safe: what makes no sense gives the usual answer and a sentence about it."""

from collections.abc import Collection, Mapping
from datetime import date

from django.utils.translation import gettext as _

_LONGEST = 500  # characters of a code or a search
_MOST_DIGITS = 18  # more do not fit a number of the database


class Asked:
    """The wishes in a query string. ``complaints`` says what was not understood, for the page."""

    def __init__(self, query: Mapping[str, str]) -> None:
        self._query = query
        self.complaints: list[str] = []

    def text(self, name: str) -> str:
        """A code or a search; empty where it is absent or nothing that books can hold."""
        text = self._query.get(name, "")
        if "\0" in text or len(text) > _LONGEST:
            self.complaints.append(_("That code or search text cannot exist here."))
            return ""
        return text

    def choice(self, name: str, allowed: Collection[str], usual: str) -> str:
        """One of ``allowed``."""
        text = self._query.get(name, usual)
        return text if text in allowed else usual

    def year(self, known: Collection[int]) -> int | None:
        """A book year: the newest one unless another is asked for; None where there is none."""
        newest = max(known, default=None)
        text = self._query.get("year", "")
        if not text or newest is None:
            return newest
        if (year := _number(text)) in known:
            return year
        self.complaints.append(
            _("There is no book year %(asked)s here; this is %(newest)s.") % {"asked": text[:20], "newest": newest}
        )
        return newest

    def period(self, name: str, known: Collection[int]) -> int | None:
        """A period of the year; None where none is asked for."""
        text = self._query.get(name, "")
        if not text:
            return None
        if (number := _number(text)) in known:
            return number
        self.complaints.append(_("There is no period %(asked)s in this year.") % {"asked": text[:20]})
        return None

    def day(self, name: str) -> date | None:
        """A date as 2025-12-31; None where none is asked for."""
        text = self._query.get(name, "")
        if not text:
            return None
        if (day := _day(text)) is None:
            self.complaints.append(_("%(asked)s is not a date.") % {"asked": text[:20]})
        return day

    def number(self, name: str) -> int | None:
        """A number of a place in a list."""
        text = self._query.get(name, "")
        number = _number(text)
        if text and number is None:
            self._lost()
        return number

    def place(self) -> tuple[date, int, int] | None:
        """The place where a page of lines ended: date, entry and position, as ``place_text`` writes it."""
        text = self._query.get("after", "")
        if not text:
            return None
        parts = text.split("_")
        day, seq, position = _day(parts[0]), _number("".join(parts[1:2])), _number("".join(parts[2:]))
        if day is None or seq is None or position is None:
            self._lost()
            return None
        return day, seq, position

    def _lost(self) -> None:
        self.complaints.append(_("That place in the list was not found; this is the beginning."))


def place_text(day: date, seq: int, position: int) -> str:
    """A place in a list of lines, for an address."""
    return f"{day.isoformat()}_{seq}_{position}"


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2025-12-31") else None
    except ValueError:
        return None
