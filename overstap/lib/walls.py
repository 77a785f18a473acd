"""Do the walls in the database still stand? What somebody with the owner's password could have taken away."""

from django.db import connection

_OPEN_TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind = 'r' AND NOT c.relrowsecurity
  AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)
ORDER BY 1
"""
_SLEEPING_TRIGGERS = """
SELECT c.relname || ' ' || t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND t.tgenabled = 'D' ORDER BY 1
"""


def weak_places() -> list[str]:
    """Tables whose policies are not enforced, and triggers that were switched off, by name; as a rule none."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_TABLES)
        found = [str(name) for (name,) in cursor.fetchall()]
        cursor.execute(_SLEEPING_TRIGGERS)
        return found + [str(name) for (name,) in cursor.fetchall()]
