"""In which steps a side is read: each is one transaction, so that a process that dies loses one step at most."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from overstap.connectors.values import Kind, Wanted

FIRST = (
    Kind.COMPANY, Kind.PERIODS, Kind.ACCOUNTS, Kind.VAT_CODES, Kind.DIMENSIONS, Kind.PAYMENT_CONDITIONS, Kind.JOURNALS,
    Kind.RELATIONS,
)  # fmt: skip
LATER = (Kind.OPEN_ITEMS, Kind.ASSETS)
LAST = (Kind.DOCUMENTS,)


@dataclass(frozen=True, slots=True)
class Step:
    """One reading: its name, which is kept when it is done, and what is asked for."""

    name: str
    wanted: Wanted


def steps(kinds: Sequence[Kind], years: Sequence[int], *, every_opening: bool) -> Iterator[Step]:
    """All readings of ``kinds``, in order. ``years``: the book years of the history; none are known: all at once.

    ``every_opening``: that of each year, not of the first alone, for a target that keeps them.
    """
    yield from _group("master", kinds, FIRST, ())
    yield from _openings(kinds, years, every_opening=every_opening)
    for year in years or (0,):
        name = f"entries {year}" if year else "entries"
        yield from _group(name, kinds, (Kind.ENTRIES,), (year,) if year else ())
    yield from _group("open items", kinds, LATER, years)
    yield from _group("documents", kinds, LAST, years)


def _openings(kinds: Sequence[Kind], years: Sequence[int], *, every_opening: bool) -> Iterator[Step]:
    if not years:
        yield from _group("opening", kinds, (Kind.OPENING,), ())
        return
    for year in years if every_opening else years[:1]:
        yield from _group(f"opening {year}", kinds, (Kind.OPENING,), (year,))


def _group(name: str, kinds: Sequence[Kind], among: Sequence[Kind], years: Sequence[int]) -> Iterator[Step]:
    chosen = frozenset(kinds).intersection(among)
    if chosen:
        yield Step(name, Wanted(chosen, tuple(years)))
