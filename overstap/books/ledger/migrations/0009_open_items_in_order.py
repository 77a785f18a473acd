"""Open items of a snapshot in the order of their list (``nth``, null for what is settled), and their sums per due date.

A page of them starts at a number; nothing is sorted, and what is not due, or long overdue, is added up from a sum for
each day.
"""

from django.db import migrations

HELD = "ledger_id = (SELECT overstap_ledger_in_hand()) OR ledger_id IN (SELECT unnest(overstap_ledgers()))"
TABLES = f"""
DROP INDEX total_item_open;
ALTER TABLE ledger_total_item ADD nth integer, ADD relation_hash bigint NOT NULL DEFAULT 0;
CREATE INDEX total_item_nth ON ledger_total_item (ledger_id, upto_seq, nth) WHERE nth IS NOT NULL;
CREATE INDEX total_item_relation ON ledger_total_item (ledger_id, upto_seq, relation_hash, nth) WHERE nth IS NOT NULL;
CREATE TABLE ledger_total_due (
  ledger_id bigint NOT NULL, upto_seq bigint NOT NULL, items bigint NOT NULL, day date, kind text NOT NULL,
  open numeric NOT NULL);
CREATE INDEX total_due ON ledger_total_due (ledger_id, upto_seq);
ALTER TABLE ledger_total_due ENABLE ROW LEVEL SECURITY;
CREATE POLICY reading ON ledger_total_due FOR SELECT USING
  ({HELD} OR upto_seq <= ((SELECT overstap_seals()) ->> ledger_id::text)::bigint);
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON ledger_total_due FROM overstap_app;
"""
FUNCTIONS = """
CREATE OR REPLACE FUNCTION overstap_add_items(ledger bigint, last bigint, positions bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE newest smallint; first smallint; said boolean;
BEGIN
  SELECT max(year) INTO newest FROM ledger_total_entries WHERE ledger_id = ledger AND upto_seq = last;
  SELECT COALESCE(max(year) FILTER (WHERE opens), min(year)), COALESCE(bool_or(year = newest), false) INTO first, said
    FROM (SELECT s.year, s.kind_of_entry = 'opening' OR COALESCE(e.period = 0, false) AS opens
          FROM ledger_subledgerline s LEFT JOIN ledger_entry e ON e.ledger_id = ledger AND e.seq = s.entry_seq
          WHERE s.ledger_id = ledger AND s.booked_seq <= last AND s.position <= positions AND s.year <= newest) AS years;
  UPDATE ledger_snapshot SET subledger_position = positions WHERE ledger_id = ledger AND upto_seq = last;
  IF NOT said THEN RETURN; END IF;
  CREATE TEMPORARY TABLE said_items ON COMMIT DROP AS
    SELECT s.kind, s.relation_code, COALESCE(NULLIF(s.invoice_ref, ''), NULLIF(s.match_key, ''), '') AS key,
      s.invoice_date, s.due_date, s.amount, s.mutation, COALESCE(e.date, s.invoice_date) AS day, s.year,
      s.kind_of_entry = 'opening' OR COALESCE(e.period = 0, false) AS opening
    FROM ledger_subledgerline s LEFT JOIN ledger_entry e ON e.ledger_id = ledger AND e.seq = s.entry_seq
    WHERE s.ledger_id = ledger AND s.booked_seq <= last AND s.position <= positions
      AND s.year BETWEEN first AND newest;
  UPDATE ledger_snapshot SET items_from = 'subledger', items_first = first, items_year = newest,
    items_day = (SELECT max(day) FROM said_items) WHERE ledger_id = ledger AND upto_seq = last;
  INSERT INTO ledger_total_item (ledger_id, upto_seq, hash, relation_hash, kind, relation_code, key, invoice_date,
      due_date, amount, open, nth)
    SELECT ledger, last, overstap_text_hash(kind, relation_code, key), overstap_text_hash(relation_code), kind,
      relation_code, key, invoice_date, due_date, amount, open,
      CASE WHEN open <> 0 THEN row_number() OVER (ORDER BY open = 0, kind COLLATE "C", relation_code COLLATE "C",
        COALESCE(invoice_date, '0001-01-01'), key COLLATE "C") END AS nth
    FROM (
      SELECT kind, relation_code, key, min(invoice_date) FILTER (WHERE mutation <> 'P') AS invoice_date,
        min(due_date) AS due_date, COALESCE(sum(amount) FILTER (WHERE mutation = 'I' OR opening), 0) AS amount,
        sum(amount) AS open
      FROM said_items WHERE NOT opening OR year = first GROUP BY kind, relation_code, key) AS added_up
    ORDER BY nth;
  DROP TABLE said_items;
  INSERT INTO ledger_total_due (ledger_id, upto_seq, kind, day, items, open)
    SELECT ledger, last, kind, COALESCE(due_date, invoice_date), count(*), sum(open) FROM ledger_total_item
    WHERE ledger_id = ledger AND upto_seq = last AND nth IS NOT NULL GROUP BY 3, 4;
  ANALYZE ledger_total_due;
END $$;

CREATE OR REPLACE FUNCTION overstap_drop_snapshots(ledger bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE old bigint[] := ARRAY(SELECT overstap_old_snapshots(ledger, now() - interval '1 hour')); name text;
BEGIN
  IF old = '{}' THEN RETURN; END IF;
  FOREACH name IN ARRAY ARRAY['ledger_total', 'ledger_total_entries', 'ledger_total_vat', 'ledger_mark_card',
      'ledger_mark_journal', 'ledger_total_item', 'ledger_total_due', 'ledger_snapshot'] LOOP
    EXECUTE format('DELETE FROM %I WHERE ledger_id = $1 AND upto_seq = ANY ($2)', name) USING ledger, old;
  END LOOP;
END $$;

-- Those made before have no order; the next job makes new ones.
DELETE FROM ledger_snapshot;
DELETE FROM ledger_total;
DELETE FROM ledger_total_entries;
DELETE FROM ledger_total_vat;
DELETE FROM ledger_total_item;
DELETE FROM ledger_mark_card;
DELETE FROM ledger_mark_journal;
DELETE FROM ledger_relation_line;
DELETE FROM ledger_term;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0008_marks")]
    operations = [migrations.RunSQL(TABLES), migrations.RunSQL(FUNCTIONS)]
