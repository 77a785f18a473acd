"""Making a database ready: roles' rights, migrations. Needs Django."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from overstap.lib import postgres
from overstap.lib.errors import NeedsSetting

_RIGHTS = f"""
GRANT USAGE ON SCHEMA public TO {postgres.APP};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {postgres.APP};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {postgres.APP};
"""

_APP_EXISTS = "SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = %s)"
_STANDS_ABOVE_THE_WALLS = """
SELECT r.rolsuper OR r.rolbypassrls OR EXISTS (
    SELECT 1 FROM pg_tables t WHERE t.schemaname = 'public' AND pg_has_role(r.oid, t.tableowner, 'MEMBER'))
FROM pg_roles r WHERE r.rolname = current_user
"""


class WrongDatabaseRole(NeedsSetting):
    """The roles of an own server are not as docs/settings.md asks."""

    code = "DATABASE-ROLE"


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

    On an own server the role ``overstap_app`` must exist (docs/settings.md); the embedded server makes it. Raises
    WrongDatabaseRole when it does not, or when row-level security would not hold for the application's role.
    """
    with as_owner():
        with connection.cursor() as cursor:
            _require_app_role(cursor)
            cursor.execute(_RIGHTS)
        call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        _require_walls(cursor)


def _require_app_role(cursor: CursorWrapper) -> None:
    cursor.execute(_APP_EXISTS, [postgres.APP])
    if not cursor.fetchone()[0]:
        raise WrongDatabaseRole(
            _("The database server has no role %(role)s.") % {"role": postgres.APP},
            remedy=_("Make it as docs/settings.md shows."),
        )


def _require_walls(cursor: CursorWrapper) -> None:
    cursor.execute(_STANDS_ABOVE_THE_WALLS)
    if cursor.fetchone()[0]:
        raise WrongDatabaseRole(
            _("DATABASE_URL names a role that may see everything: a superuser, or the owner of the tables."),
            remedy=_("Let DATABASE_URL name %(role)s and DATABASE_OWNER_URL the owner.") % {"role": postgres.APP},
        )
