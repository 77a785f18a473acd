"""A vote is read by its person and the operator; those without a person say nothing of anybody."""

from django.db import migrations

GUARD = """
ALTER TABLE help_helpvote ENABLE ROW LEVEL SECURITY;
CREATE POLICY adding ON help_helpvote FOR INSERT
  WITH CHECK (person_id IS NULL OR person_id = (SELECT overstap_person()));
CREATE POLICY reading ON help_helpvote FOR SELECT
  USING (person_id IS NULL OR person_id = (SELECT overstap_person()) OR (SELECT overstap_is_operator()));
CREATE POLICY changing ON help_helpvote FOR UPDATE
  USING (person_id = (SELECT overstap_person())) WITH CHECK (person_id = (SELECT overstap_person()));
REVOKE DELETE ON help_helpvote FROM overstap_app;
"""


class Migration(migrations.Migration):
    dependencies = [("help", "0001_votes"), ("tenancy", "0002_row_level_security")]
    operations = [migrations.RunSQL(GUARD)]
