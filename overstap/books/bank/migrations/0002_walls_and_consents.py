"""Bank and cash belong to the administration that they hang on; PostgreSQL shows them to nobody else.

A bank account's holder has no account here. The two functions below are all that a personal link opens: what it is about,
and saying that the consent was given at the bank; both for the one account that the link was made for, wherever the
administration is held now.
"""

from django.db import migrations

TABLES = ("bankaccount", "statement", "statementline", "bankmatch", "banklink", "bankconsent")
OWN = "".join(
    f"""
ALTER TABLE bank_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON bank_{table} USING (administration_id = ANY ((SELECT overstap_administrations())::bigint[]));
"""
    for table in TABLES
)
LOOK = """
CREATE FUNCTION bank_consent_look(hash text, moment timestamptz) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT json_build_object(
    'office', e.name, 'administration', a.name, 'bank', l.bank, 'ending', right(c.account_number, 4),
    'country', left(c.account_number, 2), 'holder', l.holder_name, 'until', l.consent_until, 'state', l.state,
    'asked_by', c.asked_by, 'asked_at', c.asked_at, 'expires_at', c.expires_at, 'answered_at', c.answered_at,
    'tries', c.tries, 'over', c.expires_at <= moment)::text
  FROM bank_bankconsent c
  JOIN tenancy_administration a ON a.id = c.administration_id AND a.sealed_at IS NULL
  JOIN tenancy_environment e ON e.id = a.environment_id
  JOIN bank_banklink l ON l.administration_id = a.id AND l.account_number = c.account_number
  WHERE c.token_hash = hash
$$;
"""
# As every writer it passes the gate of the administration first (tenancy/access.py).
CONFIRM = """
CREATE FUNCTION bank_consent_confirm(hash text, moment timestamptz, day date, ending text, who text, most integer)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE asked bank_bankconsent; place tenancy_administration;
BEGIN
  SELECT c.* INTO asked FROM bank_bankconsent c
    JOIN tenancy_administration a ON a.id = c.administration_id AND a.sealed_at IS NULL WHERE c.token_hash = hash;
  IF NOT FOUND THEN RETURN 'unknown'; END IF;
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('overstap administration ' || asked.administration_id, 0));
  SELECT * INTO place FROM tenancy_administration WHERE id = asked.administration_id FOR SHARE;
  IF place.state <> 'active' OR place.sealed_at IS NOT NULL THEN RETURN 'frozen'; END IF;
  SELECT * INTO asked FROM bank_bankconsent WHERE id = asked.id FOR UPDATE;
  IF asked.answered_at IS NOT NULL THEN RETURN 'used'; END IF;
  IF asked.expires_at <= moment OR asked.tries >= most THEN RETURN 'over'; END IF;
  IF right(asked.account_number, 4) <> upper(ending) THEN
    UPDATE bank_bankconsent SET tries = tries + 1 WHERE id = asked.id;
    RETURN 'wrong';
  END IF;
  UPDATE bank_bankconsent SET answered_at = moment, answered_by = who WHERE id = asked.id;
  UPDATE bank_banklink SET state = 'active', since = CASE WHEN state = 'active' THEN since ELSE day END,
    consent_until = day + 180, confirmed_by = who, confirmed_at = moment
    WHERE administration_id = asked.administration_id AND account_number = asked.account_number;
  INSERT INTO tenancy_auditevent (at, environment_id, person_id, action, outcome, code, facts)
    VALUES (moment, place.environment_id, NULL, 'bank.consent-confirmed', 'done', '',
            jsonb_build_object('administration', place.code, 'account', asked.account_number, 'name', who));
  RETURN 'done';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("bank", "0001_tables"), ("tenancy", "0009_walls_asked_once")]
    operations = [migrations.RunSQL(OWN), migrations.RunSQL(LOOK), migrations.RunSQL(CONFIRM)]
