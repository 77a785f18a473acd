"""Which moves somebody sees is found by two indexes, and where somebody acts is asked once, not for every move."""

from django.db import migrations

FUNCTIONS = """
CREATE OR REPLACE FUNCTION moves_visible() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT COALESCE(array_agg(id), '{}') FROM moves_move
  WHERE giver_id = ANY ((SELECT overstap_environments())::bigint[])
     OR receiver_id = ANY ((SELECT overstap_environments())::bigint[])
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("moves", "0005_profiles_and_schedule"), ("tenancy", "0009_walls_asked_once")]
    operations = [migrations.RunSQL(FUNCTIONS)]
