"""Walls around tickets, and the few ways past them.

Who holds a ticket is no party yet, so what is asked with it looks past row-level security: ``tickets_look`` tells no
business data, ``tickets_redeem`` (for a superuser of an office) and ``tickets_redeem_for`` (for the operator, on behalf
of an entrepreneur) lock the move's row before anything else, so that of many at the same moment exactly one wins.
Incidents come from people who have not signed in: ``tickets_file_incident`` adds one; only the operator reads them.
"""

from django.db import migrations

FORWARD = """
ALTER TABLE tickets_environmentticket ENABLE ROW LEVEL SECURITY;
CREATE POLICY parties ON tickets_environmentticket USING (move_id = ANY ((SELECT moves_visible())::bigint[]));

ALTER TABLE tickets_incident ENABLE ROW LEVEL SECURITY;
CREATE POLICY operator ON tickets_incident USING ((SELECT overstap_is_operator()));
REVOKE INSERT, DELETE ON tickets_incident FROM overstap_app;

-- Why a ticket cannot be redeemed at that moment; empty when it can.
CREATE FUNCTION tickets_refusal(one moves_move, hash text, moment timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN one.id IS NULL OR NOT EXISTS (SELECT 1 FROM tickets_environmentticket t WHERE t.move_id = one.id) THEN 'unknown'
    WHEN one.receiver_id IS NOT NULL THEN 'used'
    WHEN one.state = 'withdrawn' THEN 'withdrawn'
    WHEN one.state <> 'offered' OR one.expires_at <= moment THEN 'expired'
    WHEN one.code_hash <> hash THEN 'replaced'
    ELSE '' END
$$;

CREATE FUNCTION tickets_look(wanted uuid, hash text, moment timestamptz) RETURNS jsonb LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT jsonb_build_object(
    'refusal', tickets_refusal(m, hash, moment), 'move_uid', m.uid, 'profile', m.profile, 'environment', m.giver_name,
    'slug', t.slug, 'office_id', e.office_id, 'office', o.name, 'started_by', p.name,
    'administrations', t.administrations, 'expires_at', m.expires_at, 'fee', m.fee::text, 'currency', m.currency)
  FROM moves_move m JOIN tickets_environmentticket t ON t.move_id = m.id
  JOIN tenancy_environment e ON e.id = m.giver_id JOIN tenancy_office o ON o.id = e.office_id
  JOIN tenancy_person p ON p.id = m.started_by_id
  WHERE m.uid = wanted
$$;

CREATE FUNCTION tickets_url_part_is_free(wanted text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT NOT EXISTS (SELECT 1 FROM tenancy_environment WHERE slug = wanted)
$$;

-- The office of an environment that is an office's own, for a superuser at work there; else null.
CREATE FUNCTION tickets_office_of(home bigint) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT e.office_id FROM tenancy_environment e JOIN tenancy_office o ON o.id = e.office_id
  WHERE e.id = home AND e.kind = 'own' AND o.kind = 'accountancy' AND home = ANY (overstap_environments())
    AND EXISTS (SELECT 1 FROM tenancy_membership m WHERE m.environment_id = home AND m.person_id = overstap_person()
                AND m.active AND m.role = 'superuser')
$$;

-- A client environment of the office of ``home``, with a licence like the office's own. The office's row is locked, so
-- that a name is given once. What was rejected or given back left an empty one: its URL part can be had again.
CREATE FUNCTION tickets_make_client(home bigint, new_slug text, new_name text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE held bigint; made bigint;
BEGIN
  SELECT id INTO held FROM tenancy_office WHERE id = tickets_office_of(home) FOR UPDATE;
  IF held IS NULL THEN RAISE EXCEPTION 'not the own environment of an office' USING ERRCODE = 'OV002'; END IF;
  SELECT e.id INTO made FROM tenancy_environment e WHERE e.slug = new_slug AND e.office_id = held AND tickets_is_left(e.id);
  IF EXISTS (SELECT 1 FROM tenancy_environment e WHERE e.office_id = held AND e.kind = 'client'
             AND lower(e.name) = lower(new_name) AND NOT tickets_is_left(e.id)) THEN
    RAISE EXCEPTION 'client name taken' USING ERRCODE = 'OV003';
  END IF;
  IF made IS NOT NULL THEN
    UPDATE tenancy_environment SET name = new_name WHERE id = made;
  ELSE
    INSERT INTO tenancy_environment (uid, office_id, slug, name, kind, created_at)
      VALUES (gen_random_uuid(), held, new_slug, new_name, 'client', now()) RETURNING id INTO made;
    INSERT INTO tenancy_licence (environment_id, tier, number, since)
      SELECT made, l.tier, l.number, now() FROM tenancy_licence l WHERE l.environment_id = home;
  END IF;
  INSERT INTO tenancy_membership (person_id, environment_id, role, active, since)
    VALUES (overstap_person(), made, 'superuser', true, now())
    ON CONFLICT (person_id, environment_id) DO UPDATE SET role = 'superuser', active = true;
  RETURN made;
END $$;

-- Whether a client environment is what a rejected or returned transfer left behind: nothing in it, nothing under way.
CREATE FUNCTION tickets_is_left(wanted bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM moves_move m JOIN tickets_environmentticket t ON t.move_id = m.id
                 WHERE m.receiver_id = wanted AND m.state IN ('rejected', 'taken_back', 'withdrawn'))
    AND NOT EXISTS (SELECT 1 FROM moves_move m WHERE wanted IN (m.receiver_id, m.giver_id)
                    AND m.state NOT IN ('rejected', 'taken_back', 'withdrawn'))
    AND NOT EXISTS (SELECT 1 FROM tenancy_administration a WHERE a.environment_id = wanted AND a.state <> 'moved')
$$;

CREATE FUNCTION tickets_claim(one moves_move, made bigint, person bigint, new_name text, moment timestamptz)
RETURNS jsonb LANGUAGE sql AS $$
  UPDATE moves_move SET receiver_id = made, received_by_id = person, receiver_name = new_name, code_used_at = moment,
    receiver_email = (SELECT p.email FROM tenancy_person p WHERE p.id = person)
  WHERE id = one.id
  RETURNING jsonb_build_object('refusal', '', 'environment', made, 'move_uid', uid)
$$;

CREATE FUNCTION tickets_redeem(wanted uuid, hash text, home bigint, new_slug text, new_name text, moment timestamptz)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE one moves_move; refusal text;
BEGIN
  SELECT * INTO one FROM moves_move WHERE uid = wanted FOR UPDATE;
  refusal := tickets_refusal(one, hash, moment);
  IF refusal = '' AND tickets_office_of(home) = (SELECT office_id FROM tenancy_environment WHERE id = one.giver_id) THEN
    refusal := 'own';
  END IF;
  IF refusal <> '' THEN RETURN jsonb_build_object('refusal', refusal); END IF;
  RETURN tickets_claim(one, tickets_make_client(home, new_slug, new_name), overstap_person(), new_name, moment);
END $$;

CREATE FUNCTION tickets_add_client(home bigint, new_slug text, new_name text) RETURNS bigint LANGUAGE sql
SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT tickets_make_client(home, new_slug, new_name) $$;

CREATE FUNCTION tickets_redeem_for(
  wanted uuid, hash text, person bigint, new_slug text, new_name text, licence_number text, moment timestamptz
) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE one moves_move; refusal text; made bigint;
BEGIN
  IF NOT overstap_is_operator() THEN
    RAISE EXCEPTION 'only the operator acts on behalf of others' USING ERRCODE = 'OV002';
  END IF;
  SELECT * INTO one FROM moves_move WHERE uid = wanted FOR UPDATE;
  refusal := tickets_refusal(one, hash, moment);
  IF refusal <> '' THEN RETURN jsonb_build_object('refusal', refusal); END IF;
  made := overstap_open_environment(new_name, 'entrepreneur', new_slug, new_name, 'premium', licence_number, person);
  RETURN tickets_claim(one, made, person, new_name, moment);
END $$;

CREATE FUNCTION tickets_file_incident(
  moment timestamptz, spoken text, licence text, client text, part text, address text, wanted uuid, hash text, told jsonb
) RETURNS uuid LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO tickets_incident (uid, filed_at, language, licence_number, client_name, url_part, email, move_uid,
    nonce_hash, ticket, state, reason)
  VALUES (gen_random_uuid(), moment, spoken, licence, client, part, address, wanted, hash, told, 'open', '')
  RETURNING uid
$$;
"""
BACKWARD = """
DROP FUNCTION tickets_file_incident(timestamptz, text, text, text, text, text, uuid, text, jsonb);
DROP FUNCTION tickets_redeem_for(uuid, text, bigint, text, text, text, timestamptz);
DROP FUNCTION tickets_add_client(bigint, text, text);
DROP FUNCTION tickets_redeem(uuid, text, bigint, text, text, timestamptz);
DROP FUNCTION tickets_claim(moves_move, bigint, bigint, text, timestamptz);
DROP FUNCTION tickets_make_client(bigint, text, text);
DROP FUNCTION tickets_is_left(bigint);
DROP FUNCTION tickets_office_of(bigint);
DROP FUNCTION tickets_url_part_is_free(text);
DROP FUNCTION tickets_look(uuid, text, timestamptz);
DROP FUNCTION tickets_refusal(moves_move, text, timestamptz);
DROP POLICY operator ON tickets_incident;
DROP POLICY parties ON tickets_environmentticket;
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_tables"), ("tenancy", "0008_connections")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
