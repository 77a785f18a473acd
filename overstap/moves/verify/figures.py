"""Comparing the accounting statements, stretch by stretch, inside PostgreSQL."""

from itertools import pairwise
from typing import Any, cast

from overstap.moves.values import BalancesOfBoth, StatementResult
from overstap.moves.verify.names import names_of_entries
from overstap.moves.verify.reading import HIGHEST, LOWEST, Parameters, fetch
from overstap.moves.verify.side_by_side import FOLDED_FIGURES, Folded, side_by_side
from overstap.moves.verify.statements import BALANCE_OF_ENTRIES, STATEMENTS, TRIAL_BALANCE, StatementKind

_FIRSTS = "SELECT first FROM moves_statement WHERE part_id = %(part)s AND name = %(name)s ORDER BY first"

_SAME = """
WITH figures AS ({rows}), present AS (
  SELECT COALESCE(array_agg(key), '{{}}') AS keys, COALESCE(array_agg(figure), '{{}}') AS figures FROM figures
)
SELECT present.keys = stored.keys AND present.figures = stored.figures, cardinality(present.figures), {folded}
FROM moves_statement stored, present
WHERE stored.part_id = %(part)s AND stored.name = %(name)s AND stored.first = %(first)s
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


def statements(values: Parameters) -> tuple[list[StatementResult], BalancesOfBoth | None]:
    """All statements, and the trial balances side by side; ``values`` says whose."""
    trial_balance, folded = _statement(TRIAL_BALANCE, values, FOLDED_FIGURES)
    others = [_statement(kind, values)[0] for kind in STATEMENTS if kind is not TRIAL_BALANCE]
    balances = side_by_side(values, folded, same=trial_balance.clean)
    return [trial_balance, *others, _balance_of_entries(values)], balances


def _statement(kind: StatementKind, values: Parameters, folded: str = "NULL") -> tuple[StatementResult, list[Folded]]:
    """Figures are compared per stretch; only when a stretch differs are those of the whole looked at one by one.

    ``folded`` is what else to make of the figures of each stretch (SQL).
    """
    values = {**values, "name": kind.name}
    firsts = [cast("int", first) for (first,) in fetch(_FIRSTS, values)]
    edges = [LOWEST, *firsts[1:], HIGHEST]
    query = _SAME.format(rows=kind.rows, folded=folded)
    found = [
        fetch(query, {**values, "first": first, "low": low, "high": high})[0]
        for first, (low, high) in zip(firsts, pairwise(edges), strict=True)
    ]
    compared = sum(cast("int", count) for _same, count, _folded in found)
    same = all(same for same, _count, _folded in found)
    result = StatementResult(kind.name, compared, [] if same else _differences(kind, values))
    return result, [cast("Folded", one) for _same, _count, one in found]


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
