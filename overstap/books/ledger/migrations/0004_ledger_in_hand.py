"""Row-level security that costs a million rows next to nothing.

A query about one ledger may name it beforehand (overstap.ledger, local to the transaction). Whether it may be seen is
then looked up once, and each row costs one comparison of numbers; without it each row costs a probe of a hash table
of the ledgers that may be seen. The setting widens nothing: a ledger that may not be seen is never "in hand".
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION overstap_ledger_in_hand() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = public, pg_temp AS $$
  SELECT asked.id FROM (SELECT NULLIF(current_setting('overstap.ledger', true), '')::bigint AS id) AS asked
  WHERE asked.id = ANY (overstap_ledgers())
$$;
"""
SEQ = {
    "ledger_entry": "seq",
    "ledger_line": "entry_seq",
    "ledger_linevat": "entry_seq",
    "ledger_subledgerline": "booked_seq",
}
HELD = "ledger_id = (SELECT overstap_ledger_in_hand()) OR ledger_id IN (SELECT unnest(overstap_ledgers()))"


def policies(table: str, seq: str) -> str:
    """The same rules as before, in the cheaper form."""
    return f"""
ALTER POLICY reading ON {table} USING
  ({HELD} OR {seq} <= ((SELECT overstap_seals()) ->> ledger_id::text)::bigint);
ALTER POLICY adding ON {table} WITH CHECK ({HELD});
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_statistics")]
    operations = [
        migrations.RunSQL(FUNCTION),
        *(migrations.RunSQL(policies(table, seq)) for table, seq in SEQ.items()),
    ]
