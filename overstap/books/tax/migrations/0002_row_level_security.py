"""Returns and registers belong to the administration that they hang on; PostgreSQL shows them to nobody else.

One function looks past that: the clock of authorisations, for the system actor only. It gives those whose days of
silence are over, where whoever asked for them still works with the administration; it changes nothing.
"""

from django.db import migrations

TABLES = ("taxsettings", "boxrule", "vatreturn", "certificate", "port", "vatright", "reportingline", "taxauthorisation")
OWN = "".join(
    f"""
ALTER TABLE tax_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON tax_{table}
  USING (administration_id = ANY ((SELECT overstap_administrations())::bigint[]));
"""
    for table in TABLES
)
CLOCK = """
CREATE FUNCTION tax_authorisations_due(first_day date, last_day date, most integer)
RETURNS TABLE (administration uuid, code text, name text, slug text, service text, intermediary text, year integer,
  requested_on date, email text, language text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT a.uid, a.code::text, a.name::text, e.slug::text, t.service, t.intermediary, t.year::integer, t.requested_on,
    p.email::text, p.language::text
  FROM tax_taxauthorisation t
  JOIN tenancy_administration a ON a.id = t.administration_id AND a.state = 'active'
  JOIN tenancy_environment e ON e.id = a.environment_id
  JOIN tenancy_person p ON lower(p.email) = lower(t.requested_by) AND p.is_active
  JOIN tenancy_membership m ON m.person_id = p.id AND m.environment_id = a.environment_id AND m.active
  JOIN tenancy_administrationaccess x ON x.person_id = p.id AND x.administration_id = a.id
  WHERE EXISTS (SELECT FROM tenancy_person WHERE id = overstap_person() AND kind = 'system')
    AND t.granted_by = 'silence' AND t.active_on IS NULL AND t.withdrawn_on IS NULL
    AND t.requested_on BETWEEN first_day AND last_day
  ORDER BY t.requested_on, t.id LIMIT most
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("tax", "0001_tables"), ("tenancy", "0008_connections")]
    operations = [migrations.RunSQL(OWN), migrations.RunSQL(CLOCK)]
