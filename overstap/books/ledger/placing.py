"""Which entry and line a line of a sub-ledger points to, looked up while the rest of the file is still being read.

Sub-ledger lines arrive in a staging table, batch by batch. Those whose ledger line has been booked by then go on at
once; the others wait in a second table for the end of the import, because what they point to may still come.
"""

from overstap.books.ledger.models import SubledgerLine

# Entries by a hash of what a sub-ledger knows them by: a number may be longer than an index takes, a hash never is.
STAGES = """
CREATE TEMPORARY TABLE stage_subledgerline (LIKE ledger_subledgerline) ON COMMIT DROP;
CREATE TEMPORARY TABLE stage_waiting (LIKE ledger_subledgerline) ON COMMIT DROP;
CREATE TEMPORARY TABLE stage_key (
  hash bigint, seq bigint, year smallint, kind text, journal_code text, number text) ON COMMIT DROP;
CREATE INDEX ON stage_key (hash, seq);
"""
UNSTAGE = "DROP TABLE stage_subledgerline, stage_waiting, stage_key"

_KEYS = """
INSERT INTO stage_key
SELECT hashtextextended(concat_ws(' ', year, kind, journal_code, number), 0), seq, year, kind, journal_code, number
FROM (SELECT seq, year, kind, CASE kind WHEN 'opening' THEN '' ELSE journal_code END AS journal_code,
    CASE kind WHEN 'opening' THEN '' ELSE number END AS number
  FROM ledger_entry WHERE ledger_id = {ledger} AND seq > {after}) AS booked
"""
# An entry number that occurs twice in its journal points to the first that has the line; the importer reports such
# numbers. LIMIT keeps the planner, which knows nothing yet about rows of this transaction, to look-ups by index;
# without bitmaps the index gives the first at once, however often a number occurs.
_FOUND = """
SELECT s.*, pointed.seq AS found_seq, pointed.position AS found_position
FROM {stage} s LEFT JOIN LATERAL (
  SELECT k.seq, l.position FROM stage_key k CROSS JOIN LATERAL (
    SELECT position FROM ledger_line
    WHERE ledger_id = {ledger} AND entry_seq = k.seq AND nr = s.line_nr ORDER BY position LIMIT 1) AS l
  WHERE k.hash = hashtextextended(concat_ws(' ', s.year, s.kind_of_entry, s.journal_code, s.entry_number), 0)
    AND k.year = s.year AND k.kind = s.kind_of_entry AND k.journal_code = s.journal_code AND k.number = s.entry_number
  ORDER BY k.seq LIMIT 1) AS pointed ON true
"""
_NOW = """
WITH found AS MATERIALIZED ({found}),
placed AS (
  INSERT INTO ledger_subledgerline
  SELECT ledger_id, found_seq, position, found_position, found_seq, {rest} FROM found WHERE found_seq >= {first})
INSERT INTO stage_waiting SELECT {every} FROM found WHERE (found_seq >= {first}) IS NOT TRUE
"""
_AT_THE_END = """
INSERT INTO ledger_subledgerline
SELECT ledger_id, CASE WHEN found_seq >= {first} THEN found_seq ELSE {last} END, position, found_position, found_seq,
  {rest}
FROM ({found}) AS found
"""


class Placing:
    """The SQL for one import into ledger ``ledger_id``, whose first new entry has number ``first``."""

    def __init__(self, ledger_id: int, first: int) -> None:
        columns = [field.column for field in SubledgerLine._meta.local_concrete_fields if field.column]
        self._every, self._rest = ", ".join(columns), ", ".join(columns[5:])
        self._ledger_id = ledger_id
        self._first = first
        self._known = 0  # entries up to this number have a key

    def batch(self, last: int) -> list[str]:
        """Statements that take on what is staged, when entries up to number ``last`` are booked."""
        found = _FOUND.format(stage="stage_subledgerline", ledger=self._ledger_id)
        now = _NOW.format(found=found, first=self._first, every=self._every, rest=self._rest)
        return [*self._keys(last), *_without_bitmaps(now), "TRUNCATE stage_subledgerline"]

    def rest(self, last: int) -> list[str]:
        """Statements that book what still waits; what points nowhere is booked at the newest entry, ``last``."""
        found = _FOUND.format(stage="stage_waiting", ledger=self._ledger_id)
        at_the_end = _AT_THE_END.format(found=found, first=self._first, last=last, rest=self._rest)
        return [*self._keys(last), *_without_bitmaps(at_the_end)]

    def _keys(self, last: int) -> list[str]:
        after, self._known = self._known, last
        return [_KEYS.format(ledger=self._ledger_id, after=after)] if last > after else []


def _without_bitmaps(statement: str) -> list[str]:
    return ["SET LOCAL enable_bitmapscan = off", statement, "SET LOCAL enable_bitmapscan = on"]
