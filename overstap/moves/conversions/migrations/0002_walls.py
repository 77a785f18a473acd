"""A conversion and all that belongs to it are its environment's alone; besides, the worker writes how one ended."""

from django.db import migrations

GUARD = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON {table} USING (environment_id = ANY ((SELECT overstap_environments())::bigint[]));
CREATE POLICY working ON {table} USING (current_setting('overstap.durable', true) = 'worker');
"""

KEPT = """
REVOKE DELETE ON conversions_conversion, conversions_pair FROM overstap_app;

-- What ended stays as it is, and nobody makes their conversion somebody else's.
CREATE FUNCTION conversions_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.ended_at IS NOT NULL AND (OLD.state, OLD.is_clean, OLD.counts, OLD.balances)
     IS DISTINCT FROM (NEW.state, NEW.is_clean, NEW.counts, NEW.balances)
     OR NEW.environment_id <> OLD.environment_id OR NEW.ordered_by_id <> OLD.ordered_by_id THEN
    RAISE EXCEPTION 'a conversion that ended stays as it is' USING ERRCODE = 'OV001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE UPDATE ON conversions_conversion FOR EACH ROW EXECUTE FUNCTION conversions_keep();
"""

TABLES = ("conversion", "staged", "pair", "conversionfinding", "difference")


class Migration(migrations.Migration):
    dependencies = [("conversions", "0001_tables"), ("tenancy", "0002_row_level_security")]
    operations = [*(migrations.RunSQL(GUARD.format(table=f"conversions_{one}")) for one in TABLES), migrations.RunSQL(KEPT)]
