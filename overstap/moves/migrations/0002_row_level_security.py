"""Both parties see a move; its parts, log and proof go with it.

Three functions look past row-level security, each for one purpose: a receiver who holds the code but is no party yet
(``moves_offer``, ``moves_claim``), the worker that has to learn which environments a move concerns
(``moves_environments``, for the system actor only), and the clock (``moves_due``, for the system actor only).
"""

from django.db import migrations

VISIBLE = "ANY ((SELECT overstap_environments())::bigint[])"

FUNCTIONS = """
CREATE FUNCTION moves_visible() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT COALESCE(array_agg(id), '{}') FROM moves_move
  WHERE giver_id = ANY (overstap_environments()) OR receiver_id = ANY (overstap_environments())
$$;

CREATE FUNCTION moves_is_system() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM tenancy_person WHERE id = overstap_person() AND kind = 'system' AND is_active)
$$;

CREATE FUNCTION moves_environments(wanted uuid) RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT COALESCE(array_agg(environment_id), '{}') FROM tenancy_mandate
  WHERE reference = wanted AND ended_at IS NULL AND moves_is_system()
$$;

-- What a receiver may know with nothing but the code's hash: no business data.
CREATE FUNCTION moves_offer(hash text) RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT jsonb_build_object(
    'move_uid', m.uid, 'state', m.state, 'used', m.code_used_at IS NOT NULL, 'profile', m.profile,
    'expires_at', m.expires_at, 'fee', m.fee::text, 'currency', m.currency,
    'payment_agreement_moves', m.payment_agreement_moves, 'giver_id', m.giver_id,
    'giver', m.giver_name, 'giver_office', o.name, 'started_by', p.name,
    'administrations', (SELECT jsonb_agg(jsonb_build_object('number', a.number, 'uid', s.uid, 'name', a.name,
                          'code', a.old_code, 'package', s.package) ORDER BY a.number)
                        FROM moves_moveadministration a JOIN tenancy_administration s ON s.id = a.source_id
                        WHERE a.move_id = m.id))
  FROM moves_move m JOIN tenancy_environment e ON e.id = m.giver_id JOIN tenancy_office o ON o.id = e.office_id
  JOIN tenancy_person p ON p.id = m.started_by_id
  WHERE m.code_hash = hash
$$;

-- Exactly one receiver can claim a code: the row lock of this UPDATE decides a race.
CREATE FUNCTION moves_claim(hash text, environment bigint, moment timestamptz) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE moves_move SET receiver_id = environment, received_by_id = overstap_person(), code_used_at = moment,
    receiver_name = (SELECT e.name FROM tenancy_environment e WHERE e.id = environment)
  WHERE code_hash = hash AND state = 'offered' AND code_used_at IS NULL AND expires_at > moment
    AND environment = ANY (overstap_environments())
  RETURNING id
$$;

-- Moves whose time has come: expiry of a code, end of an undo window.
CREATE FUNCTION moves_due(moment timestamptz) RETURNS TABLE (uid uuid) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT m.uid FROM moves_move m WHERE moves_is_system()
    AND ((m.state = 'offered' AND m.expires_at <= moment) OR (m.state = 'released' AND m.undo_until <= moment))
$$;
"""

POLICIES = f"""
ALTER TABLE moves_move ENABLE ROW LEVEL SECURITY;
CREATE POLICY parties ON moves_move USING (giver_id = {VISIBLE} OR receiver_id = {VISIBLE});
""" + "".join(
    f"""
ALTER TABLE moves_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY parties ON moves_{table} USING (move_id = ANY ((SELECT moves_visible())::bigint[]));
"""
    for table in ("moveadministration", "consent", "override", "moveevent", "proof")
) + "".join(
    f"""
ALTER TABLE moves_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY parties ON moves_{table} USING
  (EXISTS (SELECT 1 FROM moves_moveadministration p WHERE p.id = part_id));
"""
    for table in ("fingerprint", "statement", "verification")
) + """
ALTER TABLE moves_fingerprint ALTER COLUMN hashes SET STORAGE EXTERNAL; -- hashes do not compress
REVOKE UPDATE, DELETE ON moves_moveevent, moves_consent, moves_override, moves_verification FROM overstap_app;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON moves_moveevent
  FOR EACH STATEMENT EXECUTE FUNCTION overstap_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON moves_verification
  FOR EACH STATEMENT EXECUTE FUNCTION overstap_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("moves", "0001_tables"), ("tenancy", "0002_row_level_security")]
    operations = [migrations.RunSQL(FUNCTIONS), migrations.RunSQL(POLICIES)]
