"""What the reader leaves to the database in a large file: numbers that occur twice, open items that point nowhere."""

from collections.abc import Sequence

from django.db import connection

from overstap.exchange.xaf.codes import Findings
from overstap.lib.findings import Finding
from overstap.tenancy.models import Administration

_TWICE = """
SELECT journal_code, number FROM ledger_entry
WHERE ledger_id = %s AND year = %s AND kind = 'transaction'
GROUP BY journal_code, number HAVING count(*) > 1 ORDER BY journal_code, number LIMIT 1001
"""
_LINES_TWICE = """
SELECT e.journal_code, e.number FROM ledger_entry e JOIN (
  SELECT DISTINCT entry_seq FROM ledger_line WHERE ledger_id = %s AND year = %s
  GROUP BY entry_seq, nr HAVING count(*) > 1 LIMIT 1001) twice ON twice.entry_seq = e.seq
WHERE e.ledger_id = %s ORDER BY e.seq
"""
_NOWHERE = """
SELECT kind, ledger_name, nr, journal_code, entry_number, line_nr FROM ledger_subledgerline
WHERE ledger_id = %s AND year = %s AND entry_seq IS NULL ORDER BY booked_seq, position LIMIT 1001
"""


def findings(administration: Administration, year: int, known: Sequence[Finding]) -> list[Finding]:
    """The findings of a year that was just booked; none when the reader has checked everything itself."""
    if not any(finding.code == "XAF-NOT-CHECKED" for finding in known):
        return []
    found = Findings()
    ledger = administration.ledger_id
    for journal, number in _rows(_TWICE, [ledger, year]):
        message = "An entry with this number stands in the journal more than once."
        found.add("XAF-DUPLICATE-ENTRY", _place(journal, number), message)
    for journal, number in _rows(_LINES_TWICE, [ledger, year, ledger]):
        message = "Line numbers occur more than once in the entry."
        found.add("XAF-DUPLICATE-LINE", _place(journal, number), message)
    for kind, name, nr, journal, number, line in _rows(_NOWHERE, [ledger, year]):
        place = f"sub-ledger {kind} {name}".rstrip() + f", line {nr}"
        found.add("XAF-POINTS-NOWHERE", place, f"There is no {_place(journal, number)}, line {line}.")
    told = {(finding.code, finding.place) for finding in known}
    return [finding for finding in found.listed() if (finding.code, finding.place) not in told]


def _place(journal: str, number: str) -> str:
    return f"journal {journal}, entry {number}" if journal or number else "opening balance"


def _rows(query: str, parameters: Sequence[int]) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        rows: list[tuple[str, ...]] = cursor.fetchall()
        return rows
