"""An own PostgreSQL by DATABASE_URL; here a second embedded cluster plays that part."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from overstap.config import settings
from overstap.lib import postgres

ROOT = Path(__file__).resolve().parent.parent.parent

PREPARE_AND_ASK = """
import json, django
django.setup()
from django.db import connection
from overstap.lib import database
from overstap.lib.errors import OverstapError
try:
    database.prepare()
    database.prepare()
except OverstapError as error:
    print(json.dumps(error.as_dict()))
else:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_database(), (SELECT count(*) FROM tenancy_environment),"
                       " (SELECT tableowner FROM pg_tables WHERE tablename = 'tenancy_environment')")
        print(json.dumps(cursor.fetchone()))
"""


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The socket folder of a server that is not the one of this installation."""
    folder = tmp_path_factory.mktemp("own")
    yield postgres.ensure_running(folder)
    postgres.stop(folder)


def url(server: Path, role: str, database: str) -> str:
    """The address of ``database`` as ``role``."""
    return f"postgresql://{role}@/{database}?host={server}"


def ask(folder: Path, **urls: str) -> object:
    """What an installation with its data in ``folder`` answers with these settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OVERSTAP_", "DATABASE_"))}
    done = subprocess.run(
        [sys.executable, "-c", PREPARE_AND_ASK],
        env=kept
        | urls
        | {
            "OVERSTAP_VAR": str(folder),
            "OVERSTAP_LANGUAGE": "en",
            "DJANGO_SETTINGS_MODULE": "overstap.config.settings",
        },
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout)


def test_it_works_on_an_own_server_as_the_role_that_owns_nothing(own_server: Path, tmp_path: Path) -> None:
    postgres.create_database(own_server, "books")
    answer = ask(
        tmp_path,
        DATABASE_URL=url(own_server, postgres.APP, "books"),
        DATABASE_OWNER_URL=url(own_server, postgres.OWNER, "books"),
    )
    assert answer == [postgres.APP, "books", 0, postgres.OWNER]
    assert not (tmp_path / "postgres").exists(), "no embedded server beside an own one"


@pytest.mark.parametrize("role", [postgres.OWNER, "postgres"])
def test_it_refuses_a_role_for_which_row_level_security_does_not_hold(
    own_server: Path, tmp_path: Path, role: str
) -> None:
    postgres.create_database(own_server, f"seen_by_{role}")
    answer = ask(tmp_path, DATABASE_URL=url(own_server, role, f"seen_by_{role}"))
    assert isinstance(answer, dict)
    assert answer["error"] == "DATABASE-ROLE"
    assert "DATABASE_OWNER_URL" in answer["remedy"]


def test_it_says_which_role_an_own_server_lacks(own_server: Path, tmp_path: Path) -> None:
    postgres.create_database(own_server, "unprepared")
    rename(own_server, postgres.APP, "somebody_else")
    try:
        answer = ask(tmp_path, DATABASE_URL=url(own_server, "postgres", "unprepared"))
    finally:
        rename(own_server, "somebody_else", postgres.APP)
    assert isinstance(answer, dict)
    assert answer["error"] == "DATABASE-ROLE"
    assert postgres.APP in answer["message"]


def rename(server: Path, role: str, name: str) -> None:
    """Give a role another name, as the server's superuser."""
    subprocess.run(
        [postgres.psql_path(), "-q", url(server, "postgres", "postgres"), "-c", f"ALTER ROLE {role} RENAME TO {name}"],
        check=True,
    )


def test_an_address_may_hold_a_password_with_any_character_and_options() -> None:
    password = quote("p@ss/w", safe="")
    found = settings._database(f"postgresql://overstap_app:{password}@db.example:5433/books?sslmode=verify-full")
    assert [found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
        "books",
        "overstap_app",
        "p@ss/w",
        "db.example",
        "5433",
    ]
    assert found["OPTIONS"]["sslmode"] == "verify-full"


def test_the_embedded_socket_is_for_its_own_user_only(own_server: Path) -> None:
    assert (own_server / ".s.PGSQL.5432").stat().st_mode & 0o077 == 0
