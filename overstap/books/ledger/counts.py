"""How many entries there are, by year, period, journal and kind; and what follows from it: years, periods, journals."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from overstap.books.ledger import models as tables
from overstap.books.ledger import snapshots
from overstap.books.ledger.reading import fetch, once, take_in_hand, until
from overstap.books.ledger.results import JournalSummary, NumberSeries, PeriodSummary, YearSummary
from overstap.books.ledger.values import EntryKind
from overstap.tenancy.models import Administration


class EntryCount(NamedTuple):
    """The entries of one kind in one period of a journal: how many, the first and last ``seq``, and date."""

    year: int
    period: int
    journal: str
    kind: str
    entries: int
    first_seq: int
    last_seq: int
    first_date: date
    last_date: date

    @property
    def opens(self) -> bool:
        """Whether they open the year."""
        return self.kind == EntryKind.OPENING or self.period == 0


def entry_counts(administration: Administration, last: int) -> list[EntryCount]:
    """The counts up to sequence number ``last``."""
    return once(("entry counts", administration.ledger_id, last), lambda: _read_counts(administration.ledger_id, last))


def _read_counts(ledger_id: int, last: int) -> list[EntryCount]:
    take_in_hand(ledger_id)
    snapshot = snapshots.newest(ledger_id, last)
    booked = _COUNTED + snapshots.beyond(snapshot, last, "seq") + _BY
    query = f"{_TOTALS} UNION ALL {booked}" if snapshot else booked
    places = {"ledger": ledger_id, "last": last, "upto": snapshot.upto}
    grouped: dict[tuple[object, ...], list[EntryCount]] = defaultdict(list)
    for row in fetch(query, places):
        grouped[row[:4]].append(EntryCount(*row))
    return [_together(same) for _key, same in sorted(grouped.items(), key=lambda item: item[1][0])]


def _together(same: Sequence[EntryCount]) -> EntryCount:
    return same[0]._replace(
        entries=sum(one.entries for one in same),
        first_seq=min(one.first_seq for one in same),
        last_seq=max(one.last_seq for one in same),
        first_date=min(one.first_date for one in same),
        last_date=max(one.last_date for one in same),
    )


_TOTALS = """
SELECT year, period, journal_code, kind, entries, first_seq, last_seq, first_date, last_date
FROM ledger_total_entries WHERE ledger_id = %(ledger)s AND upto_seq = %(upto)s
"""
_COUNTED = """
SELECT year, period, journal_code, kind, count(*), min(seq), max(seq), min(date), max(date)
FROM ledger_entry WHERE ledger_id = %(ledger)s
"""
_BY = " GROUP BY year, period, journal_code, kind"


def line_count(administration: Administration) -> int:
    """How many lines the ledger has, opening balances among them. Reads them all."""
    return tables.Line.objects.filter(ledger_id=administration.ledger_id).count()


def has_opening(counts: Sequence[EntryCount], year: int) -> bool:
    """Whether a year opens with entries of its own."""
    return any(one.year == year and one.opens for one in counts)


def latest_year(administration: Administration, as_of: int | None = None) -> int | None:
    """The newest book year, from the list of book years or else from the entries; None without any."""
    years = tables.FiscalYear.objects.filter(administration=administration)
    found: int | None = years.order_by("-year").values_list("year", flat=True).first()
    if found is not None:
        return found
    return max((one.year for one in entry_counts(administration, until(administration, as_of))), default=None)


def years(administration: Administration, *, as_of: int | None = None) -> list[YearSummary]:
    """The book years, newest first: those that are known and those in which something was booked. Three statements."""
    counts = entry_counts(administration, until(administration, as_of))
    known = {one.year: one for one in tables.FiscalYear.objects.filter(administration=administration)}
    found = []
    for year in sorted({*known, *(one.year for one in counts)}, reverse=True):
        mine = [one for one in counts if one.year == year]
        named = known.get(year)
        found.append(
            YearSummary(
                year=year,
                label=named.label if named else str(year),
                start=named.start if named else None,
                end=named.end if named else None,
                entries=sum(one.entries for one in mine if one.kind == EntryKind.TRANSACTION),
                periods=len({one.period for one in mine if not one.opens}),
                has_opening=any(one.opens for one in mine),
                last_date=max((one.last_date for one in mine), default=None),
            )
        )
    return found


def periods(administration: Administration, year: int, *, as_of: int | None = None) -> list[PeriodSummary]:
    """The periods of a year by number: those that are known and those in which something was booked."""
    counts = [one for one in entry_counts(administration, until(administration, as_of)) if one.year == year]
    listed = tables.Period.objects.filter(administration=administration, year=year)
    known = {one.number: one for one in listed}
    found = []
    for number in sorted({*known, *(one.period for one in counts)}):
        named = known.get(number)
        found.append(
            PeriodSummary(
                number=number,
                description=named.description if named else "",
                start=named.start if named else None,
                end=named.end if named else None,
                entries=sum(one.entries for one in counts if one.period == number),
            )
        )
    return found


def journals(
    administration: Administration, *, year: int | None = None, as_of: int | None = None
) -> list[JournalSummary]:
    """The journals by code, with the number of entries in ``year`` (default: in all years)."""
    counts = entry_counts(administration, until(administration, as_of))
    mine: dict[str, list[EntryCount]] = defaultdict(list)
    for one in counts:
        if year is None or one.year == year:
            mine[one.journal].append(one)
    known = {one.code: one for one in tables.Journal.objects.filter(administration=administration)}
    found = []
    for code in sorted({*known, *mine}):
        named, booked = known.get(code), mine[code]
        found.append(
            JournalSummary(
                code=code,
                name=named.name if named else "",
                type=named.type if named else "",
                entries=sum(one.entries for one in booked),
                last_date=max((one.last_date for one in booked), default=None),
            )
        )
    return found


def number_series(administration: Administration, *, as_of: int | None = None) -> list[NumberSeries]:
    """Per journal and year: how many entries, the first number and the last, in the order of booking."""
    series: dict[tuple[str, int], list[EntryCount]] = defaultdict(list)
    for one in entry_counts(administration, until(administration, as_of)):
        if one.kind == EntryKind.TRANSACTION:
            series[one.journal, one.year].append(one)
    ends = {key: _together(same) for key, same in series.items()}
    seqs = [seq for one in ends.values() for seq in (one.first_seq, one.last_seq)]
    numbers = dict(fetch(_NUMBERS, {"ledger": administration.ledger_id, "seqs": seqs}))
    return [
        NumberSeries(journal, year, one.entries, numbers[one.first_seq], numbers[one.last_seq])
        for (journal, year), one in sorted(ends.items())
    ]


_NUMBERS = "SELECT seq, number FROM ledger_entry WHERE ledger_id = %(ledger)s AND seq = ANY (%(seqs)s)"
