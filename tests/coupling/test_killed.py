"""A worker that is killed by SIGKILL anywhere in a coupling: the next one goes on, and nothing is there twice."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from overstap.connectors import connections, registry
from overstap.connectors.credentials.memory import MemoryVault
from overstap.connectors.port import Connection, KeepingRelations, Outside
from overstap.connectors.sandboxes.serving import serving
from overstap.connectors.sandboxes.world import World
from overstap.coupling import queries, running
from overstap.coupling.models import Card, Contact, Coupling, Decision
from overstap.coupling.running import ADVANCE
from overstap.coupling.values import Stage
from overstap.tenancy import systems
from tests.connectors.exact_online.driven import PLAYED as EXACT
from tests.connectors.exact_online.driven import consent
from tests.coupling.coupled import FIRST, JANSEN, SECOND, chosen, confirmed, party
from tests.durable.processes import Worker, environment_with
from tests.moves.world import TwoOffices, act, two_offices


@dataclass(frozen=True)
class Real:
    """A coupling that is really there, with a sandbox that other processes can reach at ``address``."""

    world: TwoOffices
    coupling: Coupling
    address: str


@pytest.fixture
def real(django_db_setup: None, django_db_blocker: DjangoDbBlocker, settings: Settings) -> Iterator[Real]:
    """Coupled over a socket, and an empty queue."""
    world = World()
    with serving(EXACT.sandbox(world), world) as served, django_db_blocker.unblock():
        _empty_queue()
        settings.PRACTICE_SYSTEMS, settings.ACCOUNTING_SYSTEMS = (), ("house", EXACT.family)
        settings.PACKAGES = {EXACT.family: {**EXACT.client, "address": served.address}}
        offices = two_offices()
        with act(offices.alice, offices.giver.slug) as actor:
            number = systems.connect_system(actor=actor, package=EXACT.family)
            connected = connections.connection_of(systems.connection(actor, number))
        _agree(connected, served.address)
        coupling = confirmed(offices)
        for code, digits in ((FIRST, "001"), (SECOND, "002")):
            chosen(offices, coupling, number, code, digits)
        yield Real(offices, coupling, served.address)
        _empty_queue()
        connection.close()


def _agree(connected: Connection, address: str) -> None:
    connector = registry.connector(EXACT.family)
    consent(connector, connected, Outside(MemoryVault(), address))
    assert isinstance(connector, KeepingRelations)
    for code in (FIRST, SECOND):
        connector.make_relation(connected, code, JANSEN, f"jansen {code}")
    connector.make_relation(connected, FIRST, party("Slagerij De Wit", city="Assen"), "de wit")


def _empty_queue() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def work(folder: Path, address: str, *arguments: str) -> Worker:
    """Run a real worker until it ends."""
    variables = {
        "MAIL_DIR": str(folder),
        "OVERSTAP_PACKAGES": str(EXACT.family),
        "OVERSTAP_EXACT_ONLINE_URL": address,
        "OVERSTAP_EXACT_ONLINE_CLIENT_ID": EXACT.client["client_id"],
        "OVERSTAP_EXACT_ONLINE_CLIENT_SECRET": EXACT.client["client_secret"],
    }
    worker = Worker(arguments, environment_with(**variables), folder / "worker.log")
    worker.wait()
    return worker


@pytest.mark.slow
@pytest.mark.parametrize("point", ["fetched", "between", "compare", "synchronise", "after"])
def test_a_worker_that_was_killed_loses_nothing_and_repeats_nothing(real: Real, tmp_path: Path, point: str) -> None:
    with act(real.world.alice, real.world.giver.slug) as actor:
        running.defer(real.coupling, actor.environment.slug)
    assert work(tmp_path, real.address, "--kill-at", f"{ADVANCE}:{point}").was_killed()
    assert work(tmp_path, real.address).finished_well()
    with act(real.world.alice, real.world.giver.slug) as actor:
        done = queries.coupling(actor)
        assert (done.stage, done.problem) == (Stage.SOLVING, None)
        cards = Card.objects.filter(environment=actor.environment)
        assert cards.count() == len({(one.coupled_id, one.key) for one in cards})
        jansen = Contact.objects.filter(environment=actor.environment, fields__name=JANSEN.name)
        assert [one.card_set.count() for one in jansen] == [2]
        joins = Decision.objects.filter(environment=actor.environment, contact=jansen[0])
        assert [one.deed for one in joins] == ["join"]
        numbers = Contact.objects.filter(environment=actor.environment).values_list("number", flat=True)
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
        assert not cards.filter(to_match=True).exists()
