"""Counts are written by the meter alone, which works as the worker; an environment sees its own."""

from django.db import migrations

GUARD = """
ALTER TABLE metering_metered ENABLE ROW LEVEL SECURITY;
CREATE POLICY working ON metering_metered USING (current_setting('overstap.durable', true) = 'worker');
CREATE POLICY removing ON metering_metered FOR DELETE
    USING (environment_id = ANY ((SELECT overstap_environments())::bigint[]));
CREATE POLICY knowing ON metering_metered FOR SELECT
    USING (environment_id = ANY ((SELECT overstap_environments())::bigint[]));
"""


class Migration(migrations.Migration):
    dependencies = [("metering", "0001_counts"), ("tenancy", "0002_row_level_security")]
    operations = [migrations.RunSQL(GUARD)]
