"""Fixed assets belong to the administration that they hang on; PostgreSQL shows them to nobody else."""

from django.db import migrations

OWN = "".join(
    f"""
ALTER TABLE assets_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON assets_{table}
  USING (administration_id = ANY ((SELECT overstap_administrations())::bigint[]));
"""
    for table in ("asset", "depreciation")
)


class Migration(migrations.Migration):
    dependencies = [("assets", "0001_tables"), ("tenancy", "0002_row_level_security")]
    operations = [migrations.RunSQL(OWN)]
