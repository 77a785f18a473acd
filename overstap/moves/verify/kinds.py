"""What is compared, record by record: a kind for every table of the books.

A kind is a query over one table that gives a row for each record: ``chunk`` (which neighbours are compared
together), the columns of ``order``, ``key`` (what makes the record itself), ``called`` (what people call it) and
``hash``, the SHA-256 over the whole row. No column is named in a hash, so none can be forgotten. Rows of the ledger
are hashed as they stand. Master data is copied at a move: its hash leaves out what a copy cannot keep, the row's own
number and that of its administration.

Parameters of the queries: ``ledger``, ``administration``, and the sequence numbers ``low`` (included) and ``high``
(not included).
"""

from collections.abc import Sequence

from overstap.moves.holdings import HOLDINGS
from overstap.moves.holdings.shapes import Kind, master

CHUNK = 128  # sequence numbers whose records are compared as one; about 400 lines

_LEDGER_ROWS = """
SELECT t.{seq} / {chunk} AS chunk, t.{seq} AS seq{place}, {key} AS key, {called} AS called,
       sha256(convert_to(t::text, 'UTF8')) AS hash
FROM {table} t WHERE t.ledger_id = %(ledger)s AND t.{seq} >= %(low)s AND t.{seq} < %(high)s
"""

_FIELD_ROWS = """
SELECT 0::bigint AS chunk, field.key AS key, '' AS called,
       sha256(convert_to(COALESCE(field.value::text, ''), 'UTF8')) AS hash
FROM {table} t CROSS JOIN LATERAL jsonb_each(to_jsonb(t) - %({left_out})s::text[]) AS field
WHERE t.id = %({owner})s
"""

# Fields of an administration that are new at the receiver, by agreement (R056-R058) or by nature.
OWN_TO_A_PLACE = (
    "id",
    "environment_id",
    "code",
    "state",
    "parent_id",
    "system_id",
    "sealed_at",
    "delivery_address",
    "frozen_until",
    "created_at",
)


def _ledger(name: str, table: str, seq: str, further: Sequence[str] = (), called: str = "") -> Kind:
    """A kind of the ledger; ``further`` columns tell apart the records of one ``seq``."""
    columns = [f"t.{column}" for column in further]
    rows = _LEDGER_ROWS.format(
        table=table,
        seq=seq,
        chunk=CHUNK,
        place="".join(f", {column}" for column in columns),
        key=" || '/' || ".join([f"t.{seq}", *columns]) if further else f"t.{seq}::text",
        called=called or "''",
    )
    return Kind(name, table, rows, ", ".join(["seq", *further]), in_ledger=True, named=bool(called))


def _fields(name: str, table: str, owner: str, left_out: str) -> Kind:
    """A single row, field by field."""
    rows = _FIELD_ROWS.format(table=table, owner=owner, left_out=left_out)
    return Kind(name, table, rows, 'key COLLATE "C", hash')


ENTRY = _ledger("entry", "ledger_entry", "seq", called="t.journal_code || ' ' || t.number")
LINE = _ledger("line", "ledger_line", "entry_seq", ("position",))
LINE_VAT = _ledger("line_vat", "ledger_linevat", "entry_seq", ("position", "nr"))
SUBLEDGER_LINE = _ledger(
    "subledger_line",
    "ledger_subledgerline",
    "booked_seq",
    ("position",),
    called="concat_ws(' ', NULLIF(t.kind, ''), NULLIF(t.relation_code, ''), NULLIF(t.invoice_ref, ''))",
)
ADMINISTRATION = _fields("administration", "tenancy_administration", "administration", "administration_left_out")
LEDGER = _fields("ledger", "ledger_ledger", "ledger", "ledger_left_out")

OF_THE_LEDGER = (ENTRY, LINE, LINE_VAT, SUBLEDGER_LINE)
UNDER_THE_FREEZE = (
    ADMINISTRATION,
    LEDGER,
    master("fiscal_year", "ledger_fiscalyear", "year"),
    master("period", "ledger_period", "year", "number"),
    master("account", "ledger_account", "code"),
    master("journal", "ledger_journal", "code"),
    master("vat_code", "ledger_vatcode", "code"),
    master("dimension", "ledger_dimension", "type", "code"),
    master("imported_file", "ledger_importedfile", "year", "name"),
    master("company", "relations_company"),
    master("relation", "relations_relation", "code"),
    master("relation_address", "relations_relationaddress", "relation_code", "position"),
    master("relation_bank_account", "relations_relationbankaccount", "relation_code", "position"),
    *(kind for holding in HOLDINGS for kind in holding.kinds),
)
KINDS = OF_THE_LEDGER + UNDER_THE_FREEZE
