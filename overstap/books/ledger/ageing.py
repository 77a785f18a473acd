"""Open items added up per relation, by days beyond the due date."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from overstap.books.ledger.open_items import find_source, relation_names
from overstap.books.ledger.reading import fetch, limited
from overstap.tenancy.models import Administration


@dataclass(frozen=True, slots=True)
class RelationAge:
    """What is open with one relation, by days beyond the due date (where none is known, the invoice date).

    ``relation`` is empty for items that name none. Amounts are debit positive.
    """

    relation: str
    name: str
    items: int
    not_due: Decimal
    to_30: Decimal
    to_60: Decimal
    to_90: Decimal
    over_90: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class AgeingPage:
    """A page of relations by code, what all of them add up to, and the code after which the next one starts."""

    rows: Sequence[RelationAge]
    total: RelationAge | None
    counted_to: date | None
    next: str | None


def ageing(
    administration: Administration,
    kind: str,
    *,
    after: str | None = None,
    limit: int = 100,
    as_of_date: date | None = None,
) -> AgeingPage:
    """What is open per relation of one kind (CU, SU) on ``as_of_date`` (default: after everything booked)."""
    source = find_source(administration, as_of_date, None)
    if source is None:
        return AgeingPage([], None, None, None)
    places = {
        **source.places, "kind": kind, "counted_to": source.counted_to, "after_code": after,
        "limit": limited(limit) + 1,
    }  # fmt: skip
    found = [RelationAge(row[0] or "", "", *row[2:]) for row in fetch(f"{source.query} {_AGED}", places)]
    total = next((one for one in found[:1]), None)
    page = found[1:][: limited(limit)]
    names = relation_names(administration, {one.relation for one in page})
    rows = [replace(one, name=names.get(one.relation, "")) for one in page]
    more = len(found) - 1 > len(rows)
    return AgeingPage(rows, total, source.counted_to, rows[-1].relation if more else None)


# The first row is the total of all relations.
_AGED = """
, aged AS (
  SELECT relation_code, open,
    %(counted_to)s::date - COALESCE(due_date, invoice_date, %(counted_to)s::date) AS days
  FROM items WHERE kind = %(kind)s),
added AS (
  SELECT relation_code COLLATE "C" AS relation, GROUPING(relation_code) AS whole, count(*) AS items,
    COALESCE(sum(open) FILTER (WHERE days <= 0), 0) AS a,
    COALESCE(sum(open) FILTER (WHERE days BETWEEN 1 AND 30), 0) AS b,
    COALESCE(sum(open) FILTER (WHERE days BETWEEN 31 AND 60), 0) AS c,
    COALESCE(sum(open) FILTER (WHERE days BETWEEN 61 AND 90), 0) AS d,
    COALESCE(sum(open) FILTER (WHERE days > 90), 0) AS e, sum(open) AS total
  FROM aged GROUP BY GROUPING SETS ((relation_code), ()) HAVING count(*) > 0)
SELECT * FROM added
WHERE whole = 1 OR %(after_code)s::text IS NULL OR relation > %(after_code)s::text COLLATE "C"
ORDER BY whole DESC, relation LIMIT %(limit)s + 1
"""
