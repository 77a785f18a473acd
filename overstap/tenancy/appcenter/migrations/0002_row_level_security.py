"""Apps and who paired them belong to an environment; PostgreSQL shows them to nobody else."""

from django.db import migrations

OWN = """
ALTER TABLE appcenter_connectedapp ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON appcenter_connectedapp
  USING (environment_id = ANY ((SELECT overstap_environments())::bigint[]));

ALTER TABLE appcenter_apppairing ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON appcenter_apppairing
  USING (EXISTS (SELECT 1 FROM appcenter_connectedapp a
                 WHERE a.id = app_id AND a.environment_id = ANY ((SELECT overstap_environments())::bigint[])));
"""


class Migration(migrations.Migration):
    dependencies = [("appcenter", "0001_tables"), ("tenancy", "0009_walls_asked_once")]
    operations = [migrations.RunSQL(OWN)]
