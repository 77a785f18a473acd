"""Both parties see that something was rehearsed and what came out; what it found in the books the giver alone."""

from django.db import migrations

VISIBLE = "ANY ((SELECT overstap_environments())::bigint[])"

WALLS = f"""
ALTER TABLE rehearsals_rehearsal ENABLE ROW LEVEL SECURITY;
CREATE POLICY parties ON rehearsals_rehearsal USING (environment_id = {VISIBLE} OR receiver_id = {VISIBLE});
REVOKE DELETE ON rehearsals_rehearsal FROM overstap_app;

ALTER TABLE rehearsals_rehearsalinside ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON rehearsals_rehearsalinside USING (environment_id = {VISIBLE});
REVOKE UPDATE, DELETE ON rehearsals_rehearsalinside FROM overstap_app;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rehearsals_rehearsalinside
  FOR EACH STATEMENT EXECUTE FUNCTION overstap_refuse_change();

-- What came out is not changed afterwards, and nobody makes their rehearsal somebody else's.
CREATE FUNCTION rehearsals_keep_result() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.finished_at IS NOT NULL OR NEW.environment_id <> OLD.environment_id
     OR NEW.receiver_id IS DISTINCT FROM OLD.receiver_id OR NEW.move_id IS DISTINCT FROM OLD.move_id THEN
    RAISE EXCEPTION 'a rehearsal that is done stays as it is' USING ERRCODE = 'OV001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_result BEFORE UPDATE ON rehearsals_rehearsal
  FOR EACH ROW EXECUTE FUNCTION rehearsals_keep_result();
"""


class Migration(migrations.Migration):
    dependencies = [("rehearsals", "0001_tables"), ("moves", "0005_profiles_and_schedule")]
    operations = [migrations.RunSQL(WALLS)]
