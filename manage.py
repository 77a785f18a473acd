"""Django's own commands, for developers: makemigrations, shell. People use the ``overstap`` command."""

import os
import sys

from overstap.lib import postgres
from overstap.lib.errors import OverstapError

NEEDS_SETTING = 5  # as the exit code of the overstap command


def main() -> None:
    """Start the embedded database where there is no other, then hand over to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "overstap.config.settings")
    if not postgres.uses_own_server():
        postgres.create_database(postgres.ensure_running(), postgres.database_name())
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except OverstapError as error:
        sys.stderr.write(_told(error))
        sys.exit(NEEDS_SETTING)


def _told(error: OverstapError) -> str:
    """What keeps it from starting, in sentences: a setting, or a profile with everything that is wrong with it."""
    found = error.facts.get("problems")
    problems = found if isinstance(found, list) else []
    lines = [error.message, *(f"  {one['place']}: {one['message']}" for one in problems), error.remedy, error.code]
    return "\n".join(filter(None, lines)) + "\n"


if __name__ == "__main__":
    main()
