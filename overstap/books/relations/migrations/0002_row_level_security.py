"""Relations belong to the administration that they hang on; PostgreSQL shows them to nobody else."""

from django.db import migrations

TABLES = ("company", "relation", "relationaddress", "relationbankaccount")


def own(table: str) -> str:
    """The policy of one table."""
    return f"""
ALTER TABLE relations_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON relations_{table}
  USING (administration_id = ANY ((SELECT overstap_administrations())::bigint[]));
"""


class Migration(migrations.Migration):
    dependencies = [("relations", "0001_tables"), ("tenancy", "0002_row_level_security")]
    operations = [migrations.RunSQL(own(table)) for table in TABLES]
