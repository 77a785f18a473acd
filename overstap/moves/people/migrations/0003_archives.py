"""Who gets a personal archive back sees the documents in it, and no longer once it is taken from them (R068, R069).

Which documents those are stands with the administration as it was where they were delivered; a receiver sees nothing
of that, so this is a trigger of the database.
"""

from django.db import migrations

ARCHIVES = """
CREATE FUNCTION people_archive_documents(archive people_restored) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT s.document_uid FROM tenancy_administration here
  JOIN tenancy_administration there ON there.uid = here.uid AND there.id <> here.id
  JOIN documents_shown s ON s.administration_id = there.id AND s.person_id = archive.archive_of_id
  WHERE here.id = archive.administration_id
$$;
REVOKE EXECUTE ON FUNCTION people_archive_documents(people_restored) FROM PUBLIC;

CREATE FUNCTION people_show_archive() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.taken_at IS NULL THEN
    INSERT INTO documents_shown (administration_id, person_id, document_uid, why, since)
      SELECT NEW.administration_id, NEW.person_id, uid, 'restored', NEW.given_at
      FROM people_archive_documents(NEW) AS uid
      ON CONFLICT DO NOTHING;
  ELSE
    DELETE FROM documents_shown WHERE administration_id = NEW.administration_id AND person_id = NEW.person_id
      AND why = 'restored' AND document_uid IN (SELECT people_archive_documents(NEW));
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER show_archive AFTER INSERT OR UPDATE OF taken_at ON people_restored
  FOR EACH ROW WHEN (NEW.kind = 'archive') EXECUTE FUNCTION people_show_archive();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0002_walls"), ("documents", "0004_search")]
    operations = [migrations.RunSQL(ARCHIVES)]
