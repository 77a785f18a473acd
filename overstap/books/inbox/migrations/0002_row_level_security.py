"""Mail that waits is seen by the system actor, which delivers it, and by whoever holds the administration: nobody else.

What is in the inbox belongs to the administration that it hangs on.
"""

from django.db import migrations

WALLS = """
CREATE FUNCTION inbox_is_system() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM tenancy_person WHERE id = overstap_person() AND kind = 'system' AND is_active)
$$;

ALTER TABLE inbox_mail ENABLE ROW LEVEL SECURITY;
CREATE POLICY reading ON inbox_mail FOR SELECT USING
  ((SELECT inbox_is_system()) OR administration_uid = ANY ((SELECT addresses_held())::uuid[]));
CREATE POLICY taking ON inbox_mail FOR INSERT WITH CHECK ((SELECT inbox_is_system()));
CREATE POLICY delivering ON inbox_mail FOR UPDATE USING ((SELECT inbox_is_system()));
REVOKE DELETE ON inbox_mail FROM overstap_app;

ALTER TABLE inbox_sendertold ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON inbox_sendertold USING ((SELECT inbox_is_system()));

ALTER TABLE inbox_item ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON inbox_item USING (administration_id = ANY ((SELECT overstap_administrations())::bigint[]));

ALTER TABLE inbox_part ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON inbox_part USING (administration_id = ANY ((SELECT overstap_administrations())::bigint[]));

-- A mail is delivered once: what was delivered does not wait again, and points at nobody else.
CREATE FUNCTION inbox_refuse_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'waiting' OR NEW.uid <> OLD.uid OR NEW.administration_uid <> OLD.administration_uid
     OR NEW.sha256 <> OLD.sha256 OR NEW.message_key <> OLD.message_key THEN
    RAISE EXCEPTION 'a mail is delivered once, to the administration it was sent to' USING ERRCODE = 'OV001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER once BEFORE UPDATE ON inbox_mail FOR EACH ROW EXECUTE FUNCTION inbox_refuse_again();
"""

# The worker sees an environment by mandate alone. Whoever had a delivery address made asked for mail to be delivered;
# the mandate for one mail is there while the transaction lasts that delivers it, and for nobody else to see.
DELIVERY = """
CREATE FUNCTION inbox_open(mail uuid) RETURNS TABLE (environment_id bigint, administration_id bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT inbox_is_system() THEN RETURN; END IF;
  SELECT a.environment_id, a.id INTO environment_id, administration_id
  FROM inbox_mail m JOIN tenancy_administration a ON a.uid = m.administration_uid
  WHERE m.uid = mail AND m.state = 'waiting' AND a.sealed_at IS NULL AND a.state = 'active';
  IF NOT FOUND THEN RETURN; END IF;
  INSERT INTO tenancy_mandate (reference, environment_id, granted_by_id, granted_at)
    VALUES (mail, environment_id, overstap_person(), now()) ON CONFLICT DO NOTHING;
  RETURN NEXT;
END $$;

CREATE FUNCTION inbox_close(mail uuid) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  DELETE FROM tenancy_mandate WHERE reference = mail AND inbox_is_system()
    AND EXISTS (SELECT 1 FROM inbox_mail m WHERE m.uid = mail)
$$;

-- Mail that was held and can be delivered now; no longer marked as held, so that nobody else takes it up as well.
CREATE FUNCTION inbox_release_held(most integer) RETURNS SETOF uuid LANGUAGE sql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  UPDATE inbox_mail SET held = false WHERE inbox_is_system() AND id IN (
    SELECT m.id FROM inbox_mail m JOIN tenancy_administration a ON a.uid = m.administration_uid
    WHERE m.held AND a.sealed_at IS NULL AND a.state = 'active'
    ORDER BY m.id LIMIT most FOR UPDATE OF m SKIP LOCKED)
  RETURNING uid
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("inbox", "0001_tables"), ("addresses", "0002_walls"), ("tenancy", "0009_walls_asked_once")]
    operations = [migrations.RunSQL(WALLS), migrations.RunSQL(DELIVERY)]
