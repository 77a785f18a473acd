"""Making this installation ready before a command: the server runs, Django is set up, the schema is present."""

import os
import pkgutil
import shutil
from importlib import import_module
from pathlib import Path

from overstap.cli.language import chosen
from overstap.cli.language import gettext as _
from overstap.lib import postgres
from overstap.lib.errors import NeedsSetting

DEMO_DATABASE = "overstap_demo"


class NotPrepared(NeedsSetting):
    """The tables are not there, or of an earlier version."""

    code = "DATABASE-NOT-PREPARED"


def use_demo() -> None:
    """From here on, this process and those that it starts work in the demonstration and nowhere else."""
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("DATABASE_OWNER_URL", None)
    for name in ("OVERSTAP_MAIL_URL", "OVERSTAP_SIGNING_KEY", "OVERSTAP_PERSON", "OVERSTAP_ENVIRONMENT"):
        os.environ.pop(name, None)
    os.environ["OVERSTAP_DATABASE"] = DEMO_DATABASE
    os.environ["OVERSTAP_FILES"] = str(demo_files())


def demo_files() -> Path:
    """Where mails, proofs and keys of the demonstration lie."""
    return postgres.var_dir() / "demo"


def renew_demo() -> None:
    """An empty database and an empty folder for the demonstration."""
    socket = postgres.ensure_running()
    postgres.create_database(socket, DEMO_DATABASE, replace=True)
    shutil.rmtree(demo_files(), ignore_errors=True)


def load_django() -> None:
    """Settings and tables' definitions; no database is asked for anything."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "overstap.config.settings")
    import django
    from django.utils import translation

    django.setup()

    translation.activate(chosen())


def make_ready() -> None:
    """Everything a command needs. The embedded server is started and brought up to date.

    Raises NotPrepared for an own server (DATABASE_URL) that ``overstap database prepare`` has not seen.
    """
    start_server()
    load_django()
    if is_prepared():
        return
    if postgres.uses_own_server():
        raise NotPrepared(
            _("The database has no tables of this version yet."),
            remedy=_("Run “overstap database prepare” with DATABASE_OWNER_URL set."),
        )
    prepare()


def start_server() -> None:
    """Start the embedded server, if it is ours to start, and make its database."""
    if not postgres.uses_own_server():
        postgres.create_database(postgres.ensure_running(), postgres.database_name())


def prepare() -> None:
    """Bring the tables to the present version."""
    from overstap.lib import database

    database.prepare()


def is_prepared() -> bool:
    """Whether every migration was applied: their names are compared, none of them is read."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    applied = set(MigrationRecorder(connection).applied_migrations())
    return _migrations() <= applied


def _migrations() -> set[tuple[str, str]]:
    from django.apps import apps
    from django.db.migrations.loader import MigrationLoader

    found = set()
    for config in apps.get_app_configs():
        module, _explicit = MigrationLoader.migrations_module(config.label)
        if module is None or not (Path(config.path) / "migrations").is_dir():
            continue
        folder = import_module(module).__path__
        names = (one.name for one in pkgutil.iter_modules(folder) if one.name[0] not in "_~")
        found |= {(config.label, name) for name in names}
    return found
