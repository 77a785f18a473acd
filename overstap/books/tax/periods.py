"""The spans over which VAT is filed, by their names: "2025-03", "2025-Q1", "2025"."""

import re
from datetime import date, timedelta

from overstap.books.tax.values import Span, Stretch

_KEY = re.compile(r"(?P<year>[0-9]{4})(-(Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1969, 2100  # the Netherlands have had VAT since 1969
_MONTHS = {Span.MONTH: 1, Span.QUARTER: 3, Span.YEAR: 12}


def stretch(key: str) -> Stretch | None:
    """The span with this name; None where it is none."""
    found = _KEY.fullmatch(key)
    if found is None or not FIRST_YEAR <= int(found["year"]) <= LAST_YEAR:
        return None
    year = int(found["year"])
    if found["quarter"]:
        first = int(found["quarter"]) * 3 - 2
        return Stretch(key, date(year, first, 1), last_day(year, first + 2))
    if found["month"]:
        return Stretch(key, date(year, int(found["month"]), 1), last_day(year, int(found["month"])))
    return Stretch(key, date(year, 1, 1), date(year, 12, 31))


def stretch_of(day: date, span: Span) -> Stretch:
    """The span in which ``day`` falls."""
    months = _MONTHS[span]
    number = (day.month - 1) // months + 1
    key = {Span.MONTH: f"{day.year}-{number:02d}", Span.QUARTER: f"{day.year}-Q{number}", Span.YEAR: f"{day.year}"}
    first = (number - 1) * months + 1
    return Stretch(key[span], date(day.year, first, 1), last_day(day.year, first + months - 1))


def span_of(key: str) -> Span:
    """What kind of span a name is of."""
    return Span.QUARTER if "Q" in key else Span.MONTH if "-" in key else Span.YEAR


def stretches(year: int, span: Span) -> list[Stretch]:
    """The spans of a year, in their order."""
    return [stretch_of(date(year, month, 1), span) for month in range(1, 13, _MONTHS[span])]


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    first_of_next = date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)
    return first_of_next - timedelta(days=1)
