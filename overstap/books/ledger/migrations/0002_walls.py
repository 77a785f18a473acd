"""What PostgreSQL itself guards: who sees which lines, that nothing booked changes, that entries balance.

Row-level security is evaluated once per query (the sub-selects), not once per row; a sealed view costs one look-up
in a small jsonb object per row. The triggers are per statement: a million lines that arrive by the ten thousand
cost one hash aggregate per batch. The refusals: OV001 append-only, OV002 unbalanced, OV003 not a valid place in the
ledger, OV423 nothing can be saved now.
"""

from django.db import migrations

APPEND_ONLY = {
    "ledger_entry": "seq",
    "ledger_line": "entry_seq",
    "ledger_linevat": "entry_seq",
    "ledger_subledgerline": "booked_seq",
}
MASTER = ("fiscalyear", "period", "account", "journal", "vatcode", "dimension", "importedfile")
LIVING = "ANY ((SELECT overstap_ledgers())::bigint[])"

FUNCTIONS = """
CREATE SEQUENCE ledger_ledger_id_seq;

-- Ledgers that may be seen here through a sealed view, each with the last sequence number to show.
CREATE FUNCTION overstap_seals() RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT COALESCE(jsonb_object_agg(ledger_id::text, last), '{}') FROM (
    SELECT ledger_id, max(sealed_at) AS last FROM tenancy_administration
    WHERE environment_id = ANY (overstap_environments()) AND sealed_at > 0 AND state <> 'moved'
    GROUP BY ledger_id) AS seals
$$;

-- The share lock makes a freeze wait for a writer that came in past access.administration_for_writing.
CREATE FUNCTION overstap_refuse_unless_writable(ledger bigint, lowest bigint) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE found_state text; sealed bigint;
BEGIN
  SELECT state INTO found_state FROM tenancy_administration WHERE ledger_id = ledger AND sealed_at IS NULL FOR SHARE;
  IF found_state IS DISTINCT FROM 'active' THEN
    RAISE EXCEPTION 'ledger % cannot be written to now: its administration is %', ledger, COALESCE(found_state, 'absent')
      USING ERRCODE = 'OV423';
  END IF;
  SELECT max(sealed_at) INTO sealed FROM tenancy_administration WHERE ledger_id = ledger;
  IF lowest <= sealed THEN
    RAISE EXCEPTION 'ledger % is sealed up to %: nothing can be booked at %', ledger, sealed, lowest
      USING ERRCODE = 'OV003';
  END IF;
END $$;

CREATE FUNCTION overstap_entries_added() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM overstap_refuse_unless_writable(ledger_id, min(seq)) FROM added GROUP BY ledger_id;
  RETURN NULL;
END $$;

CREATE FUNCTION overstap_vat_added() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM overstap_refuse_unless_writable(ledger_id, min(entry_seq)) FROM added GROUP BY ledger_id;
  RETURN NULL;
END $$;

CREATE FUNCTION overstap_subledger_added() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM overstap_refuse_unless_writable(ledger_id, min(booked_seq)) FROM added GROUP BY ledger_id;
  RETURN NULL;
END $$;

CREATE TABLE ledger_unbalanced (
  ledger_id bigint NOT NULL, entry_seq bigint NOT NULL, PRIMARY KEY (ledger_id, entry_seq));

CREATE FUNCTION overstap_lines_added() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM overstap_refuse_unless_writable(ledger_id, min(entry_seq)) FROM added GROUP BY ledger_id;
  INSERT INTO ledger_unbalanced
    SELECT ledger_id, entry_seq FROM added GROUP BY ledger_id, entry_seq HAVING sum(amount) <> 0
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE FUNCTION overstap_refuse_unbalanced() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE difference numeric; entry ledger_entry;
BEGIN
  SELECT sum(amount) INTO difference FROM ledger_line
    WHERE ledger_id = NEW.ledger_id AND entry_seq = NEW.entry_seq;
  IF difference <> 0 THEN
    SELECT * INTO entry FROM ledger_entry WHERE ledger_id = NEW.ledger_id AND seq = NEW.entry_seq;
    RAISE EXCEPTION 'entry % in journal % (ledger %, seq %) does not balance: debit exceeds credit by %',
      COALESCE(entry.number, '?'), COALESCE(entry.journal_code, '?'), NEW.ledger_id, NEW.entry_seq, difference
      USING ERRCODE = 'OV002';
  END IF;
  DELETE FROM ledger_unbalanced WHERE ledger_id = NEW.ledger_id AND entry_seq = NEW.entry_seq;
  RETURN NULL;
END $$;

CREATE FUNCTION overstap_refuse_lower_seq() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.last_seq < OLD.last_seq THEN
    RAISE EXCEPTION 'ledger % cannot go back from % to %', OLD.id, OLD.last_seq, NEW.last_seq USING ERRCODE = 'OV001';
  END IF;
  RETURN NEW;
END $$;
"""

LEDGER = f"""
ALTER TABLE ledger_ledger ENABLE ROW LEVEL SECURITY;
CREATE POLICY reading ON ledger_ledger FOR SELECT USING
  (id = {LIVING} OR (SELECT overstap_seals()) ? id::text);
CREATE POLICY adding ON ledger_ledger FOR INSERT WITH CHECK (id = {LIVING});
CREATE POLICY counting ON ledger_ledger FOR UPDATE USING (id = {LIVING});
REVOKE UPDATE, DELETE, TRUNCATE ON ledger_ledger FROM overstap_app;
GRANT UPDATE (last_seq) ON ledger_ledger TO overstap_app;
CREATE TRIGGER forward_only BEFORE UPDATE ON ledger_ledger FOR EACH ROW EXECUTE FUNCTION overstap_refuse_lower_seq();

ALTER TABLE ledger_unbalanced ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON ledger_unbalanced FROM overstap_app;
CREATE CONSTRAINT TRIGGER balanced AFTER INSERT ON ledger_unbalanced DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION overstap_refuse_unbalanced();
"""

ADDED = {
    "ledger_entry": "overstap_entries_added",
    "ledger_line": "overstap_lines_added",
    "ledger_linevat": "overstap_vat_added",
    "ledger_subledgerline": "overstap_subledger_added",
}


def append_only(table: str, seq: str) -> str:
    """Seen up to the seal, added to by the holder, changed by nobody."""
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY reading ON {table} FOR SELECT USING
  (ledger_id = {LIVING} OR {seq} <= ((SELECT overstap_seals()) ->> ledger_id::text)::bigint);
CREATE POLICY adding ON {table} FOR INSERT WITH CHECK (ledger_id = {LIVING});
REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM overstap_app;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION overstap_refuse_change();
CREATE TRIGGER added AFTER INSERT ON {table} REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION {ADDED[table]}();
"""


def master(table: str) -> str:
    """Master data belong to the administration that they hang on."""
    return f"""
ALTER TABLE ledger_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON ledger_{table} USING (administration_id = ANY ((SELECT overstap_administrations())::bigint[]));
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_tables"), ("tenancy", "0002_row_level_security")]
    operations = [
        migrations.RunSQL(FUNCTIONS),
        migrations.RunSQL(LEDGER),
        *(migrations.RunSQL(append_only(table, seq)) for table, seq in APPEND_ONLY.items()),
        *(migrations.RunSQL(master(table)) for table in MASTER),
    ]
