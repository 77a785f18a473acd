"""A worker that is killed by SIGKILL while it books an invoice: the next one goes on, and it is booked once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
from django.conf import settings as now
from django.db import connection
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from overstap.books.ledger.values import Entry
from overstap.connectors import connections, registry
from overstap.connectors.exact_online.sandbox.app import application
from overstap.connectors.port import Books, Connection, Outside
from overstap.connectors.sandboxes.serving import serving
from overstap.connectors.sandboxes.world import World
from overstap.connectors.values import DocumentFile, Kind, Wanted
from overstap.coupling.projects import booking, invoices, managing, queries
from overstap.coupling.projects.values import Draft, InvoiceState
from overstap.tenancy.values import PackageFamily
from tests.connectors.exact_online.driven import EMPTY, PLAYED
from tests.coupling.projects.world import CUSTOMER, Builder, act, builder, line
from tests.durable.processes import Worker, environment_with

FAMILY = PackageFamily.EXACT_ONLINE


@dataclass(frozen=True)
class Running:
    """The builder, the sandbox on a socket, and what a worker is told of it."""

    world: Builder
    connection: Connection
    variables: dict[str, str]

    def read(self, kind: Kind) -> list[object]:
        """What is in the administration."""
        found = registry.books(FAMILY).read(self.connection, EMPTY, Wanted(frozenset({kind})))
        return [one for one in found if isinstance(one, Entry | DocumentFile)]


@contextmanager
def _running(settings: Settings) -> Iterator[Running]:
    made, play = builder(), World()
    with serving(application(play), play) as served:
        client = PLAYED.client
        settings.PACKAGES = {**settings.PACKAGES, FAMILY: {"address": served.address, **client}}
        settings.PRACTICE_SYSTEMS = tuple(one for one in settings.PRACTICE_SYSTEMS if one != FAMILY)
        at = connections.connection_of(made.bouw.system)
        books = registry.connector(FAMILY)
        outside: Outside = books._outside  # type: ignore[attr-defined] # what it was made with
        PLAYED.connect(books, at, outside)
        list(cast("Books", books).write(at, EMPTY, [CUSTOMER]))
        yield Running(
            made,
            at,
            {
                "OVERSTAP_PACKAGES": str(FAMILY),
                "OVERSTAP_EXACT_ONLINE_URL": served.address,
                "OVERSTAP_EXACT_ONLINE_CLIENT_ID": client["client_id"],
                "OVERSTAP_EXACT_ONLINE_CLIENT_SECRET": client["client_secret"],
            },
        )


@pytest.fixture
def running(django_db_setup: None, django_db_blocker: DjangoDbBlocker, settings: Settings) -> Iterator[Running]:
    """All of it really there, with an empty queue."""
    with django_db_blocker.unblock():
        _empty_queue()
        with _running(settings) as made:
            yield made
        _empty_queue()
        connection.close()


def _empty_queue() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


@pytest.mark.slow
@pytest.mark.parametrize("point", ["between", "post", "posted", "after"])
def test_a_worker_that_was_killed_books_nothing_twice(running: Running, tmp_path: Path, point: str) -> None:
    """Also where the package booked it and we had kept nothing of that yet."""
    world = running.world
    with act(world.bob, world.slug) as actor:
        number = managing.make(actor=actor, name="Kade 12", administration=world.bouw.pk, contact=world.contact.number)
        uid = invoices.save(actor=actor, project=number, draft=Draft([line()]))
        invoices.make_definitive(actor=actor, uid=uid)
    variables = {"MAIL_DIR": str(tmp_path), "OVERSTAP_SECRET_KEY": str(now.SECRET_KEY), **running.variables}
    for arguments in (("--kill-at", f"{booking.BOOK}:{point}"), ()):
        worker = Worker(arguments, environment_with(**variables), tmp_path / "worker.log")
        worker.wait()
        assert worker.was_killed() if arguments else worker.finished_well(), worker
    with act(world.bob, world.slug) as actor:
        found = queries.invoice(actor, uid)
    assert (found.problem, found.state) == (None, InvoiceState.POSTED)
    assert len(running.read(Kind.ENTRIES)) == 1
    assert len(running.read(Kind.DOCUMENTS)) == 1
