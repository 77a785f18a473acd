"""Who sees what of sales, what never changes, and the one question that looks past the wall.

- Tables of an administration are shown to whoever sees the administration.
- A link to the portal is seen where its administration is held now, or comes from (the system, in a move).
- ``sales_portal``: what somebody who holds a link may be led to: where the administration is held at this moment. The
  token is 256 bits of chance and only its hash is kept, so asking is the proof.
"""

from django.db import migrations

OWN = "".join(
    f"""
ALTER TABLE sales_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON sales_{table}
  USING (administration_id = ANY ((SELECT overstap_administrations())::bigint[]));
"""
    for table in ("product", "salessettings", "numbering", "quotation", "invoice", "line")
)

LINKS = """
ALTER TABLE portal_link ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON portal_link USING (administration_uid = ANY ((SELECT addresses_held())::uuid[]));
REVOKE DELETE ON portal_link FROM overstap_app;

-- A link leads to one quotation for ever.
CREATE FUNCTION sales_keep_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.uid, OLD.token_hash, OLD.administration_uid, OLD.quotation_uid)
     IS DISTINCT FROM (NEW.uid, NEW.token_hash, NEW.administration_uid, NEW.quotation_uid) THEN
    RAISE EXCEPTION 'a link keeps what it leads to' USING ERRCODE = 'OV001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keeps_its_meaning BEFORE UPDATE ON portal_link FOR EACH ROW EXECUTE FUNCTION sales_keep_link();

CREATE FUNCTION sales_portal(hash text) RETURNS TABLE
  (uid uuid, quotation_uid uuid, seller text, seller_email text, ended boolean,
   environment_id bigint, administration_id bigint, state text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT l.uid, l.quotation_uid, l.seller, l.seller_email, l.ended_at IS NOT NULL,
         a.environment_id, a.id, a.state::text
  FROM portal_link l
  LEFT JOIN tenancy_administration a
    ON a.uid = l.administration_uid AND a.sealed_at IS NULL AND a.state <> 'moved'
  WHERE l.token_hash = hash
$$;
"""

NUMBERS = """
-- A number is used once in an administration. The row of the series is locked while one is given (numbering.give), so
-- that nobody writes another between this look and the end of the transaction.
CREATE FUNCTION sales_number_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE used boolean;
BEGIN
  EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I WHERE administration_id = $1 AND number = $2 AND uid <> $3)',
                 TG_TABLE_NAME) INTO used USING NEW.administration_id, NEW.number, NEW.uid;
  IF used THEN
    RAISE EXCEPTION 'the number % was used before', NEW.number USING ERRCODE = 'unique_violation';
  END IF;
  RETURN NEW;
END $$;
""" + "".join(
    f"""
CREATE TRIGGER number_once BEFORE INSERT OR UPDATE OF number ON sales_{table}
  FOR EACH ROW WHEN (NEW.number <> '') EXECUTE FUNCTION sales_number_once();
"""
    for table in ("quotation", "invoice")
)

SENT = """
-- What was sent to a customer stands in their books as well. Moves copy and remove whole rows and change none.
CREATE FUNCTION sales_keep_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'sent' THEN
    RAISE EXCEPTION 'an invoice that was sent is never changed' USING ERRCODE = 'OV001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_what_was_sent BEFORE UPDATE ON sales_invoice
  FOR EACH ROW EXECUTE FUNCTION sales_keep_invoice();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sales", "0001_tables"),
        ("tenancy", "0002_row_level_security"),
        ("addresses", "0002_walls"),
    ]
    operations = [migrations.RunSQL(OWN), migrations.RunSQL(LINKS), migrations.RunSQL(NUMBERS), migrations.RunSQL(SENT)]
