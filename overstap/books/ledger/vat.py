"""VAT per period and code."""

from typing import Any

from overstap.books.ledger import models as tables
from overstap.books.ledger import snapshots
from overstap.books.ledger.reading import fetch, take_in_hand, until
from overstap.books.ledger.results import VatRow
from overstap.lib.money import ZERO
from overstap.tenancy.models import Administration


def vat_per_code(administration: Administration, year: int, *, as_of: int | None = None) -> list[VatRow]:
    """VAT per period and code of a year, opening balance excepted.

    Some packages put the VAT block on the line of the turnover, some on the line of the VAT, some on both. ``base``
    adds up the lines that are not on the code's own VAT accounts; ``vat`` adds up the blocks themselves, those on VAT
    accounts only where such a code has no others in that period.
    """
    codes = {
        code: (name, {to_pay, to_claim} - {""})
        for code, name, to_pay, to_claim in tables.VatCode.objects.filter(administration=administration).values_list(
            "code", "name", "to_pay_account", "to_claim_account"
        )
    }
    on_base: dict[tuple[int, str], list[Any]] = {}
    on_tax: dict[tuple[int, str], list[Any]] = {}
    for period, code, account, base, vat, lines in _sums(administration, year, until(administration, as_of)):
        is_tax = account in codes.get(code, ("", set()))[1]
        row = (on_tax if is_tax else on_base).setdefault((period, code), [ZERO, ZERO, 0])
        row[0] += ZERO if is_tax else base
        row[1] += vat
        row[2] += lines
    chosen = {**on_tax, **on_base}
    return [
        VatRow(period, code, codes.get(code, ("", set()))[0], *chosen[period, code]) for period, code in sorted(chosen)
    ]


def _sums(administration: Administration, year: int, last: int) -> list[Any]:
    """Period, code, account, base, VAT and number of lines; a combination may come twice."""
    take_in_hand(administration.ledger_id)
    snapshot = snapshots.newest(administration.ledger_id, last)
    booked = _BOOKED.format(beyond=snapshots.beyond(snapshot, last, "v.entry_seq"))
    query = f"{_TOTALS} UNION ALL {booked}" if snapshot else booked
    return fetch(query, {"ledger": administration.ledger_id, "year": year, "last": last, "upto": snapshot.upto})


_TOTALS = """
SELECT period, code, account_code, base, vat, lines FROM ledger_total_vat
WHERE ledger_id = %(ledger)s AND upto_seq = %(upto)s AND year = %(year)s
"""
# A line with two blocks of one code counts once in the base.
_BOOKED = """
SELECT period, code, account_code, sum(amount), sum(vat), count(*)::bigint FROM (
  SELECT l.period, v.code, l.account_code, l.amount, sum(v.amount) AS vat
  FROM ledger_linevat v JOIN ledger_line l
    ON l.ledger_id = v.ledger_id AND l.entry_seq = v.entry_seq AND l.position = v.position
  WHERE v.ledger_id = %(ledger)s AND l.ledger_id = %(ledger)s AND l.year = %(year)s AND NOT l.opening{beyond}
  GROUP BY l.entry_seq, l.position, l.period, v.code, l.account_code, l.amount) AS per_line
GROUP BY period, code, account_code
"""
