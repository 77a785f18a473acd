"""Who sees which address, and the four questions that look past the wall.

An environment sees the addresses that it gave, and those that bring mail to what it holds now. The functions that look
past row-level security each answer one question: the mail door's (for the system actor alone), and where an old place
or an identity leads (for a member of the environment there, and nobody else).
"""

from django.db import migrations

VISIBLE = "ANY ((SELECT overstap_environments())::bigint[])"

WALLS = f"""
CREATE FUNCTION addresses_held() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT COALESCE(array_agg(uid), '{{}}') FROM tenancy_administration
  WHERE environment_id = ANY (overstap_environments()) AND sealed_at IS NULL AND state IN ('active', 'frozen')
$$;

ALTER TABLE addresses_addressstyle ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON addresses_addressstyle USING (environment_id = {VISIBLE});

ALTER TABLE addresses_address ENABLE ROW LEVEL SECURITY;
CREATE POLICY reading ON addresses_address FOR SELECT USING
  (environment_id = {VISIBLE} OR administration_uid = ANY ((SELECT addresses_held())::uuid[]));
CREATE POLICY giving ON addresses_address FOR INSERT WITH CHECK
  (environment_id = {VISIBLE} AND EXISTS
    (SELECT 1 FROM tenancy_administration a
     WHERE a.uid = administration_uid AND a.environment_id = addresses_address.environment_id));
CREATE POLICY ending ON addresses_address FOR UPDATE USING (environment_id = {VISIBLE});
REVOKE DELETE ON addresses_address FROM overstap_app;

ALTER TABLE addresses_oldplace ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON addresses_oldplace USING (environment_id = {VISIBLE}) WITH CHECK
  (environment_id = {VISIBLE} AND EXISTS
    (SELECT 1 FROM tenancy_administration a
     WHERE a.uid = administration_uid AND a.environment_id = addresses_oldplace.environment_id));
REVOKE DELETE ON addresses_oldplace FROM overstap_app;

ALTER TABLE addresses_oldurlpart ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON addresses_oldurlpart USING (environment_id = {VISIBLE});
REVOKE DELETE ON addresses_oldurlpart FROM overstap_app;

-- An address points at what it was given for, for ever.
CREATE FUNCTION addresses_refuse_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.address <> OLD.address OR NEW.environment_id <> OLD.environment_id
     OR NEW.administration_uid <> OLD.administration_uid THEN
    RAISE EXCEPTION 'an address keeps what it points at' USING ERRCODE = 'OV001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keeps_its_meaning BEFORE UPDATE ON addresses_address
  FOR EACH ROW EXECUTE FUNCTION addresses_refuse_another();

-- A URL part that somebody had is nobody else's: old links would lead a stranger's people to them.
CREATE FUNCTION addresses_keep_url_part() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM addresses_oldurlpart WHERE slug = NEW.slug AND environment_id <> NEW.id) THEN
    RAISE EXCEPTION 'this URL part was in use' USING ERRCODE = 'unique_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER url_part_is_nobody_elses BEFORE INSERT OR UPDATE OF slug ON tenancy_environment
  FOR EACH ROW EXECUTE FUNCTION addresses_keep_url_part();
"""

QUESTIONS = """
-- The mail door asks, as the system actor; anybody else hears nothing.
CREATE FUNCTION addresses_resolve(asked text) RETURNS TABLE
  (administration_uid uuid, ends_at timestamptz, environment_id bigint, code text, state text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT x.administration_uid, x.ends_at, a.environment_id, a.code::text, a.state::text
  FROM addresses_address x
  LEFT JOIN tenancy_administration a
    ON a.uid = x.administration_uid AND a.sealed_at IS NULL AND a.state <> 'moved'
  WHERE x.address = lower(asked) AND EXISTS
    (SELECT 1 FROM tenancy_person p WHERE p.id = overstap_person() AND p.kind = 'system' AND p.is_active)
$$;

-- Where administrations are held in which the person who asks works: as a superuser of it or with access to its books.
CREATE FUNCTION addresses_mine() RETURNS TABLE (uid uuid, slug text, code text, role text, access boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT a.uid, e.slug::text, a.code::text, m.role::text, x.id IS NOT NULL
  FROM tenancy_membership m JOIN tenancy_person p ON p.id = m.person_id
  JOIN tenancy_environment e ON e.id = m.environment_id
  JOIN tenancy_administration a ON a.environment_id = e.id
  LEFT JOIN tenancy_administrationaccess x ON x.administration_id = a.id AND x.person_id = m.person_id
  WHERE m.person_id = overstap_person() AND m.active AND p.is_active
    AND a.sealed_at IS NULL AND a.state IN ('active', 'frozen')
$$;

-- What an old place leads to, for whoever works there. Always the place of today, so that nothing leads in a circle;
-- a place at which something of theirs stands today leads nowhere else.
CREATE FUNCTION addresses_follow(asked_slug text, asked_code text) RETURNS TABLE
  (slug text, code text, role text, access boolean, ends_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH here AS (
    SELECT e.id, NULL::timestamptz AS ends_at FROM tenancy_environment e WHERE e.slug = asked_slug
    UNION ALL SELECT o.environment_id, o.ends_at FROM addresses_oldurlpart o WHERE o.slug = asked_slug
  ), found AS (
    SELECT p.administration_uid AS uid, LEAST(p.ends_at, here.ends_at) AS ends_at
    FROM addresses_oldplace p JOIN here ON here.id = p.environment_id WHERE p.code = asked_code
    UNION ALL
    SELECT a.uid, here.ends_at FROM tenancy_administration a JOIN here ON here.id = a.environment_id
    WHERE a.code = asked_code AND a.state <> 'moved' AND here.ends_at IS NOT NULL
  ), mine AS (
    SELECT * FROM addresses_mine() m WHERE m.uid IN (SELECT found.uid FROM found)
  )
  SELECT m.slug, m.code, m.role, m.access, found.ends_at
  FROM found JOIN mine m ON m.uid = found.uid
  WHERE (m.slug, m.code) <> (asked_slug, asked_code) AND NOT EXISTS
    (SELECT 1 FROM addresses_mine() n WHERE n.slug = asked_slug AND n.code = asked_code AND n.access)
  ORDER BY found.ends_at DESC
$$;

-- What an environment is called now whose URL part this was, for its members.
CREATE FUNCTION addresses_follow_environment(asked_slug text) RETURNS TABLE (slug text, ends_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT e.slug::text, o.ends_at FROM addresses_oldurlpart o JOIN tenancy_environment e ON e.id = o.environment_id
  WHERE o.slug = asked_slug AND e.slug <> asked_slug AND e.id = ANY (overstap_my_environments())
    AND NOT EXISTS (SELECT 1 FROM tenancy_environment other WHERE other.slug = asked_slug)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("addresses", "0001_tables"), ("tenancy", "0008_connections")]
    operations = [migrations.RunSQL(WALLS), migrations.RunSQL(QUESTIONS)]
