"""Everybody may add a mail; only the worker, which says so within its transaction, may read and change one.

The guard is against a stray query in a page: a mail may hold a transfer code.
"""

from django.db import migrations

GUARD = "".join(
    f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY adding ON {table} FOR INSERT WITH CHECK (true);
CREATE POLICY reading ON {table} FOR SELECT USING (current_setting('overstap.durable', true) = 'worker');
CREATE POLICY changing ON {table} FOR UPDATE USING (current_setting('overstap.durable', true) = 'worker');
REVOKE DELETE ON {table} FROM overstap_app;
"""
    for table in ("durable_outgoingmail", "durable_mailattachment")
)


class Migration(migrations.Migration):
    dependencies = [("durable", "0001_outbox")]
    operations = [migrations.RunSQL(GUARD)]
