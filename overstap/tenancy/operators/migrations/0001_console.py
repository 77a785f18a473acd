"""What an operator may see of the installation as a whole: who works where, licences, moves, the audit log. No books.

Every function looks past row-level security and gives nothing to whoever is no operator. The audit log is shown by a
policy of its own, and only where a query asks for it (overstap.console): an operator's other queries see what
everybody's do.
"""

from django.db import migrations

DEFINER = "SECURITY DEFINER SET search_path = public, pg_temp"

ENVIRONMENTS = f"""
CREATE FUNCTION overstap_console_environments(
  word text, office_kind text, licence_tier text, only_slug text, after_slug text, most int
) RETURNS TABLE (slug text, name text, environment_kind text, office text, kind text, tier text, number text,
                 licence_since timestamptz, created_at timestamptz, administrations bigint, people bigint,
                 open_matters bigint)
LANGUAGE sql STABLE {DEFINER} AS $$
  SELECT e.slug::text, e.name::text, e.kind::text, o.name::text, o.kind::text, l.tier::text, l.number::text, l.since,
    e.created_at,
    (SELECT count(*) FROM tenancy_administration a WHERE a.environment_id = e.id AND a.state <> 'moved'),
    (SELECT count(*) FROM tenancy_membership m WHERE m.environment_id = e.id AND m.active),
    (SELECT count(*) FROM tenancy_mandate d WHERE d.environment_id = e.id AND d.ended_at IS NULL)
  FROM tenancy_environment e JOIN tenancy_office o ON o.id = e.office_id
  LEFT JOIN tenancy_licence l ON l.environment_id = e.id
  WHERE (SELECT overstap_is_operator())
    AND (only_slug = '' OR e.slug = only_slug) AND (after_slug = '' OR e.slug > after_slug)
    AND (office_kind = '' OR o.kind = office_kind) AND (licence_tier = '' OR l.tier = licence_tier)
    AND (word = '' OR strpos(lower(e.name), lower(word)) > 0 OR strpos(e.slug, lower(word)) > 0
         OR strpos(lower(o.name), lower(word)) > 0 OR lower(l.number) = lower(word))
  ORDER BY e.slug LIMIT most
$$;

-- Who works somewhere, and in what state administrations are: numbers alone, no names of clients.
CREATE FUNCTION overstap_console_members(only_slug text)
RETURNS TABLE (uid uuid, name text, email text, role text, since timestamptz, last_login timestamptz, kind text)
LANGUAGE sql STABLE {DEFINER} AS $$
  SELECT p.uid, p.name::text, p.email::text, m.role::text, m.since, p.last_login, p.kind::text
  FROM tenancy_membership m JOIN tenancy_person p ON p.id = m.person_id
  JOIN tenancy_environment e ON e.id = m.environment_id
  WHERE (SELECT overstap_is_operator()) AND e.slug = only_slug AND m.active
  ORDER BY p.name, p.email
$$;

CREATE FUNCTION overstap_console_states(only_slug text) RETURNS TABLE (state text, number bigint)
LANGUAGE sql STABLE {DEFINER} AS $$
  SELECT a.state::text, count(*) FROM tenancy_administration a
  JOIN tenancy_environment e ON e.id = a.environment_id
  WHERE (SELECT overstap_is_operator()) AND e.slug = only_slug GROUP BY a.state ORDER BY a.state
$$;

CREATE FUNCTION overstap_console_names() RETURNS TABLE (id bigint, slug text, name text)
LANGUAGE sql STABLE {DEFINER} AS $$
  SELECT e.id, e.slug::text, e.name::text FROM tenancy_environment e WHERE (SELECT overstap_is_operator())
$$;

-- Gives what became of it, and what stood before. The licence's row is the lock.
CREATE FUNCTION overstap_console_set_licence(
  only_slug text, new_tier text, new_number text, moment timestamptz,
  OUT outcome text, OUT old_tier text, OUT old_number text
) LANGUAGE plpgsql {DEFINER} AS $$
DECLARE place bigint;
BEGIN
  outcome := 'unknown';
  IF NOT overstap_is_operator() THEN RETURN; END IF;
  SELECT l.environment_id, l.tier, l.number INTO place, old_tier, old_number
    FROM tenancy_licence l JOIN tenancy_environment e ON e.id = l.environment_id
    WHERE e.slug = only_slug FOR UPDATE OF l;
  IF place IS NULL THEN RETURN; END IF;
  IF new_tier = 'trial' AND old_tier <> 'trial' AND EXISTS (
    SELECT 1 FROM tenancy_mandate d WHERE d.environment_id = place AND d.ended_at IS NULL) THEN
    outcome := 'open';
    RETURN;
  END IF;
  UPDATE tenancy_licence l SET number = new_number, tier = new_tier,
    since = CASE WHEN l.tier = new_tier THEN l.since ELSE moment END WHERE l.environment_id = place;
  outcome := 'done';
END $$;
"""

MOVES = f"""
-- Moves without what is in them: of administrations codes and outcomes, not even names.
CREATE FUNCTION overstap_console_moves(
  word text, in_state text, of_profile text, in_environment text, only_uid uuid, before_id bigint, most int
) RETURNS TABLE (id bigint, uid uuid, profile text, state text, giver text, giver_slug text, receiver text,
                 receiver_slug text, administrations bigint, failed bigint, consents text[], created_at timestamptz,
                 expires_at timestamptz, run_at timestamptz, frozen_at timestamptz, carried_at timestamptz,
                 verified_at timestamptz, delivered_at timestamptz, released_at timestamptz, undo_until timestamptz,
                 ended_at timestamptz, failure jsonb, changed_at timestamptz)
LANGUAGE sql STABLE {DEFINER} AS $$
  SELECT m.id, m.uid, m.profile::text, m.state::text, m.giver_name::text, g.slug::text,
    COALESCE(NULLIF(m.receiver_name, ''), m.receiver_email)::text, r.slug::text,
    (SELECT count(*) FROM moves_moveadministration a WHERE a.move_id = m.id),
    (SELECT count(*) FROM moves_moveadministration a WHERE a.move_id = m.id AND a.outcome = 'failed'),
    ARRAY(SELECT c.party::text FROM moves_consent c WHERE c.move_id = m.id ORDER BY c.id),
    m.created_at, m.expires_at, m.run_at, m.frozen_at, m.carried_at, m.verified_at, m.delivered_at, m.released_at,
    m.undo_until, m.ended_at, m.failure,
    (SELECT max(v.at) FROM moves_moveevent v WHERE v.move_id = m.id)
  FROM moves_move m JOIN tenancy_environment g ON g.id = m.giver_id
  LEFT JOIN tenancy_environment r ON r.id = m.receiver_id
  WHERE (SELECT overstap_is_operator())
    AND (only_uid IS NULL OR m.uid = only_uid) AND (before_id IS NULL OR m.id < before_id)
    AND (of_profile = '' OR m.profile = of_profile)
    AND (in_environment = '' OR g.slug = in_environment OR r.slug = in_environment)
    AND (in_state = '' OR m.state = in_state
         OR (in_state = 'open' AND m.state NOT IN ('closed', 'withdrawn', 'rejected', 'taken_back')))
    AND (word = '' OR strpos(lower(m.giver_name), lower(word)) > 0 OR strpos(lower(m.receiver_name), lower(word)) > 0
         OR strpos(lower(m.receiver_email), lower(word)) > 0 OR m.uid::text = lower(word))
  ORDER BY m.id DESC LIMIT most
$$;

CREATE FUNCTION overstap_console_move_parts(only_uid uuid)
RETURNS TABLE (number int, old_code text, new_code text, outcome text, failure jsonb, clean boolean)
LANGUAGE sql STABLE {DEFINER} AS $$
  SELECT a.number::int, a.old_code::text, a.new_code::text, a.outcome::text, a.failure,
    (SELECT v.is_clean FROM moves_verification v WHERE v.part_id = a.id ORDER BY v.id DESC LIMIT 1)
  FROM moves_moveadministration a JOIN moves_move m ON m.id = a.move_id
  WHERE (SELECT overstap_is_operator()) AND m.uid = only_uid ORDER BY a.number
$$;

CREATE FUNCTION overstap_console_move_events(only_uid uuid)
RETURNS TABLE (seq int, at timestamptz, kind text, person text, milliseconds int, code text, reason text)
LANGUAGE sql STABLE {DEFINER} AS $$
  SELECT v.seq::int, v.at, v.kind::text, v.person::text, (v.data ->> 'milliseconds')::int,
    COALESCE(v.data ->> 'code', ''), COALESCE(v.data ->> 'reason', '')
  FROM moves_moveevent v JOIN moves_move m ON m.id = v.move_id
  WHERE (SELECT overstap_is_operator()) AND m.uid = only_uid ORDER BY v.seq
$$;

CREATE FUNCTION overstap_console_failed_moves() RETURNS bigint LANGUAGE sql STABLE {DEFINER} AS $$
  SELECT count(*) FROM moves_move m WHERE (SELECT overstap_is_operator()) AND m.state = 'failed'
$$;
"""

AUDIT = f"""
CREATE FUNCTION overstap_at_console() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE {DEFINER} AS $$
  SELECT COALESCE(current_setting('overstap.console', true), '') = 'on' AND overstap_is_operator()
$$;
CREATE POLICY console ON tenancy_auditevent FOR SELECT USING ((SELECT overstap_at_console()));
CREATE INDEX audit_moment ON tenancy_auditevent USING brin (at); -- lines come in the order of their moments
"""
UNDO = """
DROP INDEX audit_moment;
DROP POLICY console ON tenancy_auditevent;
DROP FUNCTION overstap_at_console();
DROP FUNCTION overstap_console_failed_moves();
DROP FUNCTION overstap_console_move_events(uuid);
DROP FUNCTION overstap_console_move_parts(uuid);
DROP FUNCTION overstap_console_moves(text, text, text, text, uuid, bigint, int);
DROP FUNCTION overstap_console_set_licence(text, text, text, timestamptz);
DROP FUNCTION overstap_console_names();
DROP FUNCTION overstap_console_states(text);
DROP FUNCTION overstap_console_members(text);
DROP FUNCTION overstap_console_environments(text, text, text, text, text, int);
"""


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0008_connections"), ("moves", "0005_profiles_and_schedule")]
    operations = [migrations.RunSQL(ENVIRONMENTS + MOVES + AUDIT, UNDO)]
