"""Django's own commands, for developers: makemigrations, shell. People use the ``overstap`` command."""

import os
import sys

from overstap.lib import postgres


def main() -> None:
    """Start the embedded database where there is no other, then hand over to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "overstap.config.settings")
    if not postgres.uses_own_server():
        postgres.create_database(postgres.ensure_running(), postgres.database_name())
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
