"""A coupling and all that belongs to it are its environment's alone. An operator switches it on and off, and sees that
alone; the worker sees how far it is."""

from django.db import migrations

GUARD = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON {table} USING (environment_id = ANY ((SELECT overstap_environments())::bigint[]));
CREATE POLICY working ON {table} USING (current_setting('overstap.durable', true) = 'worker');
"""

SWITCH = """
CREATE POLICY operator ON coupling_coupling USING ((SELECT overstap_is_operator()));
REVOKE DELETE ON coupling_coupling, coupling_coupled, coupling_contact, coupling_card FROM overstap_app;

-- What was decided stays in the log as it was.
REVOKE UPDATE, DELETE ON coupling_decision FROM overstap_app;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON coupling_decision
  FOR EACH STATEMENT EXECUTE FUNCTION overstap_refuse_change();
"""

TABLES = ("coupling", "coupled", "contact", "card", "question", "difference", "decision", "couplingfinding")


class Migration(migrations.Migration):
    dependencies = [("coupling", "0001_tables"), ("tenancy", "0002_row_level_security")]
    operations = [*(migrations.RunSQL(GUARD.format(table=f"coupling_{one}")) for one in TABLES), migrations.RunSQL(SWITCH)]
