"""Names and addresses of people are for superusers of the environment alone, and for the system at work on a move.

Three functions look past that wall, each for one purpose: ``people_accept`` (an invited person, who is no superuser,
gets back what the invitation promised), ``people_decline`` (whoever holds the token of an invitation, which came by
mail, says no) and ``people_was_declined`` (the same, afterwards). ``people_restore`` looks past nothing by itself: it
is what accepting and linking share.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION people_environments() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT COALESCE(array_agg(asked.id), '{}') FROM unnest(overstap_environments()) AS asked(id)
  WHERE moves_is_system()
     OR EXISTS (SELECT 1 FROM tenancy_membership m WHERE m.person_id = overstap_person()
                AND m.environment_id = asked.id AND m.active AND m.role = 'superuser')
$$;

-- Gives the person behind a placeholder what the placeholder had, as far as they do not have it yet. Access that
-- another link gave is shared: it goes when the last of these links goes. Gives the codes that were opened.
CREATE FUNCTION people_restore(one bigint, giver bigint, moment timestamptz) RETURNS text[]
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE found_one people_placeholder; wanted record; access bigint; codes text[] := '{}';
BEGIN
  SELECT * INTO found_one FROM people_placeholder WHERE id = one AND state IN ('accepted', 'linked');
  IF found_one.person_id IS NULL THEN RETURN codes; END IF;
  FOR wanted IN
    SELECT a.id, a.code, bool_or(r.has_access) AS has_access, bool_or(r.has_archive) AS has_archive
    FROM people_rolebefore r JOIN tenancy_administration a ON a.id = r.administration_id
    WHERE r.placeholder_id = one AND r.ended_at IS NULL AND a.environment_id = found_one.environment_id
      AND a.state NOT IN ('incoming', 'moved')
    GROUP BY a.id, a.code ORDER BY a.code
  LOOP
    IF wanted.has_access THEN
      SELECT id INTO access FROM tenancy_administrationaccess
        WHERE administration_id = wanted.id AND person_id = found_one.person_id;
      IF access IS NULL THEN
        INSERT INTO tenancy_administrationaccess (administration_id, person_id, granted_by_id, granted_at)
          VALUES (wanted.id, found_one.person_id, giver, moment) RETURNING id INTO access;
        codes := codes || wanted.code::text;
      ELSIF NOT EXISTS (SELECT 1 FROM people_restored s WHERE s.access_row = access AND s.taken_at IS NULL) THEN
        access := NULL;  -- given otherwise: not ours to take away
      END IF;
      IF access IS NOT NULL THEN
        -- what was withdrawn by hand and is given anew counts from now on
        UPDATE people_restored SET taken_at = moment WHERE placeholder_id = one AND administration_id = wanted.id
          AND kind = 'access' AND taken_at IS NULL AND access_row <> access;
        INSERT INTO people_restored (placeholder_id, environment_id, administration_id, kind, person_id, access_row,
                                     given_by_id, given_at)
          VALUES (one, found_one.environment_id, wanted.id, 'access', found_one.person_id, access, giver, moment)
          ON CONFLICT DO NOTHING;
      END IF;
    END IF;
    IF wanted.has_archive THEN
      INSERT INTO people_restored (placeholder_id, environment_id, administration_id, kind, person_id, archive_of_id,
                                   given_by_id, given_at)
        VALUES (one, found_one.environment_id, wanted.id, 'archive', found_one.person_id, found_one.original_id,
                giver, moment)
        ON CONFLICT DO NOTHING;
    END IF;
  END LOOP;
  RETURN codes;
END $$;

-- For whoever just accepted the invitation with this hash. Gives the codes that were opened.
CREATE FUNCTION people_accept(hash text, moment timestamptz) RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE invitation tenancy_invitation; one record; codes text[] := '{}';
BEGIN
  SELECT i.* INTO invitation FROM tenancy_invitation i
    JOIN tenancy_person p ON p.id = overstap_person() AND p.is_active AND lower(p.email) = lower(i.email)
    JOIN tenancy_membership m ON m.person_id = p.id AND m.environment_id = i.environment_id AND m.active
    WHERE i.token_hash = hash AND i.accepted_at IS NOT NULL FOR UPDATE OF i;
  IF invitation.id IS NULL THEN RETURN codes; END IF;
  FOR one IN
    SELECT id FROM people_placeholder WHERE environment_id = invitation.environment_id AND state = 'invited'
      AND lower(invited_email) = lower(invitation.email) ORDER BY id FOR UPDATE
  LOOP
    UPDATE people_placeholder SET state = 'accepted', person_id = overstap_person(), reason = '', changed_at = moment
      WHERE id = one.id;
    INSERT INTO people_placeholderevent (placeholder_id, environment_id, at, kind, by, reason)
      SELECT one.id, invitation.environment_id, moment, 'accepted', p.name, '' FROM tenancy_person p
      WHERE p.id = overstap_person();
    codes := codes || people_restore(one.id, invitation.invited_by_id, moment);
  END LOOP;
  RETURN codes;
END $$;

-- Says what became of it and, where it was declined, whom to tell: whoever invited, if they still work there.
CREATE FUNCTION people_decline(hash text, why text, moment timestamptz, OUT outcome text, OUT number bigint,
  OUT email text, OUT environment text, OUT slug text, OUT inviter text, OUT language text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE invitation tenancy_invitation; one record;
BEGIN
  SELECT * INTO invitation FROM tenancy_invitation i WHERE i.token_hash = hash FOR UPDATE;
  outcome := CASE
    WHEN invitation.id IS NULL THEN 'unknown'
    WHEN overstap_person() IS NOT NULL AND NOT EXISTS (SELECT 1 FROM tenancy_person p WHERE p.id = overstap_person()
           AND p.is_active AND lower(p.email) = lower(invitation.email)) THEN 'other_person'
    WHEN EXISTS (SELECT 1 FROM people_invitationdeclined d WHERE d.invitation_id = invitation.id) THEN 'declined'
    WHEN invitation.withdrawn_at IS NOT NULL THEN 'withdrawn'
    WHEN invitation.accepted_at IS NOT NULL THEN 'used'
    WHEN invitation.expires_at <= moment THEN 'expired'
    ELSE 'open' END;
  IF outcome <> 'open' THEN RETURN; END IF;
  UPDATE tenancy_invitation SET withdrawn_at = moment WHERE id = invitation.id;
  INSERT INTO people_invitationdeclined (invitation_id, environment_id, at, reason)
    VALUES (invitation.id, invitation.environment_id, moment, why);
  INSERT INTO tenancy_auditevent (at, environment_id, person_id, action, outcome, code, facts)
    VALUES (moment, invitation.environment_id, overstap_person(), 'invitation.decline', 'done', '',
            jsonb_build_object('email', invitation.email, 'reason', why));
  FOR one IN
    SELECT p.id, p.name FROM people_placeholder p WHERE p.environment_id = invitation.environment_id
      AND p.state = 'invited' AND lower(p.invited_email) = lower(invitation.email) ORDER BY p.id FOR UPDATE
  LOOP
    UPDATE people_placeholder SET state = 'declined', reason = why, changed_at = moment WHERE id = one.id;
    INSERT INTO people_placeholderevent (placeholder_id, environment_id, at, kind, by, reason)
      VALUES (one.id, invitation.environment_id, moment, 'declined', one.name, why);
  END LOOP;
  number := invitation.id;
  email := invitation.email;
  SELECT e.name, e.slug INTO environment, slug FROM tenancy_environment e WHERE e.id = invitation.environment_id;
  SELECT p.email, p.language INTO inviter, language FROM tenancy_person p
    JOIN tenancy_membership m ON m.person_id = p.id AND m.environment_id = invitation.environment_id
    WHERE p.id = invitation.invited_by_id AND p.is_active AND p.kind = 'human' AND m.active AND m.role = 'superuser';
END $$;

CREATE FUNCTION people_was_declined(hash text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM people_invitationdeclined d JOIN tenancy_invitation i ON i.id = d.invitation_id
                 WHERE i.token_hash = hash)
$$;
"""

_SEEN = "environment_id = ANY ((SELECT people_environments())::bigint[])"

POLICIES = (
    "".join(
        f"""
ALTER TABLE people_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY superusers ON people_{table} USING ({_SEEN});
"""
        for table in ("placeholder", "rolebefore", "restored", "placeholderevent", "invitationdeclined")
    )
    + """
-- Everybody sees which archives of their own were given back to them.
CREATE POLICY mine ON people_restored FOR SELECT USING
  (person_id = (SELECT overstap_person()) AND kind = 'archive' AND taken_at IS NULL
   AND environment_id = ANY ((SELECT overstap_environments())::bigint[]));
REVOKE DELETE ON people_placeholder, people_rolebefore, people_restored FROM overstap_app;
REVOKE INSERT, UPDATE, DELETE ON people_invitationdeclined FROM overstap_app;
REVOKE UPDATE, DELETE ON people_placeholderevent FROM overstap_app;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON people_placeholderevent
  FOR EACH STATEMENT EXECUTE FUNCTION overstap_refuse_change();
"""
)

AWAY = """
DROP FUNCTION people_was_declined(text);
DROP FUNCTION people_decline(text, text, timestamptz);
DROP FUNCTION people_accept(text, timestamptz);
DROP FUNCTION people_restore(bigint, bigint, timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_tables"), ("moves", "0002_row_level_security")]
    operations = [migrations.RunSQL(FUNCTIONS, AWAY), migrations.RunSQL(POLICIES, migrations.RunSQL.noop)]
