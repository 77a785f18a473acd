"""What somebody may see can be looked up once for many statements (``access.keep_walls``), instead of for each table.

Who can set these two settings can set overstap.person as well, so they are trusted no more than that one; whatever
changes who acts where empties them.
"""

from django.db import migrations

HERE = "ANY ((SELECT overstap_environments())::bigint[])"

LOOKED_UP = f"""
CREATE FUNCTION overstap_administrations_now() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT COALESCE(array_agg(a.id), '{{}}') FROM tenancy_administration a
  WHERE a.environment_id = {HERE}
    AND (a.state <> 'moved'
         OR (SELECT EXISTS (SELECT 1 FROM tenancy_person p WHERE p.id = overstap_person() AND p.kind = 'system')))
$$;

CREATE FUNCTION overstap_ledgers_now() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT COALESCE(array_agg(ledger_id), '{{}}') FROM tenancy_administration
  WHERE environment_id = {HERE} AND sealed_at IS NULL AND state <> 'moved'
$$;
"""


def kept_or_looked_up(name: str) -> str:
    """The function that policies ask: a plain expression, so that PostgreSQL writes it into the query."""
    return f"""
CREATE OR REPLACE FUNCTION overstap_{name}() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
RETURN COALESCE(NULLIF(current_setting('overstap.{name}', true), '')::bigint[], overstap_{name}_now());
"""


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0010_who_is_billed")]
    operations = [
        migrations.RunSQL(LOOKED_UP),
        *(migrations.RunSQL(kept_or_looked_up(name)) for name in ("administrations", "ledgers")),
    ]
