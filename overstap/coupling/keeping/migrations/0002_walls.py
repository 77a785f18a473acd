"""What is kept in step is its environment's alone; the worker sees it. What went out stays known."""

from django.db import migrations

GUARD = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON {table} USING (environment_id = ANY ((SELECT overstap_environments())::bigint[]));
CREATE POLICY working ON {table} USING (current_setting('overstap.durable', true) = 'worker');
REVOKE DELETE ON {table} FROM overstap_app;
"""

TABLES = ("keeping", "outgoing")


class Migration(migrations.Migration):
    dependencies = [("coupling_keeping", "0001_tables"), ("coupling", "0002_walls")]
    operations = [migrations.RunSQL(GUARD.format(table=f"coupling_keeping_{one}")) for one in TABLES]
