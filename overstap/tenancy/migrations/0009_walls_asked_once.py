"""Where somebody acts is asked once per query: a condition on a function alone is put to every row that is read.

The sub-select makes it a value that is known before the first row.
"""

from django.db import migrations

HERE = "ANY ((SELECT overstap_environments())::bigint[])"

FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION overstap_administrations() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT COALESCE(array_agg(a.id), '{{}}') FROM tenancy_administration a
  WHERE a.environment_id = {HERE}
    AND (a.state <> 'moved'
         OR (SELECT EXISTS (SELECT 1 FROM tenancy_person p WHERE p.id = overstap_person() AND p.kind = 'system')))
$$;

CREATE OR REPLACE FUNCTION overstap_ledgers() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT COALESCE(array_agg(ledger_id), '{{}}') FROM tenancy_administration
  WHERE environment_id = {HERE} AND sealed_at IS NULL AND state <> 'moved'
$$;

CREATE OR REPLACE FUNCTION overstap_sealed_until(ledger bigint) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT COALESCE(max(sealed_at), 0) FROM tenancy_administration
  WHERE ledger_id = ledger AND environment_id = {HERE} AND state <> 'moved'
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0008_connections")]
    operations = [migrations.RunSQL(FUNCTIONS)]
