"""Documents belong to the administration that they hang on; PostgreSQL shows them to nobody else."""

from django.db import migrations

OWN = """
ALTER TABLE documents_document ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON documents_document
  USING (administration_id = ANY ((SELECT overstap_administrations())::bigint[]));
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_tables"), ("tenancy", "0002_row_level_security")]
    operations = [migrations.RunSQL(OWN)]
