"""Accepting an invitation never changes a standing member, and nobody signs an audit line with another's name."""

from django.db import migrations

ACCEPT = """
DROP FUNCTION overstap_accept_invitation(text, bigint);

-- An invited person is not yet a member, so row-level security would hide the invitation from them. Gives what
-- became of it and, where it was accepted, the environment.
CREATE FUNCTION overstap_accept_invitation(hash text, moment timestamptz, OUT outcome text, OUT environment bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE found_invitation tenancy_invitation;
BEGIN
  SELECT * INTO found_invitation FROM tenancy_invitation WHERE token_hash = hash FOR UPDATE;
  outcome := CASE
    WHEN found_invitation.id IS NULL THEN 'unknown'
    WHEN NOT EXISTS (SELECT 1 FROM tenancy_person p WHERE p.id = overstap_person() AND p.is_active
                     AND p.kind = 'human' AND lower(p.email) = lower(found_invitation.email)) THEN 'other_person'
    WHEN found_invitation.withdrawn_at IS NOT NULL THEN 'withdrawn'
    WHEN found_invitation.accepted_at IS NOT NULL THEN 'used'
    WHEN found_invitation.expires_at <= moment THEN 'expired'
    WHEN EXISTS (SELECT 1 FROM tenancy_membership m WHERE m.person_id = overstap_person()
                 AND m.environment_id = found_invitation.environment_id AND m.active) THEN 'member'
    ELSE 'accepted' END;
  IF outcome <> 'accepted' THEN RETURN; END IF;
  UPDATE tenancy_invitation SET accepted_at = moment WHERE id = found_invitation.id;
  INSERT INTO tenancy_membership (person_id, environment_id, role, active, since)
    VALUES (overstap_person(), found_invitation.environment_id, found_invitation.role, true, moment)
    ON CONFLICT (person_id, environment_id) DO UPDATE SET role = EXCLUDED.role, active = true, since = moment;
  environment := found_invitation.environment_id;
END $$;
"""

AUDIT = """
DROP POLICY adding ON tenancy_auditevent;
CREATE POLICY adding ON tenancy_auditevent FOR INSERT WITH CHECK (
  (environment_id IS NULL OR environment_id = ANY ((SELECT overstap_environments())::bigint[]))
  AND (person_id IS NULL OR person_id = (SELECT overstap_person())));
"""


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0002_row_level_security")]
    operations = [migrations.RunSQL(ACCEPT), migrations.RunSQL(AUDIT)]
