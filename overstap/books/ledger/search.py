"""Finding entries by what their number, invoice or document reference begins with."""

from overstap.books.ledger import snapshots
from overstap.books.ledger.reading import fetch, limited, take_in_hand, until
from overstap.books.ledger.results import FoundEntries, FoundEntry
from overstap.tenancy.models import Administration

TERM_LENGTH = 60  # of a longer reference, so many letters can be searched for (migrations/0008_marks.py)
_LAST_LETTER = "\U0010ffff"


def search_entries(
    administration: Administration,
    text: str,
    *,
    after: tuple[str, int] | None = None,
    limit: int = 50,
    as_of: int | None = None,
) -> FoundEntries:
    """A page of the entries with a reference that begins with ``text``, capitals or not, by reference and ``seq``.

    An entry with two such references comes twice. ``after`` is the ``next`` of the page before. Nothing is found for
    an empty text.
    """
    term = text.strip().lower()[:TERM_LENGTH]
    if not term or not term.isprintable():
        return FoundEntries([], None)
    take_in_hand(administration.ledger_id)
    last = until(administration, as_of)
    snapshot = snapshots.newest(administration.ledger_id, last)
    after_term, after_seq = after or ("", 0)
    places = {
        "ledger": administration.ledger_id, "upto": snapshot.upto, "last": last, "term": term,
        "end": term + _LAST_LETTER, "after": after_term, "after_seq": after_seq, "limit": limited(limit) + 1,
        "length": TERM_LENGTH,
    }  # fmt: skip
    rows = fetch(_FOUND, places)
    page = [FoundEntry(*row) for row in rows[: limited(limit)]]
    return FoundEntries(page, (page[-1].term, page[-1].seq) if len(rows) > len(page) else None)


# Up to the snapshot there is an index of terms; what was booked after it is looked through.
_FOUND = """
WITH found AS (
  (SELECT term, entry_seq FROM ledger_term
   WHERE ledger_id = %(ledger)s AND term >= %(term)s AND term < %(end)s AND entry_seq <= %(upto)s
     AND (term, entry_seq) > (%(after)s, %(after_seq)s) ORDER BY term, entry_seq LIMIT %(limit)s)
  UNION
  SELECT left(lower(number), %(length)s) COLLATE "C", seq FROM ledger_entry
  WHERE ledger_id = %(ledger)s AND seq > %(upto)s AND seq <= %(last)s
  UNION
  SELECT left(lower(v.term), %(length)s) COLLATE "C", entry_seq
  FROM ledger_line CROSS JOIN LATERAL (VALUES (invoice_ref), (doc_ref)) AS v (term)
  WHERE ledger_id = %(ledger)s AND entry_seq > %(upto)s AND entry_seq <= %(last)s)
SELECT f.term, e.seq, e.number, e.journal_code, e.date, e.description FROM (
  SELECT term, entry_seq FROM found WHERE term >= %(term)s AND term < %(end)s
    AND (term, entry_seq) > (%(after)s, %(after_seq)s) ORDER BY term, entry_seq LIMIT %(limit)s) f
JOIN ledger_entry e ON e.ledger_id = %(ledger)s AND e.seq = f.entry_seq ORDER BY f.term, e.seq
"""
