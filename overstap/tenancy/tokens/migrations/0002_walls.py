"""Tokens are seen in their own environment; people make them for themselves, and all that changes later is that they end.

A program that comes with a token is nobody yet, so one function looks past the wall: it tells whose the token with
this hash is, and that it was used. Counts of attempts belong to nobody and are worth nothing after a crash.
"""

from django.db import migrations

VISIBLE = "ANY ((SELECT overstap_environments())::bigint[])"

WALLS = f"""
ALTER TABLE tokens_token ENABLE ROW LEVEL SECURITY;
CREATE POLICY reading ON tokens_token FOR SELECT USING (environment_id = {VISIBLE});
CREATE POLICY making ON tokens_token FOR INSERT WITH CHECK
  (environment_id = {VISIBLE} AND person_id = (SELECT overstap_person()) AND revoked_at IS NULL);
CREATE POLICY ending ON tokens_token FOR UPDATE USING (environment_id = {VISIBLE} AND revoked_at IS NULL)
  WITH CHECK (environment_id = {VISIBLE} AND revoked_at IS NOT NULL);
REVOKE UPDATE, DELETE ON tokens_token FROM overstap_app;
GRANT UPDATE (revoked_at) ON tokens_token TO overstap_app;

ALTER TABLE tokens_answer ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON tokens_answer USING (environment_id = {VISIBLE});
REVOKE UPDATE ON tokens_answer FROM overstap_app;

ALTER TABLE tokens_count SET UNLOGGED;

CREATE FUNCTION tokens_look_up(asked text)
RETURNS TABLE (uid uuid, person bigint, slug text, name text, scopes text[], expires timestamptz, revoked timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE token tokens_token;
BEGIN
  SELECT * INTO token FROM tokens_token t WHERE t.hash = asked;
  IF NOT FOUND THEN RETURN; END IF;
  IF token.revoked_at IS NULL AND token.expires_at > now()
     AND (token.last_used_at IS NULL OR token.last_used_at < now() - interval '1 minute') THEN
    UPDATE tokens_token t SET last_used_at = now() WHERE t.id = token.id;
  END IF;
  RETURN QUERY SELECT token.uid, token.person_id, e.slug::text, token.name::text,
    ARRAY(SELECT jsonb_array_elements_text(token.scopes)), token.expires_at, token.revoked_at
    FROM tenancy_environment e WHERE e.id = token.environment_id;
END $$;
"""
UNWALLS = """
DROP FUNCTION tokens_look_up(text);
ALTER TABLE tokens_count SET LOGGED;
GRANT UPDATE ON tokens_answer TO overstap_app;
DROP POLICY own ON tokens_answer;
ALTER TABLE tokens_answer DISABLE ROW LEVEL SECURITY;
GRANT UPDATE, DELETE ON tokens_token TO overstap_app;
DROP POLICY ending ON tokens_token;
DROP POLICY making ON tokens_token;
DROP POLICY reading ON tokens_token;
ALTER TABLE tokens_token DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("tokens", "0001_tables"), ("tenancy", "0002_row_level_security")]
    operations = [migrations.RunSQL(WALLS, UNWALLS)]
