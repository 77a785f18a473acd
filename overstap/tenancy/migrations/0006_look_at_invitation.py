"""Whoever holds the token of an invitation may read what it says before there is an account to accept it with."""

from django.db import migrations

LOOK = """
-- Says no more than the outcome unless the invitation stands.
CREATE FUNCTION overstap_look_at_invitation(hash text, moment timestamptz, OUT outcome text, OUT email text,
  OUT role text, OUT environment text, OUT office text, OUT inviter text, OUT expires_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE found_invitation tenancy_invitation;
BEGIN
  SELECT * INTO found_invitation FROM tenancy_invitation i WHERE i.token_hash = hash;
  outcome := CASE
    WHEN found_invitation.id IS NULL THEN 'unknown'
    WHEN found_invitation.withdrawn_at IS NOT NULL THEN 'withdrawn'
    WHEN found_invitation.accepted_at IS NOT NULL THEN 'used'
    WHEN found_invitation.expires_at <= moment THEN 'expired'
    ELSE 'open' END;
  IF outcome <> 'open' THEN RETURN; END IF;
  email := found_invitation.email;
  role := found_invitation.role;
  expires_at := found_invitation.expires_at;
  SELECT e.name, o.name, p.name INTO environment, office, inviter
    FROM tenancy_environment e JOIN tenancy_office o ON o.id = e.office_id
    JOIN tenancy_person p ON p.id = found_invitation.invited_by_id
    WHERE e.id = found_invitation.environment_id;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0005_settings_walls")]
    operations = [migrations.RunSQL(LOOK, "DROP FUNCTION overstap_look_at_invitation(text, timestamptz)")]
