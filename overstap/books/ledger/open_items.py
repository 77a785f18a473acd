"""Open items per relation, from the best evidence there is.

A sub-ledger says it outright. Without one, lines on debtors and creditors tell it as far as they name a relation and an
invoice; there a payment often lacks the invoice, and shows up as an item of its own.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from overstap.books.ledger import models as tables
from overstap.books.ledger import snapshots
from overstap.books.ledger.counts import entry_counts
from overstap.books.ledger.reading import MOST_ROWS, fetch, limited, take_in_hand, until
from overstap.books.ledger.results import AgeBuckets, Evidence, ItemCursor, OpenItem, OpenItemsPage
from overstap.books.relations.models import Relation
from overstap.tenancy.models import Administration

# RGS (referentiegrootboekschema): BVorDeb trade debtors, BSchCre trade creditors.
_RGS_KINDS = (("BVorDeb", "CU"), ("BSchCre", "SU"))
_NAME_KINDS = (
    (re.compile(r"\bdebiteuren\b|\baccounts receivable\b|\btrade debtors\b", re.IGNORECASE), "CU"),
    (re.compile(r"\bcrediteuren\b|\baccounts payable\b|\btrade creditors\b", re.IGNORECASE), "SU"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the items come from: a query that ends in "items", its parameters, and what is needed beside."""

    query: str
    places: dict[str, Any]
    counted_to: date
    from_subledger: bool
    from_snapshot: bool = False


def open_items(
    administration: Administration, *, as_of_date: date | None = None, as_of: int | None = None
) -> list[OpenItem]:
    """What is not paid on ``as_of_date`` (default: after everything booked), by relation, date and invoice.

    ``age`` and ``overdue`` count to ``as_of_date``, or to the date of the newest line. The sub-ledger is the evidence
    where the newest year with entries has one, else the ledger's own lines.
    """
    source = find_source(administration, as_of_date, as_of)
    if source is None:
        return []
    rows = fetch(f"{source.query} SELECT {_COLUMNS} FROM items {_ORDER}", source.places)  # noqa: S608 - our own text
    return _items(administration, rows, source)


def open_items_page(
    administration: Administration,
    *,
    kind: str | None = None,
    relation: str | None = None,
    after: ItemCursor | None = None,
    limit: int = 100,
    as_of_date: date | None = None,
    as_of: int | None = None,
) -> OpenItemsPage:
    """A page of ``open_items``, of one kind (CU, SU) or relation if asked; the buckets add up all pages.

    ``after`` is the ``next`` of the page before.
    """
    source = find_source(administration, as_of_date, as_of)
    if source is None:
        return OpenItemsPage([], [], None, None)
    places = {**source.places, "kind": kind, "one": relation, "counted_to": source.counted_to}
    places["limit"] = limited(limit) + 1
    buckets = [AgeBuckets(*row) for row in fetch(_buckets_query(source, relation), places)]
    rows = fetch(*_page_query(source, after, places))
    page = _items(administration, rows[: limited(limit)], source)
    end = None
    if len(rows) > len(page):
        end = ItemCursor(page[-1].kind, page[-1].relation, page[-1].date or date.min, page[-1].invoice_ref)
    return OpenItemsPage(page, buckets, source.counted_to, end)


def _buckets_query(source: Source, relation: str | None) -> str:
    if source.from_snapshot and relation is None:
        return f"{source.query} {_BUCKETS.format(aged=_AGED_DAYS)}"
    query = source.query.replace(_HERE, _OF_RELATION) if relation is not None else source.query
    return f"{query} {_BUCKETS.format(aged=_AGED_ITEMS)}"


def _page_query(source: Source, after: ItemCursor | None, places: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    beyond, held = "", _OF_RELATION if places["one"] is not None else ""
    if after is not None:
        beyond = f" AND {_PLACE} > (%(a)s::text, %(b)s::text, %(c)s::date, %(d)s::text)"
        places |= {"a": after.kind, "b": after.relation, "c": after.date, "d": after.key}
    if source.from_snapshot:
        if after is not None:
            places["nth"] = fetch(_NTH, places)[0][0]
            held += " AND nth > %(nth)s"
        held += " AND (%(kind)s::text IS NULL OR i.kind = %(kind)s) ORDER BY nth LIMIT %(limit)s"
    query = source.query.replace(_HERE, held)
    return f"{query} SELECT {_COLUMNS} FROM items {_CHOSEN}{beyond} {_ORDER} LIMIT %(limit)s", places  # noqa: S608


def control_kind(name: str, reference: str) -> str:
    """Whether an account gathers debtors (CU) or creditors (SU), by its RGS code or else its name; "" if neither."""
    for prefix, kind in _RGS_KINDS:
        if reference.startswith(prefix):
            return kind
    for pattern, kind in _NAME_KINDS:
        if pattern.search(name):
            return kind
    return ""


# Each year's opening repeats what was open before it; so lines count from the newest year that has an opening.
_FIRST_YEARS = """
SELECT s.year, bool_or(s.kind_of_entry = 'opening' OR e.period = 0) FROM ledger_subledgerline s
LEFT JOIN ledger_entry e ON e.ledger_id = %(ledger)s AND e.seq = s.entry_seq
WHERE s.ledger_id = %(ledger)s AND s.booked_seq <= %(last)s AND s.year <= %(year)s GROUP BY s.year ORDER BY s.year
"""
# A query begins with one of these: each ends in "items", of which those with something open are asked for.
_SAID = """
  SELECT s.kind, s.relation_code, COALESCE(NULLIF(s.invoice_ref, ''), NULLIF(s.match_key, ''), '') AS key,
    s.invoice_date, s.due_date, s.amount, s.mutation, COALESCE(e.date, s.invoice_date) AS day,
    (s.kind_of_entry = 'opening' OR COALESCE(e.period = 0, false)) AS opening, s.year
  FROM ledger_subledgerline s LEFT JOIN ledger_entry e ON e.ledger_id = %(ledger)s AND e.seq = s.entry_seq
  WHERE s.ledger_id = %(ledger)s AND s.booked_seq <= %(last)s AND s.year >= %(first)s AND s.year <= %(year)s"""
_ADDED_UP = """
  SELECT kind, relation_code, key, min(invoice_date) FILTER (WHERE mutation <> 'P') AS invoice_date,
    min(due_date) AS due_date, COALESCE(sum(amount) FILTER (WHERE mutation = 'I' OR opening), 0) AS amount,
    sum(amount) AS open
  FROM said WHERE (day <= %(day)s OR day IS NULL) AND (NOT opening OR year = %(first)s)
  GROUP BY kind, relation_code, key"""
_SUBLEDGER = f"WITH said AS ({_SAID}), items AS ({_ADDED_UP} HAVING sum(amount) <> 0)"
_HERE = "/* which of them */"  # where a page narrows down what it takes from the snapshot
_OF_RELATION = " AND i.relation_hash = overstap_text_hash(%(one)s::text)"
_FROM_SNAPSHOT = f"""
WITH said AS ({_SAID} AND s.booked_seq >= %(upto)s AND s.position > %(position)s),
booked AS MATERIALIZED (
  -- the hash here, not in the join: row-level security lets no function of a row choose an index
  SELECT overstap_text_hash(kind, relation_code, key) AS hash, added.* FROM ({_ADDED_UP}) AS added),
items AS (
  (SELECT kind, relation_code, key, invoice_date, due_date, amount, open FROM ledger_total_item i
   WHERE ledger_id = %(ledger)s AND upto_seq = %(upto)s AND nth IS NOT NULL
     AND (i.hash, i.kind, i.relation_code, i.key) NOT IN (SELECT hash, kind, relation_code, key FROM booked){_HERE})
  UNION ALL
  SELECT b.kind, b.relation_code, b.key, LEAST(b.invoice_date, i.invoice_date), LEAST(b.due_date, i.due_date),
    b.amount + COALESCE(i.amount, 0), b.open + COALESCE(i.open, 0)
  FROM booked b LEFT JOIN ledger_total_item i ON i.ledger_id = %(ledger)s AND i.upto_seq = %(upto)s
    AND i.hash = b.hash
    AND i.kind = b.kind AND i.relation_code = b.relation_code AND i.key = b.key
  WHERE b.open + COALESCE(i.open, 0) <> 0)
"""  # noqa: S608 - our own text
_LEDGER = """
WITH items AS (
  SELECT c.kind, relation_code, COALESCE(NULLIF(invoice_ref, ''), NULLIF(match_key, ''), '') AS key,
    min(date) AS invoice_date, NULL::date AS due_date,
    COALESCE(sum(amount) FILTER (WHERE side = CASE c.kind WHEN 'CU' THEN 'D' ELSE 'C' END), 0) AS amount,
    sum(amount) AS open
  FROM unnest(%(accounts)s::text[], %(kinds)s::text[]) AS c (code, kind)
  JOIN ledger_line ON ledger_id = %(ledger)s AND account_code = c.code
  WHERE entry_seq <= %(last)s AND date <= %(day)s AND (NOT (opening OR period = 0) OR year = %(first)s)
  GROUP BY 1, 2, 3 HAVING sum(amount) <> 0)
"""
# Items that a snapshot cannot simply be added to: openings, and years before the first one that counts.
_OTHERWISE = f"""
SELECT EXISTS (SELECT 1 FROM ({_SAID.replace("s.year >= %(first)s AND ", "")}
  AND s.booked_seq >= %(upto)s AND s.position > %(position)s) AS said WHERE opening OR year < %(first)s)
"""  # noqa: S608
_COLUMNS = "kind, relation_code, key, invoice_date, due_date, amount, open"
_PLACE = """(kind COLLATE "C", relation_code COLLATE "C", COALESCE(invoice_date, '0001-01-01'), key COLLATE "C")"""
_ORDER = f"ORDER BY {_PLACE[1:-1]}"
_CHOSEN = "WHERE (%(kind)s::text IS NULL OR kind = %(kind)s) AND (%(one)s::text IS NULL OR relation_code = %(one)s)"
# Where in the snapshot a page starts: as a rule right after the item that ended the page before.
_NTH = f"""
SELECT COALESCE(
  (SELECT nth FROM ledger_total_item WHERE ledger_id = %(ledger)s AND upto_seq = %(upto)s AND nth IS NOT NULL
     AND hash = overstap_text_hash(%(a)s::text, %(b)s::text, %(d)s::text)
     AND (kind, relation_code, COALESCE(invoice_date, '0001-01-01'), key) = (%(a)s, %(b)s, %(c)s, %(d)s)),
  (SELECT max(nth) FROM ledger_total_item WHERE ledger_id = %(ledger)s AND upto_seq = %(upto)s AND nth IS NOT NULL
     AND {_PLACE} <= (%(a)s::text, %(b)s::text, %(c)s::date, %(d)s::text)), 0)
"""  # noqa: S608
_BUCKETS = """
SELECT kind, sum(items)::bigint, COALESCE(sum(open) FILTER (WHERE days <= 0), 0),
  COALESCE(sum(open) FILTER (WHERE days BETWEEN 1 AND 30), 0),
  COALESCE(sum(open) FILTER (WHERE days BETWEEN 31 AND 60), 0),
  COALESCE(sum(open) FILTER (WHERE days BETWEEN 61 AND 90), 0), COALESCE(sum(open) FILTER (WHERE days > 90), 0),
  sum(open)
FROM (SELECT kind, items, open, %(counted_to)s::date - COALESCE(day, %(counted_to)s::date) AS days
      FROM ({aged}) AS each_day) AS aged
GROUP BY kind HAVING sum(items) > 0 ORDER BY kind
"""
_AGED_ITEMS = f"SELECT kind, 1 AS items, open, COALESCE(due_date, invoice_date) AS day FROM items {_CHOSEN}"  # noqa: S608
# The sums per day; less what the snapshot says of items that were touched since, and more what they are now.
_AGED_DAYS = """
  SELECT kind, items, open, day FROM ledger_total_due
  WHERE ledger_id = %(ledger)s AND upto_seq = %(upto)s AND (%(kind)s::text IS NULL OR kind = %(kind)s)
  UNION ALL
  SELECT b.kind, v.sign, v.sign * v.open, v.day FROM booked b
  LEFT JOIN ledger_total_item i ON i.ledger_id = %(ledger)s AND i.upto_seq = %(upto)s
    AND i.hash = b.hash
    AND i.kind = b.kind AND i.relation_code = b.relation_code AND i.key = b.key
  CROSS JOIN LATERAL (VALUES
    (-1, COALESCE(i.open, 0), COALESCE(i.due_date, i.invoice_date)),
    (1, b.open + COALESCE(i.open, 0),
     COALESCE(LEAST(b.due_date, i.due_date), LEAST(b.invoice_date, i.invoice_date)))) AS v (sign, open, day)
  WHERE v.open <> 0 AND (%(kind)s::text IS NULL OR b.kind = %(kind)s)
"""


def find_source(administration: Administration, as_of_date: date | None, as_of: int | None) -> Source | None:
    """The best evidence there is; None where nothing is booked."""
    last = until(administration, as_of)
    take_in_hand(administration.ledger_id)
    places: dict[str, Any] = {"ledger": administration.ledger_id, "last": last, "day": as_of_date or date.max}
    days = _newest_days(administration, last, as_of_date)
    if not days:
        return None
    counted_to = as_of_date or max(days.values())
    places["year"] = max(days)
    held = _held(places, as_of_date)
    if held is not None:
        return Source(_FROM_SNAPSHOT, held, counted_to, from_subledger=True, from_snapshot=True)
    found = fetch(_FIRST_YEARS, places)
    if found and found[-1][0] == places["year"]:
        first = max((known for known, opens in found if opens), default=found[0][0])
        return Source(_SUBLEDGER, {**places, "first": first}, counted_to, from_subledger=True)
    accounts = _control_accounts(administration)
    places |= {"first": min(days), "accounts": list(accounts), "kinds": list(accounts.values())}
    return Source(_LEDGER, places, counted_to, from_subledger=False)


def _newest_days(administration: Administration, last: int, as_of_date: date | None) -> dict[int, date]:
    """Per year the newest date on which something was booked, up to ``as_of_date``."""
    counts = entry_counts(administration, last)
    if as_of_date is not None and any(one.last_date > as_of_date for one in counts):
        return dict(fetch(_YEARS, {"ledger": administration.ledger_id, "last": last, "day": as_of_date}))
    return {year: max(one.last_date for one in counts if one.year == year) for year in {one.year for one in counts}}


_YEARS = """
SELECT year, max(date) FROM ledger_entry WHERE ledger_id = %(ledger)s AND seq <= %(last)s AND date <= %(day)s
GROUP BY year
"""


def _held(places: dict[str, Any], as_of_date: date | None) -> dict[str, Any] | None:
    """The parameters with which the snapshot's items can be used; None where they cannot."""
    snapshot = snapshots.newest(places["ledger"], places["last"])
    if snapshot.items_from != "subledger" or snapshot.items_year != places["year"]:
        return None
    if as_of_date is not None and snapshot.items_day is not None and snapshot.items_day > as_of_date:
        return None
    held = {
        **places,
        "upto": snapshot.upto,
        "position": snapshot.subledger_position,
        "first": snapshot.items_first,
    }
    return None if fetch(_OTHERWISE, held)[0][0] else held


def _control_accounts(administration: Administration) -> dict[str, str]:
    """The accounts that gather debtors (CU) and creditors (SU)."""
    accounts = tables.Account.objects.filter(administration=administration).values_list("code", "name", "reference")
    kinds = {code: control_kind(name, reference) for code, name, reference in accounts}
    return {code: kind for code, kind in kinds.items() if kind}


def relation_names(administration: Administration, codes: Collection[str]) -> dict[str, str]:
    """The names of these relations, by code."""
    found = Relation.objects.filter(administration=administration)
    if len(codes) <= MOST_ROWS:
        found = found.filter(code__in=codes)
    return dict(found.values_list("code", "name"))


def _items(administration: Administration, rows: Sequence[Sequence[Any]], source: Source) -> list[OpenItem]:
    names = relation_names(administration, {row[1] for row in rows})
    return [_item(row, source, names) for row in rows]


def _item(row: Sequence[Any], source: Source, names: Mapping[str, str]) -> OpenItem:
    kind, relation, invoice, day, due, amount, left = row
    evidence = Evidence.LEDGER
    if source.from_subledger:
        evidence = Evidence.SUBLEDGER_DUE if due else Evidence.SUBLEDGER
    return OpenItem(
        relation=relation,
        relation_name=names.get(relation, ""),
        kind=kind,
        invoice_ref=invoice,
        date=day,
        due=due,
        amount=amount,
        open=left,
        age=(source.counted_to - day).days if day else None,
        overdue=(source.counted_to - due).days if due else None,
        evidence=evidence,
    )
