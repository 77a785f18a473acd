"""The second wall: PostgreSQL itself shows an environment's rows only to those who may see that environment.

Three settings, local to the transaction, say who asks (overstap.person), in which environments
(overstap.environments, an array of ids) and on which matter the system acts (overstap.reference). Setting the
environments is not enough: the functions below let through only those in which the person is an active member or,
for the system actor, those for which a mandate on that matter stands.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION overstap_person() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
RETURN NULLIF(current_setting('overstap.person', true), '')::bigint;

CREATE FUNCTION overstap_environments() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT COALESCE(array_agg(asked.id), '{}')
  FROM unnest(NULLIF(current_setting('overstap.environments', true), '')::bigint[]) AS asked(id)
  WHERE EXISTS (SELECT 1 FROM tenancy_membership m JOIN tenancy_person p ON p.id = m.person_id
                WHERE m.person_id = overstap_person() AND m.environment_id = asked.id AND m.active AND p.is_active)
     OR EXISTS (SELECT 1 FROM tenancy_mandate d JOIN tenancy_person p ON p.id = overstap_person()
                WHERE p.kind = 'system' AND d.environment_id = asked.id AND d.ended_at IS NULL
                  AND d.reference = NULLIF(current_setting('overstap.reference', true), '')::uuid)
$$;

CREATE FUNCTION overstap_my_environments() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT COALESCE(array_agg(m.environment_id), '{}') FROM tenancy_membership m
  JOIN tenancy_person p ON p.id = m.person_id
  WHERE m.person_id = overstap_person() AND m.active AND p.is_active
$$;

-- Of what left only the system sees the master data, so that a move can be taken back.
CREATE FUNCTION overstap_administrations() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT COALESCE(array_agg(a.id), '{}') FROM tenancy_administration a
  WHERE a.environment_id = ANY (overstap_environments())
    AND (a.state <> 'moved'
         OR EXISTS (SELECT 1 FROM tenancy_person p WHERE p.id = overstap_person() AND p.kind = 'system'))
$$;

-- Ledgers of which everything may be seen: those held here, and not merely a trace of what left.
CREATE FUNCTION overstap_ledgers() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT COALESCE(array_agg(ledger_id), '{}') FROM tenancy_administration
  WHERE environment_id = ANY (overstap_environments()) AND sealed_at IS NULL AND state <> 'moved'
$$;

-- Up to which sequence number a ledger may be seen here through a sealed view; 0 when not at all.
CREATE FUNCTION overstap_sealed_until(ledger bigint) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT COALESCE(max(sealed_at), 0) FROM tenancy_administration
  WHERE ledger_id = ledger AND environment_id = ANY (overstap_environments()) AND state <> 'moved'
$$;

CREATE FUNCTION overstap_open_environment(
  office_name text, office_kind text, new_slug text, new_name text, licence_tier text, licence_number text,
  superuser bigint
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE office bigint; environment bigint;
BEGIN
  INSERT INTO tenancy_office (name, kind) VALUES (office_name, office_kind) RETURNING id INTO office;
  INSERT INTO tenancy_environment (uid, office_id, slug, name, created_at)
    VALUES (gen_random_uuid(), office, new_slug, new_name, now()) RETURNING id INTO environment;
  INSERT INTO tenancy_licence (environment_id, tier, number, since)
    VALUES (environment, licence_tier, licence_number, now());
  INSERT INTO tenancy_membership (person_id, environment_id, role, active, since)
    VALUES (superuser, environment, 'superuser', true, now());
  RETURN environment;
END $$;

-- An invited person is not yet a member, so row-level security would hide the invitation from them.
CREATE FUNCTION overstap_accept_invitation(hash text, invited bigint) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE found tenancy_invitation;
BEGIN
  SELECT * INTO found FROM tenancy_invitation WHERE token_hash = hash FOR UPDATE;
  IF NOT FOUND THEN RETURN 'unknown'; END IF;
  IF found.withdrawn_at IS NOT NULL THEN RETURN 'withdrawn'; END IF;
  IF found.accepted_at IS NOT NULL THEN RETURN 'used'; END IF;
  IF found.expires_at < now() THEN RETURN 'expired'; END IF;
  PERFORM 1 FROM tenancy_person WHERE id = invited AND lower(email) = lower(found.email);
  IF NOT FOUND THEN RETURN 'other_person'; END IF;
  UPDATE tenancy_invitation SET accepted_at = now() WHERE id = found.id;
  INSERT INTO tenancy_membership (person_id, environment_id, role, active, since)
    VALUES (invited, found.environment_id, found.role, true, now())
    ON CONFLICT (person_id, environment_id) DO UPDATE SET role = EXCLUDED.role, active = true;
  RETURN (SELECT slug FROM tenancy_environment WHERE id = found.environment_id);
END $$;

-- The operator works for no environment in particular; everybody else adds lines to their own environment only.
CREATE FUNCTION overstap_is_operator() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM tenancy_person WHERE id = overstap_person() AND kind = 'operator' AND is_active)
$$;

CREATE FUNCTION overstap_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'table % is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'OV001';
END $$;
"""

VISIBLE = "ANY ((SELECT overstap_environments())::bigint[])"

POLICIES = f"""
ALTER TABLE tenancy_environment ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON tenancy_environment USING
  (id = {VISIBLE} OR id = ANY ((SELECT overstap_my_environments())::bigint[]));

ALTER TABLE tenancy_membership ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON tenancy_membership USING
  (environment_id = {VISIBLE} OR person_id = (SELECT overstap_person()))
  WITH CHECK (environment_id = {VISIBLE});

ALTER TABLE tenancy_licence ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON tenancy_licence USING (environment_id = {VISIBLE});

ALTER TABLE tenancy_administration ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON tenancy_administration USING (environment_id = {VISIBLE});

ALTER TABLE tenancy_administrationaccess ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON tenancy_administrationaccess USING
  (administration_id = ANY ((SELECT overstap_administrations())::bigint[]));

ALTER TABLE tenancy_invitation ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON tenancy_invitation USING (environment_id = {VISIBLE});

ALTER TABLE tenancy_mandate ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON tenancy_mandate USING (environment_id = {VISIBLE});

ALTER TABLE tenancy_auditevent ENABLE ROW LEVEL SECURITY;
CREATE POLICY reading ON tenancy_auditevent FOR SELECT USING
  (environment_id = {VISIBLE} OR (environment_id IS NULL AND (SELECT overstap_is_operator())));
CREATE POLICY adding ON tenancy_auditevent FOR INSERT WITH CHECK
  (environment_id IS NULL OR environment_id = {VISIBLE});
REVOKE UPDATE, DELETE ON tenancy_auditevent FROM overstap_app;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON tenancy_auditevent
  FOR EACH STATEMENT EXECUTE FUNCTION overstap_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0001_tables")]
    operations = [migrations.RunSQL(FUNCTIONS), migrations.RunSQL(POLICIES)]
