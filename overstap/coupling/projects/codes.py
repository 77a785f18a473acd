"""Codes of administrations inside invoice numbers: year + three digits + five digits (R206, R207)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from overstap.coupling.models import Coupled, Coupling
from overstap.coupling.projects.models import Series

HIGHEST = 99_999
_BARE = re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?P<code>[0-9]{3})(?P<last>[0-9]{5})")
_BETWEEN = re.compile(r"[\s./_\-]")
_CODE = re.compile(r"[0-9]{3}")


@dataclass(frozen=True, slots=True)
class Parts:
    """What an invoice number with a code in it consists of."""

    year: int
    code: str
    last: int

    @property
    def number(self) -> str:
        """The number as it is written."""
        return f"{self.year:04d}{self.code}{self.last:05d}"


def bare(number: str) -> str:
    """A number without what people put between its digits: numbers with the same one are the same."""
    return _BETWEEN.sub("", number).upper()


def parts(number: str) -> Parts | None:
    """Year, code and sequence; None for a number that has no code."""
    found = _BARE.fullmatch(bare(number))
    return Parts(int(found["year"]), found["code"], int(found["last"])) if found else None


def is_code(text: str) -> bool:
    """Whether it is three digits (R205)."""
    return bool(_CODE.fullmatch(text))


def used_codes(coupling: Coupling, besides: Coupled | None = None) -> Mapping[str, str]:
    """The codes that occur in invoice numbers of the environment, each with a number that has it (R208).

    Counts what was numbered here as well as what was brought in. ``besides``: an administration whose own numbers do
    not stand in its way.
    """
    found = Series.objects.filter(environment=coupling.environment_id, last__gt=0).exclude(code="")
    if besides is not None:
        found = found.exclude(coupled=besides)
    rows = found.order_by("code", "year").values_list("year", "code", "last")
    return {code: Parts(year, code, last).number for year, code, last in rows}
