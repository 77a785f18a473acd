"""Making a database ready: roles' rights, migrations. Needs Django."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from overstap.lib import postgres

_RIGHTS = f"""
GRANT USAGE ON SCHEMA public TO {postgres.APP};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {postgres.APP};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {postgres.APP};
"""


@contextmanager
def as_owner() -> Iterator[None]:
    """Inside this block the connection is that of the role that owns the tables (migrations only)."""
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(settings.DATABASE_OWNER)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def prepare() -> None:
    """Bring the database to the present schema; idempotent.

    On an own server the role ``overstap_app`` must exist (docs/settings.md); the embedded server makes it.
    """
    with as_owner():
        with connection.cursor() as cursor:
            cursor.execute(_RIGHTS)
        call_command("migrate", verbosity=0, interactive=False)
