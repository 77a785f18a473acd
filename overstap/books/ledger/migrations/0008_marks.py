"""More in a snapshot: counts of entries, VAT, running balances, open items; and two indexes made beside the work.

Marks keep the running balance at every 200th line of a ledger card (and every 100th entry of a journal): a page far
down adds up what lies between the nearest mark and itself, and the lines booked after the snapshot.

``ledger_relation_line`` and ``ledger_term`` are indexes of lines and entries, filled when a snapshot is made instead of during an import: everything up to the newest snapshot is in them.
They hold hashes or cut texts, because a code that somebody typed may be longer than PostgreSQL can index; who looks
something up compares the whole text again.

Sub-ledger lines may be added at the number of the newest entry without an entry of their own, so their snapshot goes
by ``position``, which rises under the same lock.
"""

from django.db import migrations, models

CARD_STEP, JOURNAL_STEP = 200, 100
TABLES = """
ALTER TABLE ledger_snapshot ADD subledger_position bigint NOT NULL DEFAULT 0, ADD items_from text NOT NULL DEFAULT '',
  ADD items_first smallint, ADD items_year smallint, ADD items_day date, ADD items_accounts text[];
CREATE TABLE ledger_total_entries (
  ledger_id bigint NOT NULL, upto_seq bigint NOT NULL, entries bigint NOT NULL, first_seq bigint NOT NULL,
  last_seq bigint NOT NULL, first_date date NOT NULL, last_date date NOT NULL, year smallint NOT NULL,
  period smallint NOT NULL, kind text NOT NULL, journal_code text NOT NULL);
CREATE INDEX total_entries ON ledger_total_entries (ledger_id, upto_seq, year);
CREATE TABLE ledger_total_vat (
  ledger_id bigint NOT NULL, upto_seq bigint NOT NULL, lines bigint NOT NULL, year smallint NOT NULL,
  period smallint NOT NULL, code text NOT NULL, account_code text NOT NULL, base numeric NOT NULL,
  vat numeric NOT NULL);
CREATE INDEX total_vat ON ledger_total_vat (ledger_id, upto_seq, year);
CREATE TABLE ledger_mark_card (
  ledger_id bigint NOT NULL, upto_seq bigint NOT NULL, entry_seq bigint NOT NULL, position integer NOT NULL,
  date date NOT NULL, year smallint NOT NULL, account_code text NOT NULL, balance numeric NOT NULL,
  PRIMARY KEY (ledger_id, upto_seq, account_code, year, date, entry_seq, position));
CREATE TABLE ledger_mark_journal (
  ledger_id bigint NOT NULL, upto_seq bigint NOT NULL, seq bigint NOT NULL, year smallint NOT NULL,
  journal_code text NOT NULL, debit numeric NOT NULL,
  PRIMARY KEY (ledger_id, upto_seq, journal_code, year, seq));
CREATE TABLE ledger_total_item (
  ledger_id bigint NOT NULL, upto_seq bigint NOT NULL, hash bigint NOT NULL, invoice_date date, due_date date,
  kind text NOT NULL, relation_code text NOT NULL, key text NOT NULL, amount numeric NOT NULL, open numeric NOT NULL);
CREATE INDEX total_item ON ledger_total_item (ledger_id, upto_seq, hash);
CREATE INDEX total_item_open ON ledger_total_item (ledger_id, upto_seq) WHERE open <> 0;
CREATE TABLE ledger_relation_line (
  ledger_id bigint NOT NULL, hash bigint NOT NULL, date date NOT NULL, entry_seq bigint NOT NULL,
  position integer NOT NULL, PRIMARY KEY (ledger_id, hash, date, entry_seq, position));
CREATE TABLE ledger_term (
  ledger_id bigint NOT NULL, entry_seq bigint NOT NULL, term text COLLATE "C" NOT NULL,
  PRIMARY KEY (ledger_id, term, entry_seq));
"""
# An item is what one invoice (or, without one, one match key) of a relation adds up to: see open_items.py.
FUNCTIONS = f"""
CREATE FUNCTION overstap_text_hash(VARIADIC texts text[]) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN hashtextextended(array_to_string(texts, chr(31)), 0);

CREATE FUNCTION overstap_add_counts(ledger bigint, last bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ledger_total_entries (ledger_id, upto_seq, year, period, kind, journal_code, entries, first_seq, last_seq,
      first_date, last_date)
    SELECT ledger, last, year, period, kind, journal_code, count(*), min(seq), max(seq), min(date), max(date)
    FROM ledger_entry WHERE ledger_id = ledger AND seq <= last GROUP BY year, period, kind, journal_code;
  INSERT INTO ledger_total_vat (ledger_id, upto_seq, year, period, code, account_code, base, vat, lines)
    SELECT ledger, last, year, period, code, account_code, sum(amount), sum(vat), count(*) FROM (
      SELECT l.year, l.period, v.code, l.account_code, l.amount, sum(v.amount) AS vat
      FROM ledger_linevat v JOIN ledger_line l
        ON l.ledger_id = v.ledger_id AND l.entry_seq = v.entry_seq AND l.position = v.position
      WHERE v.ledger_id = ledger AND l.ledger_id = ledger AND NOT l.opening AND v.entry_seq <= last
      GROUP BY l.entry_seq, l.position, l.year, l.period, v.code, l.account_code, l.amount) AS per_line
    GROUP BY year, period, code, account_code;
END $$;

CREATE FUNCTION overstap_add_marks(ledger bigint, last bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ledger_mark_card (ledger_id, upto_seq, account_code, year, date, entry_seq, position, balance)
    SELECT ledger, last, account_code, year, date, entry_seq, position, balance FROM (
      SELECT account_code, year, date, entry_seq, position, sum(amount) OVER place AS balance,
        row_number() OVER place AS nth
      FROM ledger_line WHERE ledger_id = ledger AND entry_seq <= last
      WINDOW place AS (PARTITION BY account_code, year ORDER BY date, entry_seq, position ROWS UNBOUNDED PRECEDING)
      ) AS running WHERE nth % {CARD_STEP} = 0;
  INSERT INTO ledger_mark_journal (ledger_id, upto_seq, journal_code, year, seq, debit)
    SELECT ledger, last, journal_code, year, seq, running FROM (
      SELECT journal_code, year, seq, sum(debit) OVER place AS running, row_number() OVER place AS nth FROM (
        SELECT e.journal_code, e.year, e.seq, COALESCE(d.debit, 0) AS debit FROM ledger_entry e LEFT JOIN (
          SELECT entry_seq, sum(amount) AS debit FROM ledger_line
          WHERE ledger_id = ledger AND entry_seq <= last AND side = 'D' GROUP BY entry_seq) d ON d.entry_seq = e.seq
        WHERE e.ledger_id = ledger AND e.seq <= last) AS per_entry
      WINDOW place AS (PARTITION BY journal_code, year ORDER BY seq ROWS UNBOUNDED PRECEDING)
      ) AS running WHERE nth % {JOURNAL_STEP} = 0;
END $$;

CREATE FUNCTION overstap_add_indexes(ledger bigint, last bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE known bigint;
BEGIN
  SELECT COALESCE(max(upto_seq), 0) INTO known FROM ledger_snapshot WHERE ledger_id = ledger AND upto_seq < last;
  INSERT INTO ledger_relation_line (ledger_id, hash, date, entry_seq, position)
    SELECT ledger, overstap_text_hash(relation_code), date, entry_seq, position FROM ledger_line
    WHERE ledger_id = ledger AND entry_seq > known AND entry_seq <= last AND relation_code <> '' ORDER BY 2, 3, 4, 5;
  INSERT INTO ledger_term (ledger_id, term, entry_seq)
    SELECT ledger, term, seq FROM (
      SELECT left(lower(number), 60) AS term, seq FROM ledger_entry
      WHERE ledger_id = ledger AND seq > known AND seq <= last UNION
      SELECT left(lower(v.term), 60), entry_seq
      FROM ledger_line CROSS JOIN LATERAL (VALUES (invoice_ref), (doc_ref)) AS v (term)
      WHERE ledger_id = ledger AND entry_seq > known AND entry_seq <= last AND v.term <> '') AS terms
    WHERE term <> '' ORDER BY term COLLATE "C", seq;
END $$;
"""
ITEMS = """
CREATE FUNCTION overstap_add_items(ledger bigint, last bigint, positions bigint) RETURNS void LANGUAGE plpgsql AS $$
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
  INSERT INTO ledger_total_item (ledger_id, upto_seq, hash, kind, relation_code, key, invoice_date, due_date, amount, open)
    SELECT ledger, last, overstap_text_hash(kind, relation_code, key), kind, relation_code, key,
      min(invoice_date) FILTER (WHERE mutation <> 'P'), min(due_date),
      COALESCE(sum(amount) FILTER (WHERE mutation = 'I' OR opening), 0), sum(amount)
    FROM said_items WHERE NOT opening OR year = first GROUP BY kind, relation_code, key;
  DROP TABLE said_items;
END $$;

CREATE OR REPLACE FUNCTION overstap_make_snapshot(ledger bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET work_mem = '64MB' AS $$
DECLARE last bigint; positions bigint;
BEGIN
  SELECT l.last_seq, (SELECT COALESCE(max(s.position), 0) FROM ledger_subledgerline s
                      WHERE s.ledger_id = ledger AND s.booked_seq <= l.last_seq)
    INTO last, positions FROM ledger_ledger l WHERE l.id = ledger;
  INSERT INTO ledger_snapshot (ledger_id, upto_seq) SELECT ledger, last WHERE last > 0 ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN last; END IF;
  PERFORM overstap_add_totals(ledger, last);
  PERFORM overstap_add_counts(ledger, last);
  PERFORM overstap_add_marks(ledger, last);
  PERFORM overstap_add_indexes(ledger, last);
  PERFORM overstap_add_items(ledger, last, positions);
  PERFORM overstap_drop_snapshots(ledger);
  ANALYZE ledger_total, ledger_total_entries, ledger_total_vat, ledger_mark_card, ledger_mark_journal,
    ledger_total_item, ledger_relation_line, ledger_term;
  RETURN last;
END $$;

CREATE OR REPLACE FUNCTION overstap_drop_snapshots(ledger bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE old bigint[] := ARRAY(SELECT overstap_old_snapshots(ledger, now() - interval '1 hour')); name text;
BEGIN
  IF old = '{}' THEN RETURN; END IF;
  FOREACH name IN ARRAY ARRAY['ledger_total', 'ledger_total_entries', 'ledger_total_vat', 'ledger_mark_card',
      'ledger_mark_journal', 'ledger_total_item', 'ledger_snapshot'] LOOP
    EXECUTE format('DELETE FROM %I WHERE ledger_id = $1 AND upto_seq = ANY ($2)', name) USING ledger, old;
  END LOOP;
END $$;

-- They hold less than a snapshot holds from now on; the next job makes new ones.
DELETE FROM ledger_snapshot;
DELETE FROM ledger_total;
"""
SEQ = {
    "ledger_total_entries": "upto_seq",
    "ledger_total_vat": "upto_seq",
    "ledger_mark_card": "upto_seq",
    "ledger_mark_journal": "upto_seq",
    "ledger_total_item": "upto_seq",
    "ledger_relation_line": "entry_seq",
    "ledger_term": "entry_seq",
}


HELD = "ledger_id = (SELECT overstap_ledger_in_hand()) OR ledger_id IN (SELECT unnest(overstap_ledgers()))"


def readable(table: str, seq: str) -> str:
    """Seen as the ledger itself: by its holder, and up to the seal; written by the functions above only."""
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY reading ON {table} FOR SELECT USING
  ({HELD} OR {seq} <= ((SELECT overstap_seals()) ->> ledger_id::text)::bigint);
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {table} FROM overstap_app;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_totals")]
    operations = [
        migrations.RunSQL(TABLES),
        migrations.RunSQL(FUNCTIONS),
        migrations.RunSQL(ITEMS),
        *(migrations.RunSQL(readable(table, seq)) for table, seq in SEQ.items()),
        migrations.RemoveIndex("line", "line_card"),
        migrations.AddIndex(
            "line",
            models.Index(
                fields=["ledger_id", "account_code", "year", "date", "entry_seq", "position"], name="line_card"
            ),
        ),
    ]
