"""Who is signed in with the address that a transfer code went to, learns that an offer waits: no code, no books."""

from django.db import migrations

FORWARD = """
CREATE INDEX move_waiting ON moves_move (lower(receiver_email)) WHERE state = 'offered';

CREATE FUNCTION moves_offered_to_me(moment timestamptz) RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT COALESCE(jsonb_agg(found.offer ORDER BY found.id DESC), '[]') FROM (
    SELECT m.id, jsonb_build_object(
      'giver', m.giver_name, 'started_by', p.name, 'expires_at', m.expires_at,
      'administrations', (SELECT jsonb_agg(a.name ORDER BY a.number) FROM moves_moveadministration a
                          WHERE a.move_id = m.id)) AS offer
    FROM moves_move m
    JOIN tenancy_person me ON me.id = overstap_person() AND me.is_active AND lower(me.email) = lower(m.receiver_email)
    JOIN tenancy_person p ON p.id = m.started_by_id
    WHERE m.state = 'offered' AND m.code_used_at IS NULL AND m.expires_at > moment
      AND NOT (m.giver_id = ANY (overstap_environments()))
    ORDER BY m.id DESC LIMIT 20) found
$$;
"""
BACKWARD = "DROP FUNCTION moves_offered_to_me(timestamptz); DROP INDEX move_waiting;"


class Migration(migrations.Migration):
    dependencies = [("moves", "0003_drafts")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
