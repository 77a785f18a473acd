"""Who may see takeovers; what is looked up past the walls, each for one purpose; access for the client who comes in.

- ``takeovers_environment``: a URL part that a requester typed, so that a request can be put down there.
- ``takeovers_superusers``: who has to answer at the giver's, for the mails of a move that the asker takes part in.
- ``takeovers_is_staff``: whether an address is that of staff of one of two environments (not of their clients).
- ``takeovers_packages``: the packages of what is offered, for the receiver's checks.
- ``takeovers_waiting``: moves of which somebody has to be reminded.
- ``takeovers_link``: what somebody who holds a personal link may know without an account.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION takeovers_environment(url_part text, OUT id bigint, OUT name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT e.id, e.name FROM tenancy_environment e
  WHERE e.slug = url_part AND EXISTS (
    SELECT 1 FROM tenancy_membership me WHERE me.person_id = overstap_person()
      AND me.environment_id = ANY (overstap_environments()) AND me.role = 'superuser' AND me.active)
  LIMIT 1
$$;

CREATE FUNCTION takeovers_superusers(wanted uuid) RETURNS TABLE (email text, language text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.email::text, p.language::text FROM moves_move m
  JOIN tenancy_membership s ON s.environment_id = m.giver_id AND s.role = 'superuser' AND s.active
  JOIN tenancy_person p ON p.id = s.person_id AND p.is_active AND p.kind = 'human'
  WHERE m.uid = wanted AND m.id = ANY (moves_visible())
  ORDER BY s.id
$$;

CREATE FUNCTION takeovers_is_staff(address text, places bigint[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT 1 FROM tenancy_membership s JOIN tenancy_person p ON p.id = s.person_id
    WHERE s.environment_id = ANY (places) AND s.active AND lower(p.email) = lower(address)
      AND s.role NOT IN ('client_user', 'restricted_client_user'))
  AND places && overstap_environments()
$$;

-- The receiver has to know whether the package is connected; the giver's row itself is not the receiver's to read.
CREATE FUNCTION takeovers_packages(wanted uuid) RETURNS TABLE (old_code text, package text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.old_code::text, a.package::text FROM moves_move m
  JOIN moves_moveadministration p ON p.move_id = m.id JOIN tenancy_administration a ON a.id = p.source_id
  WHERE m.uid = wanted AND m.id = ANY (moves_visible())
$$;

-- Moves of which somebody has not answered; for the system actor only.
CREATE FUNCTION takeovers_waiting(moment timestamptz) RETURNS TABLE (uid uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.uid FROM moves_move m WHERE moves_is_system() AND m.expires_at > moment
    AND ((m.state = 'draft' AND EXISTS (SELECT 1 FROM takeovers_takeoverrequest r WHERE r.move_id = m.id))
      OR (m.state = 'offered' AND EXISTS (SELECT 1 FROM takeovers_approval a
            WHERE a.move_id = m.id AND a.voided_at IS NULL AND a.answer = '')))
  ORDER BY m.id
$$;

-- After its end a move tells how it ended, and for thirty days only.
CREATE FUNCTION takeovers_link(hash text, moment timestamptz) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT jsonb_build_object(
    'uid', m.uid, 'party', l.party, 'email', l.email, 'state', m.state, 'giver', m.giver_name,
    'receiver', CASE WHEN m.receiver_name = '' THEN m.receiver_email ELSE m.receiver_name END,
    'ended_at', m.ended_at,
    'administrations', COALESCE((SELECT jsonb_agg(a.name ORDER BY a.number) FROM moves_moveadministration a
                                 WHERE a.move_id = m.id), '[]'))
  FROM takeovers_personallink l JOIN moves_move m ON m.id = l.move_id
  WHERE l.token_hash = hash AND lower(l.email) = lower(m.client_email)
    AND COALESCE(m.ended_at, CASE WHEN m.state = 'expired' THEN m.expires_at END, moment) > moment - interval '30 days'
$$;

-- The invitation itself says nothing about administrations, so access is given at the moment that it is accepted.
CREATE FUNCTION takeovers_give_access() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE wish takeovers_clientinvitation;
BEGIN
  FOR wish IN SELECT * FROM takeovers_clientinvitation i
              WHERE i.environment_id = NEW.environment_id AND lower(i.email) = lower(NEW.email) AND i.joined_at IS NULL
              FOR UPDATE LOOP
    INSERT INTO tenancy_administrationaccess (administration_id, person_id, granted_by_id, granted_at)
      SELECT a.id, overstap_person(), wish.invited_by_id, NEW.accepted_at
      FROM moves_moveadministration p JOIN tenancy_administration a ON a.id = p.target_id
      WHERE p.move_id = wish.move_id AND p.outcome IN ('released', 'closed') AND a.state <> 'moved'
        AND a.environment_id = NEW.environment_id
      ON CONFLICT DO NOTHING;
    UPDATE takeovers_clientinvitation SET joined_at = NEW.accepted_at WHERE id = wish.id;
  END LOOP;
  RETURN NULL;
END $$;

CREATE TRIGGER takeovers_give_access AFTER UPDATE OF accepted_at ON tenancy_invitation
  FOR EACH ROW WHEN (OLD.accepted_at IS NULL AND NEW.accepted_at IS NOT NULL AND NEW.role = 'client_user')
  EXECUTE FUNCTION takeovers_give_access();
"""

POLICIES = "".join(
    f"""
ALTER TABLE takeovers_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY parties ON takeovers_{table} USING (move_id = ANY ((SELECT moves_visible())::bigint[]));
REVOKE DELETE ON takeovers_{table} FROM overstap_app;
"""
    for table in ("takeoverrequest", "approval", "personallink", "exportwish", "clientinvitation")
) + """
REVOKE UPDATE ON takeovers_personallink FROM overstap_app;

-- What was answered stays as it was answered.
CREATE FUNCTION takeovers_keep_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.answer <> '' AND (OLD.answer, OLD.answered_at, OLD.person_id, OLD.scope_hash, OLD.reason)
     IS DISTINCT FROM (NEW.answer, NEW.answered_at, NEW.person_id, NEW.scope_hash, NEW.reason) THEN
    RAISE EXCEPTION 'an answer is never changed' USING ERRCODE = 'OV001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_answer BEFORE UPDATE ON takeovers_approval FOR EACH ROW EXECUTE FUNCTION takeovers_keep_answer();
"""

BACKWARD = """
DROP TRIGGER keep_answer ON takeovers_approval;
DROP FUNCTION takeovers_keep_answer();
DROP TRIGGER takeovers_give_access ON tenancy_invitation;
DROP FUNCTION takeovers_give_access();
DROP FUNCTION takeovers_waiting(timestamptz);
DROP FUNCTION takeovers_packages(uuid);
DROP FUNCTION takeovers_link(text, timestamptz);
DROP FUNCTION takeovers_is_staff(text, bigint[]);
DROP FUNCTION takeovers_superusers(uuid);
DROP FUNCTION takeovers_environment(text);
"""


class Migration(migrations.Migration):
    dependencies = [("takeovers", "0001_tables")]
    operations = [migrations.RunSQL(FUNCTIONS + POLICIES, BACKWARD)]
