"""Operators see every impersonation, a person those of themselves; an operator begins their own, and none is rewritten."""

from django.db import migrations

WALLS = """
ALTER TABLE operators_impersonation ENABLE ROW LEVEL SECURITY;
CREATE POLICY reading ON operators_impersonation FOR SELECT USING
  ((SELECT overstap_is_operator()) OR person_id = (SELECT overstap_person()));
CREATE POLICY adding ON operators_impersonation FOR INSERT WITH CHECK
  ((SELECT overstap_is_operator()) AND operator_id = (SELECT overstap_person()) AND ended_at IS NULL
   AND ends_at > started_at AND ends_at <= started_at + interval '30 minutes'
   AND EXISTS (SELECT 1 FROM tenancy_person p WHERE p.id = person_id AND p.kind = 'human' AND p.is_active));
CREATE POLICY ending ON operators_impersonation FOR UPDATE USING
  ((SELECT overstap_is_operator()) AND ended_at IS NULL) WITH CHECK (ended_at IS NOT NULL);
REVOKE UPDATE, DELETE ON operators_impersonation FROM overstap_app;
GRANT UPDATE (ended_at, ended_by) ON operators_impersonation TO overstap_app;
"""
UNWALLS = """
DROP POLICY reading ON operators_impersonation;
DROP POLICY adding ON operators_impersonation;
DROP POLICY ending ON operators_impersonation;
ALTER TABLE operators_impersonation DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("operators", "0002_impersonations")]
    operations = [migrations.RunSQL(WALLS, UNWALLS)]
