"""What the reader leaves to the database in a large file: double entry numbers, open items that point nowhere."""

from collections.abc import Sequence

from django.db import connection

from overstap.books.ledger import store
from overstap.exchange.xaf.codes import Findings
from overstap.lib.findings import Finding
from overstap.lib.sentences import Sentence, sentence
from overstap.tenancy.models import Administration

NOT_CHECKED = "XAF-NOT-CHECKED"  # the reader remembers so many numbers and no more
_TWICE = """
SELECT journal_code, number FROM ledger_entry
WHERE ledger_id = %s AND year = %s AND kind = 'transaction'
GROUP BY journal_code, number HAVING count(*) > 1 ORDER BY journal_code, number LIMIT 1001
"""
_NOWHERE = """
SELECT kind, ledger_name, nr, journal_code, entry_number, line_nr FROM ledger_subledgerline
WHERE ledger_id = %s AND year = %s AND entry_seq IS NULL ORDER BY booked_seq, position LIMIT 1001
"""


def needed(known: Sequence[Finding]) -> bool:
    """Whether the reader has left something to check."""
    return any(finding.code == NOT_CHECKED for finding in known)


def findings(administration: Administration, year: int, known: Sequence[Finding]) -> list[Finding]:
    """What was found in a year that was just booked: what the reader found, and what it left to the database."""
    if not needed(known):
        return list(known)
    store.refresh_statistics()
    found = Findings()
    ledger = administration.ledger_id
    for journal, number in _rows(_TWICE, [ledger, year]):
        message = sentence("An entry with this number stands in the journal more than once.")
        found.add("XAF-DUPLICATE-ENTRY", _place(journal, number), message)
    for kind, name, nr, journal, number, line in _rows(_NOWHERE, [ledger, year]):
        place = f"sub-ledger {kind} {name}".rstrip() + f", line {nr}"
        found.add("XAF-POINTS-NOWHERE", place, _missing(journal, number, line))
    told = {(finding.code, finding.place) for finding in known}
    new = [finding for finding in found.listed() if (finding.code, finding.place) not in told]
    return [*(finding for finding in known if finding.code != NOT_CHECKED), *new]


def _place(journal: str, number: str) -> str:
    return f"journal {journal}, entry {number}" if journal or number else "opening balance"


def _missing(journal: str, number: str, line: str) -> Sentence:
    if not journal and not number:
        return sentence("The opening balance has no line %(line)s.", line=line)
    return sentence(
        "There is no journal %(journal)s, entry %(entry)s, line %(line)s.", journal=journal, entry=number, line=line
    )


def _rows(query: str, parameters: Sequence[int]) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        rows: list[tuple[str, ...]] = cursor.fetchall()
        return rows
