"""Fixtures for tests with real commits and real processes: nothing is rolled back, every name is used once."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from overstap.lib import database
from tests.durable.mail_server import MailFolder, MailServer
from tests.durable.processes import Worker, environment_with

_EFFECTS = """
CREATE TABLE IF NOT EXISTS durable_test_effect (id bigserial PRIMARY KEY, name text NOT NULL, step text NOT NULL)
"""


@pytest.fixture(scope="session")
def effects_table(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Where the handlers of the tests leave their marks; no constraint hides a doubled one."""
    with (
        django_db_blocker.unblock(),
        database.as_owner(),
        connection.cursor() as cursor,
    ):
        cursor.execute(_EFFECTS)


@pytest.fixture
def committed(effects_table: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database with real commits."""
    with django_db_blocker.unblock():
        yield
        connection.close()


@pytest.fixture
def name() -> str:
    """A name that no other test has."""
    return f"test-{uuid.uuid4().hex}"


@pytest.fixture
def start_worker(tmp_path: Path) -> Iterator[Callable[..., Worker]]:
    """Starts real worker processes; those that still run at the end of the test are killed."""
    workers: list[Worker] = []

    def start(*arguments: str, **variables: str) -> Worker:
        log = tmp_path / f"worker-{len(workers)}.log"
        one = Worker(arguments, environment_with(MAIL_DIR=str(tmp_path / "mail"), **variables), log)
        workers.append(one)
        return one

    yield start
    for one in workers:
        one.end()


@pytest.fixture
def steps(committed: None) -> Callable[[str], list[str]]:
    """The marks that handlers left under a name, in order."""

    def read(name: str) -> list[str]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT step FROM durable_test_effect WHERE name = %s ORDER BY id", [name])
            return [row[0] for row in cursor.fetchall()]

    return read


@pytest.fixture
def mail_folder(tmp_path: Path) -> MailFolder:
    """Where the workers of this test write mail as files."""
    return MailFolder(tmp_path / "mail")


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """A real SMTP server on loopback."""
    server = MailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def empty_queue(committed: None) -> None:
    """No job of another test is left over for this one's workers."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
