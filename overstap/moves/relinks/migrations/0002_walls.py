"""An environment sees its own orders. An operator sees what was ordered, through a function, and nobody's rows."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION relinks_visible() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT COALESCE(array_agg(id), '{}') FROM relinks_relinkorder WHERE environment_id = ANY (overstap_environments())
$$;

-- Orders for an operator, oldest first while they wait, else newest first.
CREATE FUNCTION relinks_for_operator(wanted_state text, wanted uuid, most integer) RETURNS SETOF jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT jsonb_build_object(
    'number', o.id, 'uid', o.uid, 'state', o.state, 'profile', o.profile, 'environment', e.name, 'office', f.name,
    'ordered_by', p.name, 'email', p.email, 'ordered_at', o.ordered_at, 'fee', o.fee::text, 'currency', o.currency,
    'decided_by', COALESCE(d.name, ''), 'decided_at', o.decided_at, 'reason', o.reason, 'undo_until', o.undo_until,
    'parts', (SELECT jsonb_agg(jsonb_build_object('number', r.number, 'uid', r.administration_uid, 'name', r.name,
                'before', r.before_name, 'after', r.after_name, 'old_code', r.old_code, 'new_code', r.new_code,
                'package_move', r.package_move, 'outcome', r.outcome, 'failure', r.failure) ORDER BY r.number)
              FROM relinks_relinkpart r WHERE r.order_id = o.id))
  FROM relinks_relinkorder o
  JOIN tenancy_environment e ON e.id = o.environment_id JOIN tenancy_office f ON f.id = e.office_id
  JOIN tenancy_person p ON p.id = o.ordered_by_id LEFT JOIN tenancy_person d ON d.id = o.decided_by_id
  WHERE overstap_is_operator() AND (wanted_state = '' OR o.state = wanted_state)
    AND (wanted IS NULL OR o.uid = wanted)
  ORDER BY CASE WHEN wanted_state = 'asked' THEN o.id ELSE -o.id END LIMIT most
$$;
"""

VISIBLE = "ANY ((SELECT overstap_environments())::bigint[])"

POLICIES = f"""
ALTER TABLE relinks_relinkorder ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON relinks_relinkorder USING (environment_id = {VISIBLE});

ALTER TABLE relinks_relinkpart ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON relinks_relinkpart USING (order_id = ANY ((SELECT relinks_visible())::bigint[]));

ALTER TABLE relinks_relinkcheck ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON relinks_relinkcheck USING (EXISTS (SELECT 1 FROM relinks_relinkpart p WHERE p.id = part_id));
REVOKE UPDATE, DELETE ON relinks_relinkcheck FROM overstap_app;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON relinks_relinkcheck
  FOR EACH STATEMENT EXECUTE FUNCTION overstap_refuse_change();

-- An order and its parts are added, then decided; they never go.
REVOKE DELETE ON relinks_relinkorder, relinks_relinkpart FROM overstap_app;

ALTER TABLE relinks_receivingconnection ENABLE ROW LEVEL SECURITY;
CREATE POLICY parties ON relinks_receivingconnection USING
  (EXISTS (SELECT 1 FROM moves_moveadministration p WHERE p.id = part_id));
"""


class Migration(migrations.Migration):
    dependencies = [("relinks", "0001_orders"), ("moves", "0002_row_level_security")]
    operations = [migrations.RunSQL(FUNCTIONS), migrations.RunSQL(POLICIES)]
