"""Open items per relation, from the best evidence there is.

A sub-ledger says it outright. Without one, lines on debtors and creditors tell it as far as they name a relation and an
invoice; there a payment often lacks the invoice, and shows up as an item of its own.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from overstap.books.ledger import models as tables
from overstap.books.ledger.reading import take_in_hand, until
from overstap.books.ledger.results import Evidence, OpenItem
from overstap.books.relations.models import Relation
from overstap.tenancy.models import Administration

# RGS (referentiegrootboekschema): BVorDeb trade debtors, BSchCre trade creditors.
_RGS_KINDS = (("BVorDeb", "CU"), ("BSchCre", "SU"))
_NAME_KINDS = (
    (re.compile(r"\bdebiteuren\b|\baccounts receivable\b|\btrade debtors\b", re.IGNORECASE), "CU"),
    (re.compile(r"\bcrediteuren\b|\baccounts payable\b|\btrade creditors\b", re.IGNORECASE), "SU"),
)


def open_items(
    administration: Administration, *, as_of_date: date | None = None, as_of: int | None = None
) -> list[OpenItem]:
    """What is not paid on ``as_of_date`` (default: after everything booked), by relation, date and invoice.

    ``age`` and ``overdue`` count to ``as_of_date``, or to the date of the newest line. The sub-ledger is the evidence
    where the newest year with entries has one, else the ledger's own lines.
    """
    take_in_hand(administration.ledger_id)
    places: dict[str, Any] = {
        "ledger": administration.ledger_id,
        "last": until(administration, as_of),
        "day": as_of_date or date.max,
    }
    years = _rows(_YEARS, places)
    if not years:
        return []
    years_newest, newest_day = max(year for year, _ in years), max(day for _, day in years)
    found = _subledger_rows(places, years_newest)
    if found is None:
        found = list(_ledger_rows(administration, places))
    names = _relation_names(administration)
    counted_to = as_of_date or newest_day
    items = [_item(row, names, counted_to) for row in found]
    return sorted(items, key=lambda one: (one.kind, one.relation, one.date or date.min, one.invoice_ref))


def control_kind(name: str, reference: str) -> str:
    """Whether an account gathers debtors (CU) or creditors (SU), by its RGS code or else its name; "" if neither."""
    for prefix, kind in _RGS_KINDS:
        if reference.startswith(prefix):
            return kind
    for pattern, kind in _NAME_KINDS:
        if pattern.search(name):
            return kind
    return ""


_YEARS = """
SELECT year, max(date) FROM ledger_entry WHERE ledger_id = %(ledger)s AND seq <= %(last)s AND date <= %(day)s
GROUP BY year
"""
# Each year's opening repeats what was open before it; so lines count from the newest year that has an opening.
_FIRST_YEARS = """
SELECT s.year, bool_or(s.kind_of_entry = 'opening' OR e.period = 0) FROM ledger_subledgerline s
LEFT JOIN ledger_entry e ON e.ledger_id = %(ledger)s AND e.seq = s.entry_seq
WHERE s.ledger_id = %(ledger)s AND s.booked_seq <= %(last)s AND s.year <= %(year)s GROUP BY s.year ORDER BY s.year
"""
_SUBLEDGER = """
WITH said AS (
  SELECT s.kind, s.relation_code, COALESCE(NULLIF(s.invoice_ref, ''), NULLIF(s.match_key, ''), '') AS key,
    s.invoice_date, s.due_date, s.amount, s.mutation, COALESCE(e.date, s.invoice_date) AS day,
    (s.kind_of_entry = 'opening' OR COALESCE(e.period = 0, false)) AS opening, s.year
  FROM ledger_subledgerline s LEFT JOIN ledger_entry e ON e.ledger_id = %(ledger)s AND e.seq = s.entry_seq
  WHERE s.ledger_id = %(ledger)s AND s.booked_seq <= %(last)s AND s.year >= %(first)s AND s.year <= %(year)s)
SELECT kind, relation_code, key, min(invoice_date) FILTER (WHERE mutation <> 'P'), min(due_date),
  COALESCE(sum(amount) FILTER (WHERE mutation = 'I' OR opening), 0), sum(amount)
FROM said WHERE (day <= %(day)s OR day IS NULL) AND (NOT opening OR year = %(first)s)
GROUP BY kind, relation_code, key HAVING sum(amount) <> 0
"""
_LEDGER = """
SELECT %(kind)s::text, relation_code, COALESCE(NULLIF(invoice_ref, ''), NULLIF(match_key, ''), ''), min(date),
  NULL::date, COALESCE(sum(amount) FILTER (WHERE side = %(side)s), 0), sum(amount)
FROM ledger_line WHERE ledger_id = %(ledger)s AND account_code = ANY (%(accounts)s) AND entry_seq <= %(last)s
  AND date <= %(day)s AND (NOT (opening OR period = 0) OR year = %(first)s)
GROUP BY 2, 3 HAVING sum(amount) <> 0
"""

_Row = tuple[str, str, str, date | None, date | None, Decimal, Decimal, bool]


def _subledger_rows(places: dict[str, Any], year: int) -> list[_Row] | None:
    """The items of the sub-ledgers, or None when the year has none."""
    found = _rows(_FIRST_YEARS, {**places, "year": year})
    if not found or found[-1][0] != year:
        return None
    first = max((known for known, opens in found if opens), default=found[0][0])
    return [(*row, True) for row in _rows(_SUBLEDGER, {**places, "year": year, "first": first})]


def _ledger_rows(administration: Administration, places: dict[str, Any]) -> Iterator[_Row]:
    accounts = tables.Account.objects.filter(administration=administration).values_list("code", "name", "reference")
    kinds = {code: control_kind(name, reference) for code, name, reference in accounts}
    first = min(year for year, _ in _rows(_YEARS, places))
    for kind, side in (("CU", "D"), ("SU", "C")):
        chosen = [code for code, found in kinds.items() if found == kind]
        if chosen:
            more = {"kind": kind, "side": side, "accounts": chosen, "first": first}
            yield from ((*row, False) for row in _rows(_LEDGER, {**places, **more}))


def _item(row: _Row, names: dict[str, str], counted_to: date) -> OpenItem:
    kind, relation, invoice, day, due, amount, left, from_subledger = row
    evidence = Evidence.LEDGER
    if from_subledger:
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
        age=(counted_to - day).days if day else None,
        overdue=(counted_to - due).days if due else None,
        evidence=evidence,
    )


def _relation_names(administration: Administration) -> dict[str, str]:
    rows = Relation.objects.filter(administration=administration)
    return dict(rows.values_list("code", "name"))


def _rows(query: str, places: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, places)
        rows: list[Any] = cursor.fetchall()
        return rows
