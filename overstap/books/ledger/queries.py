"""Reading the ledger. Every query takes ``as_of``, a sequence number, and never reads beyond the seal of the view."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from overstap.books.ledger import models as tables
from overstap.books.ledger.balances import carried_forward, chart, latest_year, trial_balance
from overstap.books.ledger.open_items import open_items
from overstap.books.ledger.reading import entry_row, fetch, take_in_hand, until, with_lines
from overstap.books.ledger.results import (
    CardCursor,
    CardPage,
    CardRow,
    JournalPage,
    JournalRow,
    NumberSeries,
    VatRow,
)
from overstap.books.ledger.values import Entry
from overstap.lib.errors import Refused
from overstap.lib.money import ZERO
from overstap.tenancy.models import Administration

__all__ = [
    "entry",
    "journal",
    "latest_year",
    "ledger_card",
    "number_series",
    "open_items",
    "trial_balance",
    "vat_per_code",
]
MOST_ROWS = 1_000  # on one page


class EntryNotFound(Refused):
    """There is no such entry, or not in this view."""

    code = "ENTRY-NOT-FOUND"


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
    places: dict[str, object] = {
        "ledger": administration.ledger_id, "account": account, "year": year, "last": last,
        "limit": _limited(limit) + 1,
    }  # fmt: skip
    before = _balance_before(administration, account, year, last)
    beyond = ""
    if after is not None:
        places |= {"date": after.date, "seq": after.seq, "position": after.position}
        beyond = " AND (l.date, l.entry_seq, l.position) > (%(date)s, %(seq)s, %(position)s)"
        before += fetch(_CARD_SUM, places)[0][0]
    rows = fetch(_CARD.format(beyond=beyond), places)
    page, balance = [], before
    for row in rows[: _limited(limit)]:
        balance += row[9]
        page.append(CardRow(*(*row, balance)))
    more = len(rows) > len(page)
    end = CardCursor(page[-1].date, page[-1].seq, page[-1].position) if more else None
    return CardPage(before, page, end)


_CARD_LINES = (
    "l.ledger_id = %(ledger)s AND l.account_code = %(account)s AND l.year = %(year)s AND l.entry_seq <= %(last)s"
)
_CARD = f"""
SELECT l.entry_seq, l.position, l.date, l.period, e.journal_code, e.number, l.description, l.relation_code,
  l.invoice_ref, l.amount, l.side
FROM ledger_line l JOIN ledger_entry e ON e.ledger_id = l.ledger_id AND e.seq = l.entry_seq
WHERE {_CARD_LINES}{{beyond}} ORDER BY l.date, l.entry_seq, l.position LIMIT %(limit)s
"""  # noqa: S608 - our own text
_CARD_SUM = f"""
SELECT COALESCE(sum(amount), 0) FROM ledger_line l
WHERE {_CARD_LINES} AND (l.date, l.entry_seq, l.position) <= (%(date)s, %(seq)s, %(position)s)
"""  # noqa: S608
_HAS_OPENING = """
SELECT EXISTS (SELECT 1 FROM ledger_entry
  WHERE ledger_id = %(ledger)s AND year = %(year)s AND seq <= %(last)s AND (kind = 'opening' OR period = 0))
"""


def _balance_before(administration: Administration, account: str, year: int, last: int) -> Decimal:
    places = {"ledger": administration.ledger_id, "year": year, "last": last}
    if fetch(_HAS_OPENING, places)[0][0]:
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
    places: dict[str, object] = {
        "ledger": administration.ledger_id, "journal": journal_code, "year": year, "after": after or 0,
        "last": until(administration, as_of), "limit": _limited(limit) + 1,
    }  # fmt: skip
    balance = fetch(_JOURNAL_SUM, places)[0][0] if after else ZERO
    rows = fetch(_JOURNAL, places)
    page = []
    for row in rows[: _limited(limit)]:
        balance += row[7]
        page.append(JournalRow(*(*row, balance)))
    return JournalPage(page, page[-1].seq if len(rows) > len(page) else None)


_JOURNAL = """
SELECT e.seq, e.number, e.date, e.period, e.kind, e.description, count(l.position),
  COALESCE(sum(l.amount) FILTER (WHERE l.side = 'D'), 0)
FROM (SELECT * FROM ledger_entry WHERE ledger_id = %(ledger)s AND journal_code = %(journal)s AND year = %(year)s
  AND seq > %(after)s AND seq <= %(last)s ORDER BY seq LIMIT %(limit)s) e
LEFT JOIN ledger_line l ON l.ledger_id = e.ledger_id AND l.entry_seq = e.seq
GROUP BY e.seq, e.number, e.date, e.period, e.kind, e.description ORDER BY e.seq
"""
_JOURNAL_SUM = """
SELECT COALESCE(sum(l.amount) FILTER (WHERE l.side = 'D'), 0)
FROM ledger_entry e JOIN ledger_line l ON l.ledger_id = e.ledger_id AND l.entry_seq = e.seq
WHERE e.ledger_id = %(ledger)s AND e.journal_code = %(journal)s AND e.year = %(year)s AND e.seq <= %(after)s
"""


def vat_per_code(administration: Administration, year: int, *, as_of: int | None = None) -> list[VatRow]:
    """VAT per period and code of a year, opening balance excepted.

    Some packages put the VAT block on the line of the turnover, some on the line of the VAT, some on both. ``base``
    adds up the lines that are not on the code's own VAT accounts; ``vat`` adds up the blocks themselves, those on VAT
    accounts only where such a code has no others in that period.
    """
    take_in_hand(administration.ledger_id)
    places = {"ledger": administration.ledger_id, "year": year, "last": until(administration, as_of)}
    codes = {
        code: (name, {to_pay, to_claim} - {""})
        for code, name, to_pay, to_claim in tables.VatCode.objects.filter(administration=administration).values_list(
            "code", "name", "to_pay_account", "to_claim_account"
        )
    }
    on_base: dict[tuple[int, str], list[Any]] = {}
    on_tax: dict[tuple[int, str], list[Any]] = {}
    for period, code, account, base, vat, lines in fetch(_VAT, places):
        is_tax = account in codes.get(code, ("", set()))[1]
        row = (on_tax if is_tax else on_base).setdefault((period, code), [ZERO, ZERO, 0])
        row[0] += ZERO if is_tax else base
        row[1] += vat
        row[2] += lines
    chosen = {**on_tax, **on_base}
    return [
        VatRow(period, code, codes.get(code, ("", set()))[0], *chosen[period, code]) for period, code in sorted(chosen)
    ]


# A line with two blocks of one code counts once in the base.
_VAT = """
SELECT period, code, account_code, sum(amount), sum(vat), count(*) FROM (
  SELECT l.period, v.code, l.account_code, l.amount, sum(v.amount) AS vat
  FROM ledger_linevat v JOIN ledger_line l
    ON l.ledger_id = v.ledger_id AND l.entry_seq = v.entry_seq AND l.position = v.position
  WHERE v.ledger_id = %(ledger)s AND l.ledger_id = %(ledger)s AND l.year = %(year)s AND NOT l.opening
    AND v.entry_seq <= %(last)s
  GROUP BY l.entry_seq, l.position, l.period, v.code, l.account_code, l.amount) AS per_line
GROUP BY period, code, account_code
"""


def number_series(administration: Administration, *, as_of: int | None = None) -> list[NumberSeries]:
    """Per journal and year: how many entries, the first number and the last, in the order of booking."""
    places = {"ledger": administration.ledger_id, "last": until(administration, as_of)}
    return [NumberSeries(*row) for row in fetch(_NUMBERS, places)]


_NUMBERS = """
SELECT s.journal_code, s.year, s.entries, f.number, l.number FROM (
  SELECT journal_code, year, count(*) AS entries, min(seq) AS first, max(seq) AS last FROM ledger_entry
  WHERE ledger_id = %(ledger)s AND seq <= %(last)s AND kind = 'transaction' GROUP BY journal_code, year) s
JOIN ledger_entry f ON f.ledger_id = %(ledger)s AND f.seq = s.first
JOIN ledger_entry l ON l.ledger_id = %(ledger)s AND l.seq = s.last
ORDER BY s.journal_code, s.year
"""


def entry(administration: Administration, seq: int, *, as_of: int | None = None) -> Entry:
    """One entry with its lines. Raises EntryNotFound."""
    row = entry_row(administration.ledger_id, seq) if 0 < seq <= until(administration, as_of) else None
    if row is None:
        raise EntryNotFound(_("There is no entry %(seq)d here.") % {"seq": seq}, remedy=_("Check the number."))
    return next(with_lines(administration.ledger_id, [row]))


def _limited(limit: int) -> int:
    return max(1, min(limit, MOST_ROWS))
