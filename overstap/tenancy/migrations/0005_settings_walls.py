"""What belongs to settings is behind the wall: systems and offices of one's own environments, choices of oneself."""

from django.db import migrations

WALLS = """
CREATE FUNCTION overstap_offices() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT COALESCE(array_agg(e.office_id), '{}') FROM tenancy_environment e
  WHERE e.id = ANY (overstap_environments()) OR e.id = ANY (overstap_my_environments())
$$;

ALTER TABLE tenancy_office ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON tenancy_office USING (id = ANY ((SELECT overstap_offices())::bigint[]));

ALTER TABLE tenancy_accountingsystem ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON tenancy_accountingsystem USING
  (environment_id = ANY ((SELECT overstap_environments())::bigint[]));

ALTER TABLE tenancy_notificationchoice ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON tenancy_notificationchoice USING
  (person_id = (SELECT overstap_person()) AND environment_id = ANY ((SELECT overstap_environments())::bigint[]));

-- Whoever posts a mail is mostly not the one who reads it, and may not see that person's row.
CREATE FUNCTION overstap_wants_notice(reader bigint, place bigint, kind text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT COALESCE((SELECT c.wanted FROM tenancy_notificationchoice c
                   WHERE c.person_id = reader AND c.environment_id = place AND c.notice = kind), true)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0004_settings")]
    operations = [migrations.RunSQL(WALLS)]
