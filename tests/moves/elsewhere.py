"""A move in an installation of its own, with a PostgreSQL of its own (OVERSTAP_VAR): prepare | state UID.

``prepare`` makes the database and a move that everybody agreed to, and prints its uid; ``state`` prints how it stands.
"""

import os
import sys
from uuid import UUID

import django

from overstap.lib import postgres


def main(arguments: list[str]) -> None:
    """See above."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "overstap.config.settings")
    socket = postgres.ensure_running()
    if arguments[0] == "prepare":
        postgres.create_database(socket, postgres.database_name())
    django.setup()
    sys.stdout.write(f"{_prepared() if arguments[0] == 'prepare' else _state(UUID(arguments[1]))}\n")


def _prepared() -> UUID:
    from overstap.lib import database
    from tests.moves.doors import by_code

    database.prepare()
    door = by_code()
    door.agree()
    return door.uid


def _state(uid: UUID) -> str:
    from tests.moves.running import system_sees

    return system_sees(uid)


if __name__ == "__main__":
    main(sys.argv[1:])
