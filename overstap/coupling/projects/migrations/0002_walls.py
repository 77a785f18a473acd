"""Projects and invoices are their environment's alone. A number once given stands; what was brought in never changes."""

from django.db import migrations

GUARD = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON {table} USING (environment_id = ANY ((SELECT overstap_environments())::bigint[]));
CREATE POLICY working ON {table} USING (current_setting('overstap.durable', true) = 'worker');
"""

STANDING = """
REVOKE DELETE ON coupling_projects_project, coupling_projects_series FROM overstap_app;
REVOKE UPDATE, DELETE ON coupling_projects_broughtin FROM overstap_app;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON coupling_projects_broughtin
  FOR EACH STATEMENT EXECUTE FUNCTION overstap_refuse_change();

-- An invoice that has a number keeps it, with all that it says; only where it stands at the package goes on.
CREATE FUNCTION overstap_keep_numbered_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.number <> '' AND (TG_OP = 'DELETE' OR
      (NEW.number, NEW.environment_id, NEW.project_id, NEW.coupled_id, NEW.lines, NEW.subject, NEW.reference, NEW.text,
       NEW.footer, NEW.language, NEW.seller, NEW.customer, NEW.rounding, NEW.day, NEW.due, NEW.supplied_on, NEW.net,
       NEW.vat, NEW.gross, NEW.credits_id) IS DISTINCT FROM
      (OLD.number, OLD.environment_id, OLD.project_id, OLD.coupled_id, OLD.lines, OLD.subject, OLD.reference, OLD.text,
       OLD.footer, OLD.language, OLD.seller, OLD.customer, OLD.rounding, OLD.day, OLD.due, OLD.supplied_on, OLD.net,
       OLD.vat, OLD.gross, OLD.credits_id)) THEN
    RAISE EXCEPTION 'invoice % is definitive: it is neither changed nor deleted', OLD.number;
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_numbered BEFORE UPDATE OR DELETE ON coupling_projects_projectinvoice
  FOR EACH ROW EXECUTE FUNCTION overstap_keep_numbered_invoice();
"""

TABLES = ("project", "selling", "series", "projectinvoice", "broughtin")


class Migration(migrations.Migration):
    dependencies = [("coupling_projects", "0001_tables"), ("coupling", "0002_walls")]
    operations = [
        *(migrations.RunSQL(GUARD.format(table=f"coupling_projects_{one}")) for one in TABLES),
        migrations.RunSQL(STANDING),
    ]
