"""Pages of a ledger card and of a journal, with the running balance.

The balance before a page is that of the nearest mark of the snapshot, and the lines between the mark and the page, and
those booked after the snapshot.
"""

from datetime import date
from decimal import Decimal

from overstap.books.ledger import snapshots
from overstap.books.ledger.balances import carried_forward, chart
from overstap.books.ledger.counts import entry_counts, has_opening
from overstap.books.ledger.reading import fetch, limited, take_in_hand, until
from overstap.books.ledger.results import CardCursor, CardPage, CardRow, JournalPage, JournalRow
from overstap.lib.money import ZERO
from overstap.tenancy.models import Administration


def ledger_card(
    administration: Administration,
    account: str,
    *,
    year: int,
    after: CardCursor | None = None,
    limit: int = 100,
    as_of: int | None = None,
) -> CardPage:
    """A page of the lines on an account in a year, by date, with the running balance.

    Starts at zero where the year has an opening balance (it is among the lines) and else at what was carried
    forward. Pages stay the same while others book: a cursor is a place in the order, not a count.
    """
    last = until(administration, as_of)
    take_in_hand(administration.ledger_id)
    places: dict[str, object] = {
        "ledger": administration.ledger_id, "account": account, "year": year, "last": last,
        "limit": limited(limit) + 1,
    }  # fmt: skip
    before = _balance_before(administration, account, year, last)
    beyond = ""
    if after is not None:
        places |= {"date": after.date, "seq": after.seq, "position": after.position}
        beyond = " AND (l.date, l.entry_seq, l.position) > (%(date)s, %(seq)s, %(position)s)"
        before += _sum_up_to(administration.ledger_id, last, places)
    rows = fetch(_CARD.format(beyond=beyond), places)
    page, balance = [], before
    for row in rows[: limited(limit)]:
        balance += row[9]
        page.append(CardRow(*(*row, balance)))
    more = len(rows) > len(page)
    end = CardCursor(page[-1].date, page[-1].seq, page[-1].position) if more else None
    return CardPage(before, page, end)


def _sum_up_to(ledger_id: int, last: int, places: dict[str, object]) -> Decimal:
    """What the lines up to and including a cursor add up to."""
    snapshot = snapshots.newest(ledger_id, last)
    if not snapshot:
        found: Decimal = fetch(_CARD_SUM, places)[0][0]
        return found
    mark = fetch(_CARD_MARK, {**places, "upto": snapshot.upto})
    day, seq, position, balance = mark[0] if mark else (date.min, 0, 0, ZERO)
    marked = {"upto": snapshot.upto, "mark_date": day, "mark_seq": seq, "mark_position": position}
    since, booked = fetch(_CARD_SUM_FROM_MARK, {**places, **marked})[0]
    return Decimal(balance + since + booked)


_CARD_LINES = "l.ledger_id = %(ledger)s AND l.account_code = %(account)s AND l.year = %(year)s"
_AT_CURSOR = "(l.date, l.entry_seq, l.position) <= (%(date)s, %(seq)s, %(position)s)"
_CARD = f"""
SELECT l.entry_seq, l.position, l.date, l.period, e.journal_code, e.number, l.description, l.relation_code,
  l.invoice_ref, l.amount, l.side
FROM (SELECT * FROM ledger_line l WHERE {_CARD_LINES} AND l.entry_seq <= %(last)s{{beyond}}
  ORDER BY l.date, l.entry_seq, l.position LIMIT %(limit)s) l
JOIN ledger_entry e ON e.ledger_id = %(ledger)s AND e.seq = l.entry_seq
ORDER BY l.date, l.entry_seq, l.position
"""  # noqa: S608 - our own text
_CARD_SUM = f"""
SELECT COALESCE(sum(amount), 0) FROM ledger_line l WHERE {_CARD_LINES} AND l.entry_seq <= %(last)s AND {_AT_CURSOR}
"""  # noqa: S608
_CARD_MARK = """
SELECT date, entry_seq, position, balance FROM ledger_mark_card
WHERE ledger_id = %(ledger)s AND upto_seq = %(upto)s AND account_code = %(account)s AND year = %(year)s
  AND (date, entry_seq, position) <= (%(date)s, %(seq)s, %(position)s)
ORDER BY date DESC, entry_seq DESC, position DESC LIMIT 1
"""
# What was booked after the snapshot is taken by itself first: else PostgreSQL looks for it all along the account.
# The days say nothing new, but that the lines are few: from the places alone PostgreSQL expects a third of them all.
_CARD_SUM_FROM_MARK = f"""
WITH tail AS MATERIALIZED (
  SELECT * FROM ledger_line WHERE ledger_id = %(ledger)s AND entry_seq > %(upto)s AND entry_seq <= %(last)s)
SELECT
  (SELECT COALESCE(sum(l.amount), 0) FROM ledger_line l
   WHERE {_CARD_LINES} AND l.entry_seq <= %(upto)s AND {_AT_CURSOR}
     AND (l.date, l.entry_seq, l.position) > (%(mark_date)s, %(mark_seq)s, %(mark_position)s)
     AND l.date BETWEEN %(mark_date)s AND %(date)s),
  (SELECT COALESCE(sum(l.amount), 0) FROM tail l WHERE {_CARD_LINES} AND {_AT_CURSOR})
"""  # noqa: S608


def _balance_before(administration: Administration, account: str, year: int, last: int) -> Decimal:
    if has_opening(entry_counts(administration, last), year):
        return ZERO
    return carried_forward(administration, year, last, chart(administration)).get(account, ZERO)


def journal(
    administration: Administration,
    journal_code: str,
    *,
    year: int,
    after: int | None = None,
    limit: int = 100,
    as_of: int | None = None,
) -> JournalPage:
    """A page of the entries of a journal in a year, as booked; ``after`` is the ``next`` of the page before."""
    last = until(administration, as_of)
    take_in_hand(administration.ledger_id)
    places: dict[str, object] = {
        "ledger": administration.ledger_id, "journal": journal_code, "year": year, "after": after or 0,
        "last": last, "limit": limited(limit) + 1,
    }  # fmt: skip
    balance = _debit_up_to(administration.ledger_id, last, places) if after else ZERO
    rows = fetch(_JOURNAL, places)
    page = []
    for row in rows[: limited(limit)]:
        balance += row[7]
        page.append(JournalRow(*(*row, balance)))
    return JournalPage(page, page[-1].seq if len(rows) > len(page) else None)


def _debit_up_to(ledger_id: int, last: int, places: dict[str, object]) -> Decimal:
    """The debit side of all entries of the journal up to and including ``after``."""
    snapshot = snapshots.newest(ledger_id, last)
    mark = fetch(_JOURNAL_MARK, {**places, "upto": snapshot.upto}) if snapshot else []
    seq, debit = mark[0] if mark else (0, ZERO)
    between: Decimal = fetch(_JOURNAL_SUM, {**places, "marked": seq})[0][0]
    return Decimal(debit) + between


_JOURNAL = """
SELECT e.seq, e.number, e.date, e.period, e.kind, e.description, count(l.position),
  COALESCE(sum(l.amount) FILTER (WHERE l.side = 'D'), 0)
FROM (SELECT * FROM ledger_entry WHERE ledger_id = %(ledger)s AND journal_code = %(journal)s AND year = %(year)s
  AND seq > %(after)s AND seq <= %(last)s ORDER BY seq LIMIT %(limit)s) e
LEFT JOIN ledger_line l ON l.ledger_id = %(ledger)s AND l.entry_seq = e.seq
GROUP BY e.seq, e.number, e.date, e.period, e.kind, e.description ORDER BY e.seq
"""
_JOURNAL_MARK = """
SELECT seq, debit FROM ledger_mark_journal
WHERE ledger_id = %(ledger)s AND upto_seq = %(upto)s AND journal_code = %(journal)s AND year = %(year)s
  AND seq <= %(after)s ORDER BY seq DESC LIMIT 1
"""
_JOURNAL_SUM = """
SELECT COALESCE(sum(l.amount) FILTER (WHERE l.side = 'D'), 0)
FROM ledger_entry e JOIN ledger_line l ON l.ledger_id = %(ledger)s AND l.entry_seq = e.seq
WHERE e.ledger_id = %(ledger)s AND e.journal_code = %(journal)s AND e.year = %(year)s AND e.seq <= %(after)s
  AND e.seq > %(marked)s
"""
