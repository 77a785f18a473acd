"""Matching at Twinfield: which lines settle each other.

Source: a recorded answer (php-twinfield, single-matchset): sets of lines, each with its daybook, number and line. Lines
of customers are matched under 170, those of suppliers under 270.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from overstap.connectors.twinfield import browses, sending, xml
from overstap.connectors.twinfield.browses import LINE
from overstap.connectors.twinfield.desk import Desk, amount
from overstap.connectors.values import Became, Kind, Written
from overstap.lib.money import ZERO

_CODES = {"DEB": "170", "CRD": "270"}
_BROWSES = {"DEB": browses.CUSTOMERS, "CRD": browses.SUPPLIERS}
Place = tuple[str, str, str]  # daybook, number, line


@dataclass(frozen=True, slots=True)
class Part:
    """A line that, with others of the same relation and key, comes to nothing. ``value`` in its own currency."""

    relation: str
    key: str
    on: date
    place: Place
    value: Decimal


@dataclass(frozen=True, slots=True)
class _Open:
    """A line that is open at Twinfield."""

    kind: str
    relation: str
    invoice: str
    open: Decimal


class Matching:
    """What was settled among the lines of one writing, and what is open after that."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._sets: dict[tuple[str, str], list[Part]] = defaultdict(list)
        self._years: set[int] = set()

    def take(self, year: int, parts: Iterable[Part]) -> None:
        """Keep lines of an entry of ``year`` until all of their sets were written."""
        self._years.add(year)
        for part in parts:
            self._sets[part.relation, part.key].append(part)

    def done(self) -> Iterator[Written]:
        """Match the sets that are open; tells only of what Twinfield refuses."""
        sets, self._sets = self._sets, defaultdict(list)
        whole = [balanced(parts) for parts in sets.values() if len(parts) > 1]
        if not any(whole):
            return
        ready = [parts for parts in whole if parts and all(part.place in self._open for part in parts)]
        for at in range(0, len(ready), sending.PORTION):
            yield from self._sent(ready[at : at + sending.PORTION])
        if ready:
            self.__dict__.pop("_open", None)

    def is_open(self, relation: str, invoice: str, value: Decimal) -> bool:
        """Whether so much of an invoice is open at Twinfield, in the currency of the books."""
        left = (one.open for one in self._open.values() if (one.relation, one.invoice) == (relation, invoice))
        return value in (told := list(left)) or sum(told, ZERO) == value

    @cached_property
    def _open(self) -> dict[Place, _Open]:
        found = {}
        for year in sorted(self._years) or self._desk.years:
            for kind, code in _BROWSES.items():
                for row in browses.items(self._desk, code, year):
                    left = amount(row.cells.get(LINE + "openbasevaluesigned", ""))
                    if left:
                        cells = row.cells
                        held = _Open(kind, cells.get(LINE + "dim2", ""), cells.get(LINE + "invnumber", ""), left)
                        found[row.code, row.number, row.line] = held
        return found

    def _sent(self, sets: list[list[Part]]) -> Iterator[Written]:
        """One portion. Matching what is matched already is refused by Twinfield, and harms nothing."""
        elements = [self._set(parts) for parts in sets]
        outcomes = sending.surely(lambda: sending.sent(self._desk, "match", elements), lambda: None)
        for parts, outcome in zip(sets, outcomes, strict=True):
            if not outcome.accepted:
                key = f"{parts[0].relation} {parts[0].key}"
                finding = sending.refusal(f"match {key}", outcome.said)
                yield Written(Kind.OPEN_ITEMS, key, Became.REFUSED, finding=finding)

    def _set(self, parts: list[Part]) -> xml.Element:
        kind = self._open[parts[0].place].kind
        lines = [_line(part) for part in parts]
        return xml.make(
            "set",
            xml.make("matchcode", text=_CODES[kind]),
            xml.make("office", text=self._desk.code),
            xml.make("matchdate", text=f"{max(part.on for part in parts):%Y%m%d}"),
            xml.make("lines", *lines),
        )


def balanced(parts: list[Part]) -> list[Part]:
    """Lines that come to nothing; else the largest was settled in part. Empty where that cannot be either."""
    off = sum((part.value for part in parts), ZERO)
    if off == 0:
        return parts
    largest = max(parts, key=lambda part: part.value if off > 0 else -part.value)
    left = largest.value - off
    if left == 0 or (left > 0) != (largest.value > 0):
        return []
    return [replace(part, value=left) if part is largest else part for part in parts]


def _line(part: Part) -> xml.Element:
    code, number, line = part.place
    told = {"transcode": code, "transnumber": number, "transline": line, "matchvalue": part.value}
    return xml.make("line", *xml.leaves(told))
