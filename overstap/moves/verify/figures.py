"""Comparing the accounting statements, stretch by stretch, inside PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

from overstap.moves.values import BalancesOfBoth, StatementResult
from overstap.moves.verify.names import names_of_entries
from overstap.moves.verify.reading import HIGHEST, LOWEST, Parameters, fetch, is_short
from overstap.moves.verify.side_by_side import FOLDED_FIGURES, Folded, side_by_side
from overstap.moves.verify.statements import BALANCE_OF_ENTRIES, STATEMENTS, TRIAL_BALANCE, StatementKind

_FIRSTS = "SELECT name, array_agg(first ORDER BY first) FROM moves_statement WHERE part_id = %(part)s GROUP BY name"

# The stored figures are read once for all statements: looking up whose they are takes longer than reading them.
_ALL_SAME = """
WITH stored AS MATERIALIZED (
  SELECT name, keys, figures FROM moves_statement
  WHERE part_id = %(part)s AND (%(first)s::bigint IS NULL OR first = %(first)s)
)
{each}
"""
_SAME = """
SELECT stored.name, present.keys = stored.keys AND present.figures = stored.figures,
       cardinality(present.figures), present.folded
FROM stored, (
  WITH figures AS ({rows})
  SELECT COALESCE(array_agg(key), '{{}}') AS keys, COALESCE(array_agg(figure), '{{}}') AS figures, {folded} AS folded
  FROM figures
) AS present
WHERE stored.name = '{name}'
"""

_DIFFERENCES = """
WITH keys AS (
  SELECT stored.first, (nr - 1) / array_length(stored.keys, 2) + 1 AS nr, array_agg(part ORDER BY nr) AS key
  FROM moves_statement stored, unnest(stored.keys) WITH ORDINALITY AS key(part, nr)
  WHERE part_id = %(part)s AND name = %(name)s GROUP BY 1, 2
), expected AS (
  SELECT keys.key, {combine} AS figure
  FROM moves_statement stored, unnest(stored.figures) WITH ORDINALITY AS taken(figure, nr), keys
  WHERE part_id = %(part)s AND name = %(name)s AND keys.first = stored.first AND keys.nr = taken.nr
  GROUP BY keys.key
), present AS ({rows})
SELECT key, expected.figure, present.figure FROM expected FULL JOIN present USING (key)
WHERE expected.figure IS DISTINCT FROM present.figure ORDER BY key
"""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """One statement over one stretch: whether it is as it was, how many figures, and what else was made of them."""

    same: bool
    count: int
    folded: Folded


def statements(values: Parameters) -> tuple[list[StatementResult], BalancesOfBoth | None]:
    """All statements, and the trial balances side by side; ``values`` says whose."""
    found = _stretches(values)
    results = [_result(kind, found[kind.name], values) for kind in STATEMENTS]
    folded = [stretch.folded for stretch in found[TRIAL_BALANCE.name]]
    trial_balance = next(result for result in results if result.name == TRIAL_BALANCE.name)
    balances = side_by_side(values, folded, same=trial_balance.clean)
    return [*results, _balance_of_entries(values)], balances


def _stretches(values: Parameters) -> dict[str, list[_Stretch]]:
    """By statement: its stretches compared. A short ledger is one stretch as a rule: all are asked for at once."""
    if is_short(values):
        whole = _compared(STATEMENTS, {**values, "first": None, "low": LOWEST, "high": HIGHEST})
        if all(len(stretches) == 1 for stretches in whole.values()):
            return whole
    found: dict[str, list[_Stretch]] = {}
    firsts = {str(name): cast("list[int]", taken) for name, taken in fetch(_FIRSTS, values)}
    for kind in STATEMENTS:
        taken = firsts.get(kind.name, [])
        edges = zip(taken, pairwise([LOWEST, *taken[1:], HIGHEST]), strict=True)
        found[kind.name] = [
            stretch
            for first, (low, high) in edges
            for stretch in _compared([kind], {**values, "first": first, "low": low, "high": high})[kind.name]
        ]
    return found


def _compared(kinds: Sequence[StatementKind], values: Parameters) -> dict[str, list[_Stretch]]:
    """By statement: what was taken over the stretch that begins at ``first`` (None: at any), compared."""
    found: dict[str, list[_Stretch]] = {kind.name: [] for kind in kinds}
    for name, *stretch in fetch(_ALL_SAME.format(each=" UNION ALL ".join(map(_same, kinds))), values):
        found[str(name)].append(_Stretch(*cast("tuple[bool, int, Folded]", stretch)))
    return found


def _same(kind: StatementKind) -> str:
    folded = FOLDED_FIGURES if kind is TRIAL_BALANCE else "NULL::text[]"
    return _SAME.format(name=kind.name, rows=kind.rows, folded=folded)


def _result(kind: StatementKind, stretches: Sequence[_Stretch], values: Parameters) -> StatementResult:
    """Figures are compared per stretch; only when a stretch differs are those of the whole looked at one by one."""
    same = all(stretch.same for stretch in stretches)
    differences = [] if same else _differences(kind, {**values, "name": kind.name})
    return StatementResult(kind.name, sum(stretch.count for stretch in stretches), differences)


def _differences(kind: StatementKind, values: Parameters) -> list[dict[str, str]]:
    rows = fetch(_DIFFERENCES.format(rows=kind.rows, combine=kind.combine), values)
    return [
        {
            "key": " ".join(word for word in cast("list[str]", key) if word),
            "expected": str(expected or ""),
            "present": str(present or ""),
        }
        for key, expected, present in rows
    ]


def _balance_of_entries(values: Parameters) -> StatementResult:
    """Each entry has to come to nothing; there is no need to have asked the giver."""
    compared, rows = fetch(BALANCE_OF_ENTRIES, values)[0]
    unbalanced = dict(cast("list[Any]", rows))
    names = names_of_entries(unbalanced, values) if unbalanced else {}
    return StatementResult(
        "balance_of_entries",
        cast("int", compared),
        [{"key": names[seq], "expected": "0.00", "present": balance} for seq, balance in unbalanced.items()],
    )
