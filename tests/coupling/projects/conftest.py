"""The builder, coupled to administrations that a sandbox of Exact Online plays."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import cast

import pytest
from pytest_django.fixtures import Settings

from overstap.connectors import connections, registry
from overstap.connectors.port import Books, Connection
from overstap.connectors.values import Kind, Record, Wanted
from overstap.tenancy.values import PackageFamily
from tests.connectors.driven import IN_PROCESS, Driven, driven
from tests.connectors.exact_online.driven import EMPTY, PLAYED
from tests.coupling.projects.world import CUSTOMER, Builder, builder


@dataclass(frozen=True)
class Played:
    """The builder with the sandbox."""

    world: Builder
    at: Driven

    def read(self, *kinds: Kind) -> list[Record]:
        """What the first administration has at the package."""
        books = cast("Books", self.at.connector)
        return list(books.read(self.at.connection, EMPTY, Wanted(frozenset(kinds))))


@contextmanager
def played(settings: Settings, monkeypatch: pytest.MonkeyPatch, how: str = IN_PROCESS) -> Iterator[Played]:
    """The builder, whose first customer is known in the first administration of the sandbox."""
    world = builder()
    family = PackageFamily.EXACT_ONLINE
    settings.PRACTICE_SYSTEMS = tuple(one for one in settings.PRACTICE_SYSTEMS if one != family)
    nowhere = {"address": "", "client_id": "", "client_secret": ""}
    settings.PACKAGES = {**settings.PACKAGES, family: nowhere}
    with driven(PLAYED, how, world.environment.pk) as at:
        connection: Connection = connections.connection_of(world.bouw.system)
        PLAYED.connect(at.connector, connection, at.outside)
        monkeypatch.setitem(registry._MAKERS, family, lambda _outside: at.connector)
        here = replace(at, connection=connection)
        list(cast("Books", at.connector).write(connection, EMPTY, [CUSTOMER]))
        at.world.calls.clear()
        yield Played(world, here)


@pytest.fixture
def exact(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Played]:
    """The builder and Exact Online in this process."""
    del db
    with played(settings, monkeypatch) as made:
        yield made


@pytest.fixture
def play(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], object]:
    """The builder and Exact Online, in process or over a socket: a context manager."""
    del db
    return lambda how: played(settings, monkeypatch, how)
