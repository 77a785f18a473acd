"""Each party sees its own tasks, marks and originals; of the kept check report both see the one there is.

One function looks past row-level security: the clock, for the system actor only, which marks overdue tasks as
reminded and gives what the reminder has to say. By then the move may have closed, and the mandates with it.
"""

from django.db import migrations

VISIBLE = "ANY ((SELECT overstap_environments())::bigint[])"

POLICIES = "".join(
    f"""
ALTER TABLE aftercare_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON aftercare_{table} USING (environment_id = {VISIBLE});
"""
    for table in ("task", "checkmark", "legalhold", "tombstone")
) + """
ALTER TABLE aftercare_taskevent ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON aftercare_taskevent USING (EXISTS (SELECT 1 FROM aftercare_task t WHERE t.id = task_id));
ALTER TABLE aftercare_checkreport ENABLE ROW LEVEL SECURITY;
CREATE POLICY parties ON aftercare_checkreport USING (move_id = ANY ((SELECT moves_visible())::bigint[]));
REVOKE DELETE ON aftercare_task, aftercare_legalhold FROM overstap_app;
""" + "".join(
    f"""
REVOKE UPDATE, DELETE ON aftercare_{table} FROM overstap_app;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON aftercare_{table}
  FOR EACH STATEMENT EXECUTE FUNCTION overstap_refuse_change();
"""
    for table in ("taskevent", "checkmark", "checkreport", "tombstone")
)

FUNCTIONS = """
CREATE FUNCTION aftercare_remind(today date, moment timestamptz, most integer)
RETURNS TABLE (uid uuid, code text, variant text, due date, email text, language text, slug text, environment text,
  about text)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH late AS (
    SELECT t.id FROM aftercare_task t
    WHERE moves_is_system() AND t.due < today
      AND t.done_at IS NULL AND t.cancelled_at IS NULL AND t.reminded_at IS NULL
    ORDER BY t.due, t.id LIMIT most FOR UPDATE SKIP LOCKED
  ), told AS (
    UPDATE aftercare_task t SET reminded_at = moment FROM late WHERE t.id = late.id RETURNING t.*
  )
  SELECT told.uid, told.code::text, told.variant::text, told.due, p.email::text, p.language::text, e.slug::text,
    e.name::text,
    COALESCE((SELECT a.name FROM moves_moveadministration a WHERE a.id = told.part_id),
      (SELECT string_agg(a.name, ', ' ORDER BY a.number) FROM moves_moveadministration a
       WHERE a.move_id = told.move_id AND a.number <= 3))::text
  FROM told JOIN tenancy_environment e ON e.id = told.environment_id
  JOIN tenancy_person p ON p.id = told.owner_id AND p.is_active
  JOIN tenancy_membership m ON m.person_id = p.id AND m.environment_id = told.environment_id AND m.active
  ORDER BY p.email, e.slug, told.due, told.id
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("aftercare", "0001_tables"), ("moves", "0005_profiles_and_schedule"),
                    ("tenancy", "0008_connections")]  # fmt: skip
    operations = [migrations.RunSQL(POLICIES), migrations.RunSQL(FUNCTIONS)]
