"""One real PostgreSQL for all tests; the tests connect as the role that owns nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from overstap.lib import postgres

ROOT = Path(__file__).resolve().parent.parent
_SOCKET = None if postgres.uses_own_server() else postgres.ensure_running()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests in a browser come last: Playwright keeps an event loop running in this thread until the end."""
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: "pytest.FixtureRequest") -> Iterator[None]:
    """A fresh database, migrated by its owner; dropped afterwards."""
    from overstap.lib import database

    assert _SOCKET is not None, "the tests use the embedded PostgreSQL"
    postgres.create_database(_SOCKET, postgres.database_name())
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        database.prepare()
    yield
    postgres.drop_database(_SOCKET, postgres.database_name())


@pytest.fixture
def shared() -> Path:
    """The folder of real files, which is on our own machines only."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("../shared is not on this machine")
    return folder
