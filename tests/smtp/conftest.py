"""A real mail door on loopback, with real commits: every name is used once, nothing is rolled back."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from overstap.smtp import serving
from overstap.smtp.limits import Bounds
from tests.smtp.office import Office, make_office
from tests.smtp.running import running_door


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database with real commits."""
    with django_db_blocker.unblock():
        yield
        connection.close()


@pytest.fixture
def office(committed: None) -> Office:
    """An environment with an administration that has a delivery address."""
    return make_office()


@pytest.fixture
def bounds() -> Bounds:
    """What the door of a test takes; a test may replace it."""
    return replace(serving.bounds(), rate=100_000)


@pytest.fixture
def port(office: Office, bounds: Bounds) -> Iterator[int]:
    """The port of a door that is open."""
    with running_door(bounds) as listening:
        yield listening
