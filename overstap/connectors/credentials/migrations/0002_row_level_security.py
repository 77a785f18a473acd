"""Secrets are seen by the vault alone, which works as the worker; an environment only knows whether it has any."""

from django.db import migrations

GUARD = """
ALTER TABLE credentials_credential ENABLE ROW LEVEL SECURITY;
CREATE POLICY working ON credentials_credential USING (current_setting('overstap.durable', true) = 'worker');
CREATE POLICY removing ON credentials_credential FOR DELETE
    USING (environment_id = ANY ((SELECT overstap_environments())::bigint[]));
CREATE POLICY knowing ON credentials_credential FOR SELECT
    USING (environment_id = ANY ((SELECT overstap_environments())::bigint[]));
"""


class Migration(migrations.Migration):
    dependencies = [("credentials", "0001_secrets"), ("tenancy", "0002_row_level_security")]
    operations = [migrations.RunSQL(GUARD)]
