"""Authorisation belongs to the administration that it hangs on; its history is only added to while that is held.

What was copied at a move is taken away again where it was given back: then the row that it hangs on no longer holds the
ledger (``sealed_at`` has a number), and only then may lines of the history go.
"""

from django.db import migrations

_TABLES = ("setting", "workflow", "workflowstep", "authorisation", "authorisationturn", "authorisationevent")
OWN = "".join(
    f"""
ALTER TABLE authorisation_{name} ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON authorisation_{name}
  USING (administration_id = ANY ((SELECT overstap_administrations())::bigint[]));
"""
    for name in _TABLES
)

APPEND_ONLY = """
CREATE FUNCTION authorisation_keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF EXISTS (SELECT 1 FROM tenancy_administration a WHERE a.id = OLD.administration_id AND a.sealed_at IS NOT NULL) THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION 'table % is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'OV001';
END $$;
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON authorisation_authorisationevent
  FOR EACH ROW EXECUTE FUNCTION authorisation_keep_history();
CREATE TRIGGER append_only BEFORE TRUNCATE ON authorisation_authorisationevent
  FOR EACH STATEMENT EXECUTE FUNCTION overstap_refuse_change();
REVOKE UPDATE ON authorisation_authorisationevent FROM overstap_app;
"""

# What waits since before ``since``, for each person who can do something about it: whose turn it is, where they work
# there, have access and a role of ``authorisers``; else those with access and a role of ``managers``, who re-assign.
# Reads only: that nobody is told twice on one day is seen to by the key of the mail.
FUNCTIONS = """
CREATE FUNCTION authorisation_overdue(since timestamptz, authorisers text[], managers text[], named integer)
RETURNS TABLE (email text, language text, person uuid, slug text, environment text, reassigns boolean, count bigint,
  oldest timestamptz, documents text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH waiting AS (
    SELECT a.administration_id, held.environment_id, held.name AS administration, t.person_uid, a.waiting_since,
      d.name AS document, a.id
    FROM authorisation_authorisation a
    JOIN tenancy_administration held ON held.id = a.administration_id AND held.state = 'active' AND held.sealed_at IS NULL
    JOIN authorisation_authorisationturn t ON t.administration_id = a.administration_id
      AND t.document_uid = a.document_uid AND t.round = a.round AND t.position = a.position
    JOIN documents_document d ON d.administration_id = a.administration_id AND d.uid = a.document_uid
    WHERE a.state = 'waiting' AND a.waiting_since < since
      AND EXISTS (SELECT 1 FROM tenancy_person p WHERE p.id = overstap_person() AND p.kind = 'system')
  ), able AS (
    SELECT m.environment_id, c.administration_id, p.id, p.uid, p.email, p.language, m.role
    FROM tenancy_membership m
    JOIN tenancy_person p ON p.id = m.person_id AND p.is_active AND p.kind = 'human'
    JOIN tenancy_administrationaccess c ON c.person_id = p.id
    WHERE m.active AND m.environment_id IN (SELECT environment_id FROM waiting)
      AND c.administration_id IN (SELECT administration_id FROM waiting)
  ), told AS (
    SELECT w.*, able.uid, able.email, able.language, false AS reassigns
    FROM waiting w JOIN able ON able.environment_id = w.environment_id AND able.administration_id = w.administration_id
      AND able.uid = w.person_uid AND able.role = ANY (authorisers)
    UNION ALL
    SELECT w.*, able.uid, able.email, able.language, true
    FROM waiting w JOIN able ON able.environment_id = w.environment_id AND able.administration_id = w.administration_id
      AND able.role = ANY (managers)
    WHERE NOT EXISTS (SELECT 1 FROM able one WHERE one.environment_id = w.environment_id
      AND one.administration_id = w.administration_id AND one.uid = w.person_uid AND one.role = ANY (authorisers))
  )
  SELECT told.email::text, told.language::text, told.uid, e.slug::text, e.name::text, told.reassigns, count(*),
    min(told.waiting_since),
    (array_agg(told.administration || ': ' || told.document ORDER BY told.waiting_since, told.id))[1:named]
  FROM told JOIN tenancy_environment e ON e.id = told.environment_id
  GROUP BY told.email, told.language, told.uid, e.slug, e.name, told.reassigns
  ORDER BY e.slug, told.email, told.reassigns
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("authorisation", "0001_tables"),
        ("documents", "0001_tables"),
        ("tenancy", "0009_walls_asked_once"),
    ]
    operations = [migrations.RunSQL(OWN), migrations.RunSQL(APPEND_ONLY), migrations.RunSQL(FUNCTIONS)]
