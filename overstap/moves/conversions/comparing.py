"""What stands in the target against what has to stand there, record by record and balance by balance.

It uses queries of its own on what was read back, and nothing of what carried it. A record is found by its key; one that
the target gave another number by what it says (``core``). Balances are added up from the lines themselves.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from django.db import connection

from overstap.connectors.values import Kind
from overstap.moves.conversions import counting, joining, renaming
from overstap.moves.conversions.facets import ESSENTIAL
from overstap.moves.conversions.models import Conversion, Difference, Staged
from overstap.moves.conversions.planning import readable
from overstap.moves.conversions.values import FAULTS, MAPPED, Side, What

BALANCES = "balances"
_AT_ONCE = 1_000
# The opening balance is compared by account, with the balances: packages keep it in one entry or in many.
_NOT_BY_RECORD = frozenset({Kind.OPENING})
_BY_KEY_FIRST = frozenset({Kind.OPEN_ITEMS})  # many are alike: the invoice tells them apart
_OWN_OF_TARGET = frozenset({*MAPPED, Kind.COMPANY, Kind.PERIODS, Kind.PAYMENT_CONDITIONS})  # more of these is no fault

# First by key and core together (or key alone), then by core alone (renumbered), then by key alone (different), and
# what is left over.
_PAIRS = """
CREATE TEMPORARY TABLE pairs ON COMMIT DROP AS
WITH e AS (
  SELECT id, key, core, whole, facts->>'due' AS due,
    row_number() OVER (PARTITION BY {part} ORDER BY id) AS nr FROM conversions_staged
  WHERE conversion_id = %(order)s AND kind = %(kind)s AND side = 'sent' AND became <> 'refused'
), p AS (
  SELECT id, key, core, whole, facts->>'due' AS due,
    row_number() OVER (PARTITION BY {part} ORDER BY id) AS nr FROM conversions_staged
  WHERE conversion_id = %(order)s AND kind = %(kind)s AND side = 'target'
), same AS (
  SELECT e.id AS e, p.id AS p FROM e JOIN p ON e.key = p.key AND e.nr = p.nr AND (e.core = p.core OR %(by_key)s)
), e2 AS (
  SELECT id, key, core, row_number() OVER (PARTITION BY core ORDER BY due, id) AS nr FROM e
  WHERE core <> '' AND NOT EXISTS (SELECT 1 FROM same WHERE same.e = e.id)
), p2 AS (
  SELECT id, key, core, row_number() OVER (PARTITION BY core ORDER BY due, id) AS nr FROM p
  WHERE core <> '' AND NOT EXISTS (SELECT 1 FROM same WHERE same.p = p.id)
), renumbered AS (
  SELECT e2.id AS e, p2.id AS p FROM e2 JOIN p2 ON e2.core = p2.core AND e2.nr = p2.nr
), e3 AS (
  SELECT id, key, row_number() OVER (PARTITION BY key ORDER BY id) AS nr FROM e
  WHERE NOT EXISTS (SELECT 1 FROM same WHERE same.e = e.id)
    AND NOT EXISTS (SELECT 1 FROM renumbered WHERE renumbered.e = e.id)
), p3 AS (
  SELECT id, key, row_number() OVER (PARTITION BY key ORDER BY id) AS nr FROM p
  WHERE NOT EXISTS (SELECT 1 FROM same WHERE same.p = p.id)
    AND NOT EXISTS (SELECT 1 FROM renumbered WHERE renumbered.p = p.id)
)
SELECT e, p, 'same' AS how FROM same UNION ALL SELECT e, p, 'renumbered' FROM renumbered
UNION ALL SELECT e3.id, p3.id, 'key' FROM e3 FULL JOIN p3 ON e3.key = p3.key AND e3.nr = p3.nr
"""
_DIFFERENT = """
SELECT pairs.how, e.key, p.key, e.whole, e.facts, p.facts
FROM pairs LEFT JOIN conversions_staged e ON e.id = pairs.e LEFT JOIN conversions_staged p ON p.id = pairs.p
WHERE pairs.how = 'renumbered' OR e.id IS NULL OR p.id IS NULL OR (e.whole <> '' AND e.whole <> p.whole)
ORDER BY COALESCE(e.id, p.id)
"""
_BALANCES = """
WITH sums AS (
  SELECT s.side, (s.data->>'year')::int AS year,
    CASE WHEN s.kind = 'opening' THEN 0 ELSE (s.data->>'period')::int END AS period, line->>'account' AS account,
    sum((line->>'amount')::numeric) AS amount
  FROM conversions_staged s, jsonb_array_elements(s.data->'lines') line
  WHERE s.conversion_id = %(order)s AND s.kind IN ('opening', 'entries') AND s.side IN ('sent', 'target')
  GROUP BY 1, 2, 3, 4
), e AS (SELECT * FROM sums WHERE side = 'sent'), p AS (SELECT * FROM sums WHERE side = 'target')
SELECT COALESCE(e.year, p.year), COALESCE(e.period, p.period), COALESCE(e.account, p.account),
  COALESCE(e.amount, 0)::text, COALESCE(p.amount, 0)::text
FROM e FULL JOIN p ON e.year = p.year AND e.period = p.period AND e.account = p.account ORDER BY 1, 2, 3
"""


def compare(order: Conversion) -> bool:
    """Compare everything that can be read back; keep the differences and counts. True where there is no fault.

    The caller saves ``order``.
    """
    compared = [kind for kind in readable(order.plan, of="target") if _is_compared(order, kind)]
    counting.refresh(order)
    renaming.rename_relations(order)
    joining.join_open_items(order)
    for kind in compared:
        _keep(_of_kind(order, kind))
    counting.add_differences(order, compared)
    if Kind.ENTRIES in readable(order.plan, of="target"):
        order.balances = {"compared": 0, What.DIFFERENT: 0}
        _keep(_of_balances(order))
    return not Difference.objects.filter(conversion=order, what__in=FAULTS).exists()


def _is_compared(order: Conversion, kind: Kind) -> bool:
    sent = Staged.objects.filter(conversion=order, side=Side.SENT, kind=kind)
    return kind not in _NOT_BY_RECORD and sent.exists()


def _of_kind(order: Conversion, kind: Kind) -> Iterator[Difference]:
    with connection.cursor() as cursor:
        by_key = kind in _BY_KEY_FIRST
        query = _PAIRS.format(part="key" if by_key else "key, core")
        cursor.execute(query, {"order": order.pk, "kind": kind, "by_key": by_key})
        cursor.execute(_DIFFERENT)
        rows = cursor.fetchall()
        cursor.execute("DROP TABLE pairs")
    for how, expected_key, found_key, whole, expected, found in rows:
        if expected_key is None:
            if kind not in _OWN_OF_TARGET:
                yield _difference(order, kind, What.EXTRA, found_key)
        elif found_key is None:
            yield _difference(order, kind, What.MISSING, expected_key)
        else:
            if how == "renumbered":
                yield _difference(order, kind, What.RENUMBERED, expected_key, "number", expected_key, found_key)
            if whole:
                pair = Pair(expected_key, found_key, _facts(expected), _facts(found))
                yield from _fields(order, kind, pair)


@dataclass(frozen=True, slots=True)
class Pair:
    """A record as it has to be and as it was found: the key and the facts of both."""

    expected_key: str
    found_key: str
    expected: Mapping[str, str]
    found: Mapping[str, str]


def _fields(order: Conversion, kind: Kind, pair: Pair) -> Iterator[Difference]:
    for name in sorted({*pair.expected, *pair.found}):
        first, second = pair.expected.get(name, ""), pair.found.get(name, "")
        if first != second:
            yield _difference(order, kind, _what(name, second, pair), pair.expected_key, name, first, second)


def _what(name: str, found: str, pair: Pair) -> What:
    """How grave it is that a fact differs."""
    if name not in ESSENTIAL and not found:
        return What.NOT_KEPT
    if name == "invoices" and found == pair.found_key.rpartition(" ")[2]:
        return What.RENUMBERED  # the target takes its own number of the entry for that of the invoice
    return What.DIFFERENT


def _of_balances(order: Conversion) -> Iterator[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(_BALANCES, {"order": order.pk})
        rows = cursor.fetchall()
    for year, period, account, expected, found in rows:
        order.balances["compared"] += 1
        if Decimal(expected) != Decimal(found):
            order.balances[What.DIFFERENT] += 1
            yield _difference(
                order,
                BALANCES,
                What.DIFFERENT,
                f"account {account}, period {year}-{period}",
                "balance",
                expected,
                found,
            )


def _difference(
    order: Conversion, kind: str, what: What, place: str, field: str = "", expected: str = "", found: str = ""
) -> Difference:
    return Difference(
        conversion=order,
        environment_id=order.environment_id,
        kind=kind,
        what=what,
        place=place,
        field=field,
        expected=expected,
        found=found,
    )


def _keep(rows: Iterator[Difference]) -> None:
    while batch := list(islice(rows, _AT_ONCE)):
        Difference.objects.bulk_create(batch)


def _facts(found: str) -> Mapping[str, str]:
    """JSON comes as text from a plain cursor."""
    facts: Mapping[str, str] = json.loads(found)
    return facts
