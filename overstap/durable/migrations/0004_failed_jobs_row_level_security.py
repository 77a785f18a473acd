"""Everybody may note that a job failed; only the worker and the operator's commands may read it."""

from django.db import migrations

GUARD = """
ALTER TABLE durable_failedjob ENABLE ROW LEVEL SECURITY;
CREATE POLICY adding ON durable_failedjob FOR INSERT WITH CHECK (true);
CREATE POLICY reading ON durable_failedjob FOR SELECT USING (current_setting('overstap.durable', true) = 'worker');
REVOKE UPDATE, DELETE ON durable_failedjob FROM overstap_app;
"""


class Migration(migrations.Migration):
    dependencies = [("durable", "0003_failed_jobs")]
    operations = [migrations.RunSQL(GUARD)]
