"""Sums of a ledger up to a sequence number, so that pages need not add up a million lines.

A ledger is append-only, so a sum up to a number stays right for ever. Only the function below writes these tables:
the application's role may read them, no more, and the function takes nothing but the number of a ledger.

Why a snapshot can never miss a line: whoever books holds the row of the ledger (SELECT … FOR UPDATE) from before it
reads last_seq until it commits, and raises last_seq in that same transaction. So when a committed last_seq is N, every
entry up to N is committed, and whoever is at work now books above N. The function reads last_seq first and then the
lines up to it, in later statements, which see at least as much.

Snapshots that nothing needs any more are dropped an hour after they were superseded: a query finds its snapshot in one
statement and reads it in the next, and no transaction of a reader lasts as long as that.
"""

from django.db import migrations

HELD = "ledger_id = (SELECT overstap_ledger_in_hand()) OR ledger_id IN (SELECT unnest(overstap_ledgers()))"
TABLES = """
CREATE TABLE ledger_snapshot (
  ledger_id bigint NOT NULL, upto_seq bigint NOT NULL, made_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (ledger_id, upto_seq));
CREATE TABLE ledger_total (
  ledger_id bigint NOT NULL, upto_seq bigint NOT NULL, lines bigint NOT NULL, year smallint NOT NULL,
  period smallint NOT NULL, opening boolean NOT NULL, side varchar(1) NOT NULL, account_code text NOT NULL,
  amount numeric NOT NULL,
  PRIMARY KEY (ledger_id, upto_seq, year, account_code, period, opening, side));
"""
FUNCTION = """
CREATE FUNCTION overstap_make_snapshot(ledger bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET work_mem = '64MB' AS $$
DECLARE last bigint;
BEGIN
  SELECT last_seq INTO last FROM ledger_ledger WHERE id = ledger;
  INSERT INTO ledger_snapshot (ledger_id, upto_seq) SELECT ledger, last WHERE last > 0 ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN last; END IF;
  PERFORM overstap_add_totals(ledger, last);
  PERFORM overstap_drop_snapshots(ledger);
  RETURN last;
END $$;

CREATE FUNCTION overstap_add_totals(ledger bigint, last bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ledger_total (ledger_id, upto_seq, year, account_code, period, opening, side, amount, lines)
    SELECT ledger, last, year, account_code, period, opening, side, sum(amount), count(*) FROM ledger_line
    WHERE ledger_id = ledger AND entry_seq <= last GROUP BY year, account_code, period, opening, side;
END $$;

-- The newest one is kept, and for each seal the newest one that it may show.
CREATE FUNCTION overstap_old_snapshots(ledger bigint, superseded timestamptz) RETURNS SETOF bigint LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s.upto_seq FROM ledger_snapshot s
  WHERE s.ledger_id = ledger
    AND EXISTS (SELECT 1 FROM ledger_snapshot n WHERE n.ledger_id = ledger AND n.upto_seq > s.upto_seq
                  AND n.made_at <= superseded)
    AND NOT EXISTS (SELECT 1 FROM tenancy_administration a
                    WHERE a.ledger_id = ledger AND a.sealed_at >= s.upto_seq AND NOT EXISTS (
                      SELECT 1 FROM ledger_snapshot n WHERE n.ledger_id = ledger AND n.upto_seq > s.upto_seq
                        AND n.upto_seq <= a.sealed_at))
$$;

CREATE FUNCTION overstap_drop_snapshots(ledger bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE old bigint[] := ARRAY(SELECT overstap_old_snapshots(ledger, now() - interval '1 hour'));
BEGIN
  DELETE FROM ledger_total WHERE ledger_id = ledger AND upto_seq = ANY (old);
  DELETE FROM ledger_snapshot WHERE ledger_id = ledger AND upto_seq = ANY (old);
END $$;
"""


def readable(table: str) -> str:
    """Seen as the ledger itself: by its holder, and up to the seal; written by the function above only."""
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY reading ON {table} FOR SELECT USING
  ({HELD} OR upto_seq <= ((SELECT overstap_seals()) ->> ledger_id::text)::bigint);
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {table} FROM overstap_app;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_statistics_of_keys")]
    operations = [
        migrations.RunSQL(TABLES),
        migrations.RunSQL(FUNCTION),
        *(migrations.RunSQL(readable(table)) for table in ("ledger_snapshot", "ledger_total")),
    ]
