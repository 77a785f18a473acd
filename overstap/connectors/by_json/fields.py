"""Fields of JSON records, read with suspicion: what is not what it should be is told, and never guessed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TypeVar

from overstap.connectors.port import PackageRefused
from overstap.lib.findings import Finding, Severity
from overstap.lib.money import CENT
from overstap.lib.sentences import Sentence, sentence

T = TypeVar("T")
Row = Mapping[str, object]

_MOST = Decimal(10) ** 16
_LONGEST = 10_000
_CORRECT = sentence("Correct it in the package, and read again.")


class Unreadable(PackageRefused):
    """A field does not hold what it should; ``told`` says so to a person."""

    code = "PACKAGE-UNREADABLE"

    def __init__(self, told: Sentence) -> None:
        super().__init__(told, remedy=_CORRECT)
        self.told = told


def text(row: Row, name: str) -> str:
    """A text, without spaces around it; empty where there is none. Numbers become text (codes often are)."""
    found = row.get(name)
    if found is None:
        return ""
    if isinstance(found, bool) or not isinstance(found, str | int | Decimal):
        raise Unreadable(sentence("The field %(name)s holds no text.", name=name))
    made = str(found).replace("\0", "").strip()
    if len(made) > _LONGEST:
        raise Unreadable(sentence("The field %(name)s is too long.", name=name))
    return made


def code(row: Row, name: str) -> str:
    """A text that has to be there."""
    found = text(row, name)
    if not found:
        raise Unreadable(sentence("The field %(name)s is empty.", name=name))
    return found


def whole(row: Row, name: str) -> int:
    """A whole number; absent is 0."""
    found = row.get(name)
    if found is None or found == "":
        return 0
    try:
        made = Decimal(str(found))
    except InvalidOperation:
        made = Decimal("NaN")
    if isinstance(found, bool) or not made.is_finite() or made != made.to_integral_value() or abs(made) >= 10**12:
        raise Unreadable(sentence("The field %(name)s holds no whole number.", name=name))
    return int(made)


def number(row: Row, name: str) -> Decimal:
    """A number of any precision; absent is 0."""
    found = row.get(name)
    if found is None or found == "":
        return Decimal(0)
    try:
        made = Decimal(str(found))
    except InvalidOperation:
        made = Decimal("NaN")
    if isinstance(found, bool) or not made.is_finite() or abs(made) >= _MOST:
        raise Unreadable(sentence("The field %(name)s holds no amount.", name=name))
    return made


def amount(row: Row, name: str) -> Decimal:
    """An amount with two decimals: packages calculate with more than they mean."""
    return number(row, name).quantize(CENT)


def day(row: Row, name: str) -> date | None:
    """A date in ISO 8601, with or without a time that is ignored; None where there is none."""
    found = text(row, name)
    if not found:
        return None
    try:
        return _iso_day(found[:10])
    except ValueError as error:
        raise Unreadable(sentence("The field %(name)s holds no date.", name=name)) from error


def dutch_day(row: Row, name: str) -> date | None:
    """A date as day-month-year, or in ISO 8601; None where there is none."""
    found = text(row, name)
    if "-" not in found[:3]:
        return day(row, name)
    try:
        return _dutch_day(found.split(" ")[0])
    except ValueError as error:
        raise Unreadable(sentence("The field %(name)s holds no date.", name=name)) from error


# Books have few days and many lines.
@lru_cache(maxsize=4096)
def _iso_day(found: str) -> date:
    return date.fromisoformat(found)


@lru_cache(maxsize=4096)
def _dutch_day(found: str) -> date:
    return datetime.strptime(found, "%d-%m-%Y").date()  # noqa: DTZ007 - a day has no zone


def must(found: T | None, name: str) -> T:
    """``found``, which has to be there."""
    if found is None:
        raise Unreadable(sentence("The field %(name)s is empty.", name=name))
    return found


def yes(row: Row, name: str) -> bool:
    """Whether a field says yes, in the ways in which packages do."""
    found = row.get(name)
    return found is True or str(found).strip().lower() in ("true", "j", "ja", "y", "yes", "1")


def rest(row: Row, *taken: str) -> dict[str, object]:
    """The fields that have no place of their own, as text; empty ones are not kept."""
    others = {name: one for name, one in row.items() if name not in taken and one not in (None, "", False)}
    return {name: str(one) for name, one in others.items() if isinstance(one, str | int | Decimal)}


def each(rows: Iterable[Row], make: Callable[[Row], T], place: str) -> Iterator[T | Finding]:
    """``make`` of every row, or a Finding for one that is unreadable."""
    for nr, row in enumerate(rows, 1):
        try:
            yield make(row)
        except Unreadable as error:
            yield unreadable(f"{place} {nr}", error)


def unreadable(place: str, error: Unreadable) -> Finding:
    """The finding for a record that is not taken over."""
    return Finding("PACKAGE-UNREADABLE", Severity.ERROR, place, error.told, _CORRECT)


def rows_of(found: object) -> list[Row]:
    """The records in a JSON list. Raises Unreadable for anything else."""
    if isinstance(found, list) and all(isinstance(one, dict) for one in found):
        return found
    raise Unreadable(sentence("The package does not answer with a list of records."))
