"""The accounting statements that are compared besides the records.

Each is a query of its own over a stretch of the ledger that gives ``key`` (a text array), ``figure`` (text), in an
order of its own. What is booked stays as it is, so the figures of a stretch can be taken while people go on working,
and the part under the freeze does not grow with the ledger. ``combine`` makes the figures of the whole from those of
its stretches.

Parameters of the queries: ``ledger``, ``low`` (included) and ``high`` (not included).
"""

from dataclasses import dataclass

_TRIAL_BALANCE = """
SELECT ARRAY[year::text, period::text, CASE WHEN opening THEN 'opening' ELSE '' END, account_code,
             CASE side WHEN 'D' THEN 'debit' ELSE 'credit' END] AS key,
       CASE side WHEN 'D' THEN sum(amount) ELSE -sum(amount) END::text AS figure
FROM ledger_line WHERE ledger_id = %(ledger)s AND entry_seq >= %(low)s AND entry_seq < %(high)s
GROUP BY year, period, opening, account_code, side ORDER BY year, period, opening, account_code, side
"""

# Sorted before they are grouped: with hundreds of thousands of groups that is twice as fast as a hash table.
_OPEN_ITEMS = """
SELECT ARRAY[account_code, relation_code, invoice_ref] AS key, sum(amount)::text AS figure
FROM (
  SELECT account_code, relation_code, invoice_ref, amount
  FROM ledger_line WHERE ledger_id = %(ledger)s AND entry_seq >= %(low)s AND entry_seq < %(high)s
    AND relation_code <> ''
  ORDER BY invoice_ref, relation_code, account_code
) AS items
GROUP BY invoice_ref, relation_code, account_code ORDER BY invoice_ref, relation_code, account_code
"""

# The lines are not bounded as well: without statistics, as just after an import, PostgreSQL would read all of those for
# each amount of VAT, rather than look up the one that it belongs to.
_VAT = """
SELECT ARRAY[total.year::text, total.period::text, total.code, figure.name] AS key, figure.amount::text AS figure
FROM (
  SELECT line.year, line.period, vat.code, sum(line.amount) AS base, sum(vat.amount) AS vat
  FROM ledger_linevat vat JOIN ledger_line line
    ON line.ledger_id = vat.ledger_id AND line.entry_seq = vat.entry_seq AND line.position = vat.position
  WHERE vat.ledger_id = %(ledger)s AND vat.entry_seq >= %(low)s AND vat.entry_seq < %(high)s
  GROUP BY line.year, line.period, vat.code
) AS total CROSS JOIN LATERAL (VALUES ('base', total.base), ('VAT', total.vat)) AS figure(name, amount)
ORDER BY year, period, code, figure.name
"""

_SUBLEDGER_AGAINST_LEDGER = """
SELECT ARRAY[total.kind, total.nr, COALESCE(total.account_code, ''), figure.name] AS key,
       figure.amount::text AS figure
FROM (
  SELECT sub.kind, sub.nr, line.account_code, sum(sub.amount) AS sub, COALESCE(sum(line.amount), 0.00) AS ledger
  FROM ledger_subledgerline sub
  LEFT JOIN ledger_line line
    ON line.ledger_id = %(ledger)s AND line.entry_seq = sub.entry_seq AND line.position = sub.line_position
  WHERE sub.ledger_id = %(ledger)s AND sub.booked_seq >= %(low)s AND sub.booked_seq < %(high)s
  GROUP BY sub.kind, sub.nr, line.account_code
) AS total CROSS JOIN LATERAL (VALUES ('sub-ledger', total.sub), ('ledger', total.ledger)) AS figure(name, amount)
ORDER BY kind, nr, account_code, figure.name
"""

# With its length before it, a number without leading zeros sorts as people count: 9 before 10.
_SORTABLE = "to_char(length({0}), 'FM00000') || ' ' || {0} COLLATE \"C\""
_LOWEST, _HIGHEST = (f"substr({pick}({_SORTABLE}), 7)" for pick in ("min", "max"))

_NUMBER_SERIES = """
SELECT ARRAY[total.journal_code, total.year::text, figure.name] AS key, figure.value AS figure
FROM (
  SELECT journal_code, year, count(*)::text AS count, {lowest} AS lowest,
         {highest} AS highest
  FROM ledger_entry WHERE ledger_id = %(ledger)s AND seq >= %(low)s AND seq < %(high)s
  GROUP BY journal_code, year
) AS total CROSS JOIN LATERAL
  (VALUES ('count', total.count), ('lowest', total.lowest), ('highest', total.highest)) AS figure(name, value)
ORDER BY journal_code, year, figure.name
"""

_SUM = "sum(figure::numeric)::text"
_OF_NUMBERS = f"""
CASE key[3] WHEN 'lowest' THEN {_LOWEST.format("figure")} WHEN 'highest' THEN {_HIGHEST.format("figure")}
ELSE (sum(figure::numeric) FILTER (WHERE key[3] = 'count'))::text END
"""


@dataclass(frozen=True, slots=True)
class StatementKind:
    """One statement: its query, and how the figures of its stretches combine (SQL)."""

    name: str
    rows: str
    combine: str = _SUM


TRIAL_BALANCE = StatementKind("trial_balance", _TRIAL_BALANCE)
STATEMENTS = (
    TRIAL_BALANCE,
    StatementKind("open_items", _OPEN_ITEMS),
    StatementKind("subledger_against_ledger", _SUBLEDGER_AGAINST_LEDGER),
    StatementKind("vat", _VAT),
    StatementKind(
        "number_series",
        _NUMBER_SERIES.format(lowest=_LOWEST.format("number"), highest=_HIGHEST.format("number")),
        _OF_NUMBERS,
    ),
)

BALANCE_OF_ENTRIES = """
SELECT count(*), COALESCE(array_agg(ARRAY[entry_seq::text, balance::text]) FILTER (WHERE balance <> 0), '{}')
FROM (
  SELECT entry_seq, sum(amount) AS balance
  FROM (SELECT entry_seq, amount FROM ledger_line WHERE ledger_id = %(ledger)s ORDER BY entry_seq) AS lines
  GROUP BY entry_seq
) AS entries
"""
