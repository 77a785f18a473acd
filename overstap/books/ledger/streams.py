"""A book year as long lists, for exports: read as a stream, so that memory does not grow with the ledger."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from overstap.books.ledger.cards import ledger_card
from overstap.books.ledger.reading import take_in_hand, until
from overstap.tenancy.models import Administration

_AT_ONCE = 2_000


class LineRow(NamedTuple):
    """A line with its entry. ``amount`` is debit positive; ``side`` is D or C."""

    seq: int
    position: int
    date: date
    period: int
    journal: str
    number: str
    account: str
    description: str
    relation: str
    invoice_ref: str
    doc_ref: str
    amount: Decimal
    side: str
    cost_centre: str
    project: str
    currency: str
    currency_amount: Decimal | None


class EntryRow(NamedTuple):
    """An entry; ``total`` is the sum of its debit side."""

    seq: int
    date: date
    period: int
    journal: str
    number: str
    description: str
    lines: int
    total: Decimal


def year_lines(administration: Administration, year: int) -> Iterator[LineRow]:
    """All lines of a year, in the order in which they were booked. Within a transaction."""
    return map(LineRow._make, _stream(_LINES + " ORDER BY l.entry_seq, l.position", _places(administration, year)))


def card_lines(administration: Administration, account: str, year: int) -> tuple[Decimal, Iterator[LineRow]]:
    """The balance with which an account begins a year, and its lines by date as on its ledger card."""
    before = ledger_card(administration, account, year=year, limit=1).before
    places = {**_places(administration, year), "account": account}
    query = f"{_LINES} AND l.account_code = %(account)s ORDER BY l.date, l.entry_seq, l.position"
    return before, map(LineRow._make, _stream(query, places))


def year_entries(administration: Administration, year: int) -> Iterator[EntryRow]:
    """All entries of a year, in the order in which they were booked. Within a transaction."""
    return map(EntryRow._make, _stream(_ENTRIES, _places(administration, year)))


_LINES = """
SELECT l.entry_seq, l.position, l.date, l.period, e.journal_code, e.number, l.account_code, l.description,
  l.relation_code, l.invoice_ref, l.doc_ref, l.amount, l.side, l.cost_centre, l.project, l.currency, l.currency_amount
FROM ledger_line l JOIN ledger_entry e ON e.ledger_id = %(ledger)s AND e.seq = l.entry_seq
WHERE l.ledger_id = %(ledger)s AND l.year = %(year)s AND l.entry_seq <= %(last)s
"""
_ENTRIES = """
SELECT e.seq, e.date, e.period, e.journal_code, e.number, e.description, l.lines, l.total
FROM ledger_entry e CROSS JOIN LATERAL (
  SELECT count(*) AS lines, COALESCE(sum(amount) FILTER (WHERE side = 'D'), 0) AS total FROM ledger_line
  WHERE ledger_id = %(ledger)s AND entry_seq = e.seq) l
WHERE e.ledger_id = %(ledger)s AND e.year = %(year)s AND e.seq <= %(last)s ORDER BY e.seq
"""


def _places(administration: Administration, year: int) -> dict[str, Any]:
    take_in_hand(administration.ledger_id)
    return {"ledger": administration.ledger_id, "year": year, "last": until(administration, None)}


def _stream(query: str, places: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, places)
        while rows := cursor.fetchmany(_AT_ONCE):
            yield from rows
