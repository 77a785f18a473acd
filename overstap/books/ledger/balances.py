"""The trial balance: the newest snapshot, and the lines booked after it."""

from collections.abc import Mapping
from decimal import Decimal

from overstap.books.ledger import models as tables
from overstap.books.ledger import snapshots
from overstap.books.ledger.counts import latest_year
from overstap.books.ledger.reading import fetch, take_in_hand, until
from overstap.books.ledger.results import TrialBalanceRow
from overstap.books.ledger.values import AccountType
from overstap.lib.money import ZERO
from overstap.tenancy.models import Administration

Sums = dict[str, list[Decimal]]  # per account: opening, debit, credit
Chart = Mapping[str, tuple[str, str]]  # per account: name, type
_Periods = tuple[int | None, int | None]
_ALL_PERIODS: _Periods = (None, None)


def trial_balance(
    administration: Administration,
    *,
    year: int | None = None,
    from_period: int | None = None,
    to_period: int | None = None,
    as_of: int | None = None,
    unused: bool = False,
) -> list[TrialBalanceRow]:
    """Per account opening, debit, credit and closing of a year (default: the newest), by account code.

    Opening is the opening balance stated as such plus the entries of period 0; a year with neither opens with what
    the balance-sheet accounts of the year before it closed with (what profit-and-loss accounts closed with is not in
    it: somebody books that as the result). Movements before ``from_period`` count as opening. ``unused`` adds accounts
    of the chart on which nothing was booked.
    """
    chosen = latest_year(administration, as_of) if year is None else year
    accounts = chart(administration)
    sums: Sums = {}
    if chosen is not None:
        sums = _sums(administration, chosen, (from_period, to_period), until(administration, as_of), accounts)
    codes = sorted({*sums, *accounts}) if unused else sorted(sums)
    found = []
    for code in codes:
        name, kind = accounts.get(code, ("", ""))
        opening, debit, credit = sums.get(code, [ZERO, ZERO, ZERO])
        found.append(TrialBalanceRow(code, name, kind, opening, debit, credit, opening + debit - credit))
    return found


def chart(administration: Administration) -> dict[str, tuple[str, str]]:
    """Name and type of every account, by code."""
    found = tables.Account.objects.filter(administration=administration).values_list("code", "name", "type")
    return {code: (name, kind) for code, name, kind in found}


def carried_forward(administration: Administration, year: int, last: int, accounts: Chart) -> dict[str, Decimal]:
    """What balance-sheet accounts closed with in the newest year before ``year``, by the rule of the trial balance."""
    years = _per_year(administration.ledger_id, "year < %(year)s", year, _ALL_PERIODS, last)
    balances: dict[str, Decimal] = {}
    for known in sorted(years):
        sums, has_opening = years[known]
        if not has_opening:
            _add_openings(sums, balances)
        balances = {
            account: opening + debit - credit
            for account, (opening, debit, credit) in sums.items()
            if accounts.get(account, ("", ""))[1] != AccountType.PROFIT_AND_LOSS
        }
    return balances


def _sums(administration: Administration, year: int, periods: _Periods, last: int, accounts: Chart) -> Sums:
    """Opening, debit and credit per account."""
    take_in_hand(administration.ledger_id)
    years = _per_year(administration.ledger_id, "year = %(year)s", year, periods, last)
    sums, has_opening = years.get(year, ({}, False))
    if not has_opening:
        _add_openings(sums, carried_forward(administration, year, last, accounts))
    return sums


def _add_openings(sums: Sums, balances: Mapping[str, Decimal]) -> None:
    for account, amount in balances.items():
        sums.setdefault(account, [ZERO, ZERO, ZERO])[0] += amount


def _per_year(ledger_id: int, which: str, year: int, periods: _Periods, last: int) -> dict[int, tuple[Sums, bool]]:
    """The sums of each year that ``which`` takes, and whether it has an opening of its own."""
    years: dict[int, tuple[Sums, bool]] = {}
    for known, account, part, amount in _grouped(ledger_id, which, year, periods, last):
        sums, has_opening = years.get(known, ({}, False))
        row = sums.setdefault(account, [ZERO, ZERO, ZERO])
        if part == "D":
            row[1] += amount
        elif part == "C":
            row[2] -= amount
        else:
            row[0] += amount
        years[known] = (sums, has_opening or part == "O")
    return years


def _grouped(
    ledger_id: int, which: str, year: int, periods: _Periods, last: int
) -> list[tuple[int, str, str, Decimal]]:
    """Sums per year, account and part: O opening, B before the first period, D and C movements.

    One sum per line, grouped: sums with FILTER would each look at every line.
    """
    snapshot = snapshots.newest(ledger_id, last)
    from_period, to_period = periods
    before = "" if from_period is None else "WHEN period < %(from)s THEN 'B'"
    part = f"CASE WHEN opening OR period = 0 THEN 'O' {before} ELSE side END AS part"
    limits = f"ledger_id = %(ledger)s AND {which}"
    if to_period is not None:
        limits += " AND (period <= %(to)s OR opening)"
    lines = f"SELECT year, account_code, {part}, amount FROM ledger_line WHERE {limits}"  # noqa: S608 - our own text
    lines += snapshots.beyond(snapshot, last)
    if snapshot:
        totals = f"SELECT year, account_code, {part}, amount FROM ledger_total WHERE {limits}"  # noqa: S608
        lines = f"{totals} AND upto_seq = %(upto)s UNION ALL {lines}"
    query = f"SELECT year, account_code, part, sum(amount) FROM ({lines}) AS parts GROUP BY 1, 2, 3"  # noqa: S608
    places = {
        "ledger": ledger_id, "year": year, "from": from_period, "to": to_period, "last": last, "upto": snapshot.upto,
    }  # fmt: skip
    found: list[tuple[int, str, str, Decimal]] = fetch(query, places)
    return found
