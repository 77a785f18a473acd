"""Fresh statistics after a bulk load: without them PostgreSQL takes a full table for a small one, until its own
housekeeping comes along. The application's role does not own the tables and may not run ANALYZE itself."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION overstap_refresh_statistics() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  ANALYZE ledger_entry, ledger_line, ledger_linevat, ledger_subledgerline;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_walls")]
    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION overstap_refresh_statistics()")]
