"""Turnover, result, bank, receivables and payables: per year, and per period for a chart.

An account is told by its RGS code (referentiegrootboekschema: WOmz turnover, BLim liquid means, BVorDeb and BSchCre
trade debtors and creditors), and where it has none by its name, or by the 8 with which turnover begins in Dutch charts.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from overstap.books.ledger import models as tables
from overstap.books.ledger import snapshots
from overstap.books.ledger.counts import EntryCount, entry_counts, has_opening
from overstap.books.ledger.open_items import control_kind
from overstap.books.ledger.reading import fetch, once, take_in_hand, until
from overstap.books.ledger.results import KeyFigures
from overstap.books.ledger.values import AccountType
from overstap.lib.money import ZERO
from overstap.tenancy.models import Administration

_TURNOVER, _OTHER_RESULT, _BANK, _RECEIVABLE, _PAYABLE = "T", "R", "B", "CU", "SU"
_BALANCES = (_BANK, _RECEIVABLE, _PAYABLE)
_OPENING = -1  # the opening stands before every period
_BANK_NAME = re.compile(r"\bbank\b|\bkas\b|rekening-courant bank|spaarrekening|\bcash\b", re.IGNORECASE)
_Sums = dict[tuple[int, int, str], Decimal]  # by year, period and class


def key_figures(administration: Administration, *, as_of: int | None = None) -> list[KeyFigures]:
    """The figures of each year in which something was booked, oldest first."""
    counts, sums = _read(administration, as_of)
    found = []
    for year, opening in _openings(counts, sums).items():
        numbers = _periods(counts, year)
        found.append(_figures(sums, opening, (year, None), numbers))
    return found


def key_figures_per_period(administration: Administration, year: int, *, as_of: int | None = None) -> list[KeyFigures]:
    """The figures of each period of ``year`` in which something was booked, by number; balances run on."""
    counts, sums = _read(administration, as_of)
    opening = _openings(counts, sums).get(year)
    if opening is None:
        return []
    found = []
    for number in _periods(counts, year):
        found.append(_figures(sums, opening, (year, number), [number]))
        opening = {kind: opening[kind] + sums.get((year, number, kind), ZERO) for kind in _BALANCES}
    return found


def account_class(code: str, name: str, kind: str, reference: str) -> str:
    """T turnover, R other profit and loss, B bank and cash, CU receivables, SU payables; "" anything else."""
    if kind == AccountType.PROFIT_AND_LOSS:
        turnover = reference.startswith("WOmz") if reference else code.startswith("8")
        return _TURNOVER if turnover else _OTHER_RESULT
    if reference.startswith("BLim") or (not reference and _BANK_NAME.search(name)):
        return _BANK
    return control_kind(name, reference)


def _read(administration: Administration, as_of: int | None) -> tuple[list[EntryCount], _Sums]:
    last = until(administration, as_of)
    counts = entry_counts(administration, last)
    return counts, once(("key figures", administration.pk, last), lambda: _sums_per_class(administration, last))


def _sums_per_class(administration: Administration, last: int) -> _Sums:
    listed = tables.Account.objects.filter(administration=administration)
    classes = {row[0]: account_class(*row) for row in listed.values_list("code", "name", "type", "reference")}
    return _sums(administration.ledger_id, last, {code: kind for code, kind in classes.items() if kind})


def _sums(ledger_id: int, last: int, classes: dict[str, str]) -> _Sums:
    take_in_hand(ledger_id)
    snapshot = snapshots.newest(ledger_id, last)
    lines = _LINES.format(table="ledger_line") + snapshots.beyond(snapshot, last)
    if snapshot:
        lines = f"{_LINES.format(table='ledger_total')} AND upto_seq = %(upto)s UNION ALL {lines}"
    places = {
        "ledger": ledger_id, "last": last, "upto": snapshot.upto, "codes": list(classes),
        "classes": list(classes.values()),
    }  # fmt: skip
    return {(year, period, kind): amount for year, period, kind, amount in fetch(_GROUPED.format(lines=lines), places)}


_LINES = """
SELECT year, CASE WHEN opening OR period = 0 THEN -1 ELSE period END AS period, account_code, amount
FROM {table} WHERE ledger_id = %(ledger)s"""
_GROUPED = """
SELECT year, period, c.class, sum(amount) FROM (
  SELECT year, period, account_code, sum(amount) AS amount FROM ({lines}) AS parts GROUP BY 1, 2, 3) AS sums
JOIN unnest(%(codes)s::text[], %(classes)s::text[]) AS c (code, class) ON c.code = sums.account_code
GROUP BY 1, 2, 3
"""


def _periods(counts: Sequence[EntryCount], year: int) -> list[int]:
    return sorted({one.period for one in counts if one.year == year and not one.opens})


def _openings(counts: Sequence[EntryCount], sums: _Sums) -> dict[int, dict[str, Decimal]]:
    """The balances with which each year opens, by the rule of the trial balance."""
    found: dict[int, dict[str, Decimal]] = {}
    carried: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for year in sorted({one.year for one in counts}):
        if has_opening(counts, year):
            found[year] = {kind: sums.get((year, _OPENING, kind), ZERO) for kind in _BALANCES}
        else:
            found[year] = {kind: carried[kind] for kind in _BALANCES}
        for kind in _BALANCES:
            moved = sum((sums.get((year, number, kind), ZERO) for number in _periods(counts, year)), ZERO)
            carried[kind] = found[year][kind] + moved
    return found


def _figures(
    sums: _Sums, opening: dict[str, Decimal], place: tuple[int, int | None], numbers: Sequence[int]
) -> KeyFigures:
    year, period = place
    moved = {
        kind: sum((sums.get((year, number, kind), ZERO) for number in numbers), ZERO)
        for kind in (*_BALANCES, _TURNOVER, _OTHER_RESULT)
    }
    return KeyFigures(
        year=year,
        period=period,
        turnover=-moved[_TURNOVER],
        result=-(moved[_TURNOVER] + moved[_OTHER_RESULT]),
        bank=opening[_BANK] + moved[_BANK],
        receivables=opening[_RECEIVABLE] + moved[_RECEIVABLE],
        payables=-(opening[_PAYABLE] + moved[_PAYABLE]),
    )
