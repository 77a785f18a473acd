"""The trial balance of both sides, account by account, kept with a verification so that both parties can read it.

The figures are those that the statement ``trial_balance`` compares anyway, folded to one amount per year, account and
part (opening, debit, credit). Openings follow the rule of the trial balance of the books: a year without an opening of
its own opens with what the balance-sheet accounts of the year before it closed with.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import cast

from overstap.books.ledger.values import AccountType
from overstap.lib.money import ZERO
from overstap.moves.values import BalanceOfBoth, BalancesOfBoth, YearOfBoth
from overstap.moves.verify.reading import Parameters, fetch

Folded = list[list[str]]  # year, account, part, amount
Accounts = Mapping[str, tuple[str, str]]  # code -> name, type
Closings = dict[int, dict[str, Decimal]]  # year -> account -> balance

_FOLD = """
SELECT COALESCE(array_agg(ARRAY[year, account, part, amount::text]), '{}') FROM (
  SELECT key[1] AS year, key[4] AS account,
         CASE WHEN key[3] <> '' OR key[2] = '0' THEN 'opening' ELSE key[5] END AS part,
         sum(CASE key[5] WHEN 'debit' THEN figure::numeric ELSE -figure::numeric END) AS amount
  FROM figures GROUP BY 1, 2, 3
) AS folded
"""
FOLDED_FIGURES = f"({_FOLD})"  # for a query that has the figures as ``figures``

_AS_TAKEN = f"""
WITH keys AS (
  SELECT stored.first, (nr - 1) / array_length(stored.keys, 2) + 1 AS nr, array_agg(part ORDER BY nr) AS key
  FROM moves_statement stored, unnest(stored.keys) WITH ORDINALITY AS key(part, nr)
  WHERE part_id = %(part)s AND name = 'trial_balance' GROUP BY 1, 2
), figures AS (
  SELECT keys.key, taken.figure
  FROM moves_statement stored, unnest(stored.figures) WITH ORDINALITY AS taken(figure, nr), keys
  WHERE part_id = %(part)s AND name = 'trial_balance' AND keys.first = stored.first AND keys.nr = taken.nr
)
{_FOLD}
"""  # noqa: S608 - our own text

_ACCOUNTS = "SELECT code, name, type FROM ledger_account WHERE administration_id = %(administration)s"


def side_by_side(values: Parameters, present: Iterable[Folded], *, same: bool) -> BalancesOfBoth | None:
    """Both trial balances of the newest year, and what each year comes to; None where nothing was booked.

    ``present``: the folded figures of each stretch as the holder has them. ``same``: whether they are known to be
    what was taken before, so that those need not be read.
    """
    found = [row for stretch in present for row in stretch]
    taken = found if same else cast("Folded", fetch(_AS_TAKEN, values)[0][0])
    accounts = {str(code): (str(name), str(kind)) for code, name, kind in fetch(_ACCOUNTS, values)}
    source, target = closings(taken, accounts), closings(found, accounts)
    years = sorted({*source, *target}, reverse=True)
    if not years:
        return None
    newest = years[0]
    return BalancesOfBoth(
        year=newest,
        rows=_rows(source.get(newest, {}), target.get(newest, {}), accounts),
        years=[_year(year, source.get(year, {}), target.get(year, {})) for year in years],
    )


def closings(folded: Folded, accounts: Accounts) -> Closings:
    """What each account closes with in each year."""
    years: dict[int, Folded] = {}
    for row in folded:
        years.setdefault(int(row[0]), []).append(row)
    found: Closings = {}
    before: Mapping[str, Decimal] = {}
    for year, rows in sorted(years.items()):
        sums = {} if any(part == "opening" for _year, _account, part, _amount in rows) else dict(before)
        for _same, account, _part, amount in rows:
            sums[account] = sums.get(account, ZERO) + Decimal(amount)
        found[year] = sums
        before = {account: closing for account, closing in sums.items() if not _is_result(account, accounts)}
    return found


def _is_result(account: str, accounts: Accounts) -> bool:
    return accounts.get(account, ("", ""))[1] == AccountType.PROFIT_AND_LOSS


def _rows(source: Mapping[str, Decimal], target: Mapping[str, Decimal], accounts: Accounts) -> list[BalanceOfBoth]:
    return [
        BalanceOfBoth(account, *accounts.get(account, ("", "")), source.get(account), target.get(account))
        for account in sorted({*source, *target})
    ]


def _year(year: int, source: Mapping[str, Decimal], target: Mapping[str, Decimal]) -> YearOfBoth:
    everything = {*source, *target}
    return YearOfBoth(
        year=year,
        accounts=len(everything),
        different=sum(source.get(account) != target.get(account) for account in everything),
        source=_both_sides(source),
        target=_both_sides(target),
    )


def _both_sides(balances: Mapping[str, Decimal]) -> tuple[Decimal, Decimal]:
    """What the accounts in debit come to, and those in credit."""
    amounts = balances.values()
    return sum((one for one in amounts if one > 0), ZERO), -sum((one for one in amounts if one < 0), ZERO)
