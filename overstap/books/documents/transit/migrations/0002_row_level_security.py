"""What is under way belongs to its environment; besides, the worker writes how it goes and clears up."""

from django.db import migrations

GUARD = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON {table} USING (environment_id = ANY ((SELECT overstap_environments())::bigint[]));
CREATE POLICY working ON {table} USING (current_setting('overstap.durable', true) = 'worker');
"""


class Migration(migrations.Migration):
    dependencies = [("document_transit", "0001_tables"), ("tenancy", "0002_row_level_security")]
    operations = [
        migrations.RunSQL(GUARD.format(table=table)) for table in ("document_transit_upload", "document_transit_takeaway")
    ]
