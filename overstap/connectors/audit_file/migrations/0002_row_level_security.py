"""Imports belong to their environment; besides, the worker writes how they go."""

from django.db import migrations

GUARD = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON {table} USING (environment_id = ANY ((SELECT overstap_environments())::bigint[]));
CREATE POLICY working ON {table} USING (current_setting('overstap.durable', true) = 'worker');
"""


class Migration(migrations.Migration):
    dependencies = [("audit_file", "0001_jobs"), ("tenancy", "0002_row_level_security")]
    operations = [
        migrations.RunSQL(GUARD.format(table=table)) for table in ("audit_file_importjob", "audit_file_importfinding")
    ]
