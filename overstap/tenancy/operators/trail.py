"""The audit log of the whole installation, for operators."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import QuerySet

from overstap.lib.clock import AMSTERDAM
from overstap.tenancy.models import AuditEvent, Person
from overstap.tenancy.operators.access import Operator

PAGE = 50
_LARGEST = 2**63 - 1
_FIRST, _LAST = date(2000, 1, 1), date(2999, 12, 31)


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """Which lines are wanted; what is empty does not matter. ``person`` is an address or part of a name.

    ``environment`` is a slug, or "-" for lines of none. ``first`` and ``last`` are days in Amsterdam, both included.
    """

    person: str = ""
    action: str = ""
    outcome: str = ""
    code: str = ""
    environment: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class TrailLine:
    """A line of the log. ``number`` rises; ``environment`` is a slug, empty where the line belongs to none."""

    number: int
    at: datetime
    environment: str
    name: str
    email: str
    action: str
    outcome: str
    code: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Lines, newest first, and the number to ask older ones with (None: there are none)."""

    lines: list[TrailLine]
    before: int | None


def trail(operator: Operator, wanted: TrailFilter, *, before: int | None = None, limit: int = PAGE) -> TrailPage:
    """A page of the log: lines with a number below ``before``."""
    del operator
    with _whole_log():
        slugs = _slugs()
        found = _found(wanted, slugs)
        if found is None:
            return TrailPage([], None)
        if before is not None:
            found = found.filter(id__lt=min(before, _LARGEST))
        lines = [_line(one, slugs) for one in found.select_related("person").order_by("-id")[: limit + 1]]
    return TrailPage(lines[:limit], lines[limit - 1].number if len(lines) > limit else None)


@contextmanager
def _whole_log() -> Iterator[None]:
    """Lets the queries inside see every line; nobody's others."""
    _set("on")
    yield
    _set("")


def _set(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('overstap.console', %s, true)", [value])


def _slugs() -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, slug FROM overstap_console_names()")
        return dict(cursor.fetchall())


def _found(wanted: TrailFilter, slugs: Mapping[int, str]) -> QuerySet[AuditEvent] | None:
    """The lines wanted; None where there can be none."""
    exact = {"action": wanted.action, "outcome": wanted.outcome, "code": wanted.code}
    if not all(text.isprintable() for text in (*exact.values(), wanted.person, wanted.environment)):
        return None
    found = AuditEvent.objects.filter(**{field: value for field, value in exact.items() if value})
    if wanted.environment == "-":
        found = found.filter(environment=None)
    elif wanted.environment:
        places = [number for number, slug in slugs.items() if slug == wanted.environment]
        found = found.filter(environment_id__in=places)
    if wanted.person:
        found = found.filter(person_id__in=_people(wanted.person))
    if wanted.first:
        found = found.filter(at__gte=_midnight(wanted.first))
    if wanted.last:
        found = found.filter(at__lt=_midnight(_in_reach(wanted.last) + timedelta(days=1)))
    return found


def _people(word: str) -> list[int]:
    """By number: the index on it is of no use in a join."""
    by_address = Person.objects.filter(email__iexact=word)
    found = by_address if "@" in word else Person.objects.filter(name__icontains=word)
    return list(found.values_list("pk", flat=True)[:200])


def _midnight(day: date) -> datetime:
    return datetime.combine(_in_reach(day), time(), AMSTERDAM)


def _in_reach(day: date) -> date:
    """A day that every clock can reckon with."""
    return min(max(day, _FIRST), _LAST)


def _line(one: AuditEvent, slugs: Mapping[int, str]) -> TrailLine:
    name, email = (one.person.name, one.person.email) if one.person else ("", "")
    place = slugs.get(one.environment_id or 0, "")
    return TrailLine(one.pk, one.at, place, name, email, one.action, one.outcome, one.code, one.facts)
