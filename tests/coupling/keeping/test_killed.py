"""Keeping in step by real worker processes: killed anywhere, or two of them at once, nothing is lost or done twice."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from overstap.connectors import registry
from overstap.connectors.connections import connection_of
from overstap.connectors.credentials.memory import MemoryVault
from overstap.connectors.port import Connection, KeepingRelations, Outside
from overstap.connectors.sandboxes.serving import serving
from overstap.connectors.sandboxes.world import World
from overstap.connectors.values import Change
from overstap.coupling import running as first_reading
from overstap.coupling.administration_settings import CONTACTS_BACK, YES
from overstap.coupling.keeping import actions, queries
from overstap.coupling.keeping.models import Outgoing
from overstap.coupling.keeping.running import KEEP
from overstap.coupling.keeping.values import Sending
from overstap.coupling.models import Card, Contact, Coupled, Coupling
from overstap.coupling.values import Stage
from overstap.durable import engine
from overstap.tenancy import systems
from tests.connectors.exact_online.driven import ELSEWHERE, EMPTY, PLAYED, consent
from tests.coupling.coupled import chosen, confirmed
from tests.coupling.test_killed import _empty_queue, work
from tests.durable.processes import Worker, environment_with
from tests.moves.world import TwoOffices, act, two_offices

MAIL = "nieuw@dezwaan.example"
SWAN = "Hotel De Zwaan"
MADE = "Nieuwe klant"


@dataclass(frozen=True)
class Real:
    """A coupling that really runs, and the sandbox at ``address``."""

    offices: TwoOffices
    coupling: Coupling
    books: Coupled
    empty: Coupled
    connection: Connection
    address: str
    sandbox: World

    def relations(self, coupled: Coupled) -> list[Change]:
        """All that the administration has."""
        connector = registry.connector(PLAYED.family)
        assert isinstance(connector, KeepingRelations)
        return [one for one in connector.relation_changes(self.connection, coupled.foreign, "") if one.record]

    def named(self, coupled: Coupled, name: str) -> list[object]:
        """Those of that name."""
        return [one.record for one in self.relations(coupled) if getattr(one.record, "name", "") == name]


@pytest.fixture
def real(django_db_setup: None, django_db_blocker: DjangoDbBlocker, settings: Settings) -> Iterator[Real]:
    """Two administrations, one empty; a contact of the first was changed here, and a new one is to be made."""
    world = World()
    with serving(PLAYED.sandbox(world), world) as served, django_db_blocker.unblock():
        _empty_queue()
        settings.PRACTICE_SYSTEMS, settings.ACCOUNTING_SYSTEMS = (), ("house", PLAYED.family)
        settings.PACKAGES = {PLAYED.family: {**PLAYED.client, "address": served.address}}
        offices = two_offices()
        with act(offices.alice, offices.giver.slug) as actor:
            number = systems.connect_system(actor=actor, package=PLAYED.family)
            connected = connection_of(systems.connection(actor, number))
        consent(registry.connector(PLAYED.family), connected, Outside(MemoryVault(), served.address))
        coupling = confirmed(offices)
        for code, digits in ((ELSEWHERE, "001"), (EMPTY, "002")):
            chosen(offices, coupling, number, code, digits)
        yield _running(offices, coupling, connected, served.address, world)
        _empty_queue()
        connection.close()


def _running(offices: TwoOffices, coupling: Coupling, connected: Connection, address: str, world: World) -> Real:
    while first_reading.advance(coupling.pk, offices.giver.slug):
        pass
    with act(offices.alice, offices.giver.slug) as actor:
        Coupling.objects.filter(pk=coupling.pk).update(stage=Stage.RUNNING)
        Coupled.objects.filter(coupling=coupling).update(settings={CONTACTS_BACK: YES})
        books, empty = Coupled.objects.filter(coupling=coupling).order_by("pk")
        swan = Contact.objects.get(environment=actor.environment, fields__name=SWAN)
        actions.change(actor, swan.number, {"email": MAIL})
        actions.make(actor, {"name": MADE}, [empty.pk])
    world.calls.clear()
    return Real(offices, coupling, books, empty, connected, address, world)


def in_step(real: Real) -> None:
    """Everything went out, once."""
    with act(real.offices.alice, real.offices.giver.slug) as actor:
        status = queries.status(actor)
        assert (status.busy, status.waiting, status.refused, status.problem) == (False, 0, 0, None)
        states = Outgoing.objects.filter(environment=actor.environment).values_list("state", flat=True)
        assert list(states) == [Sending.SENT, Sending.SENT]
        assert Contact.objects.filter(environment=actor.environment, fields__name=MADE).count() == 1
        assert Card.objects.get(coupled=real.empty, fields__name=MADE).contact is not None
    (swan,) = real.named(real.books, SWAN)
    assert getattr(swan, "email", "") == MAIL
    assert len(real.named(real.empty, MADE)) == 1


@pytest.mark.slow
@pytest.mark.parametrize("point", ["read", "flow", "send", "sent", "inside", "between", "after"])
def test_a_worker_that_was_killed_loses_nothing_and_doubles_nothing(real: Real, tmp_path: Path, point: str) -> None:
    """At ``sent`` the package has answered, and nothing of that is kept yet."""
    assert work(tmp_path, real.address, "--kill-at", f"{KEEP}:{point}").was_killed()
    assert work(tmp_path, real.address).finished_well()
    in_step(real)


@pytest.mark.slow
def test_two_workers_at_once_send_everything_once(real: Real, tmp_path: Path) -> None:
    with act(real.offices.alice, real.offices.giver.slug):
        for _job in range(3):
            engine.defer(KEEP, coupling=real.coupling.pk)  # without the lock of the queue
    variables = {
        "MAIL_DIR": str(tmp_path),
        "OVERSTAP_PACKAGES": str(PLAYED.family),
        "OVERSTAP_EXACT_ONLINE_URL": real.address,
        "OVERSTAP_EXACT_ONLINE_CLIENT_ID": PLAYED.client["client_id"],
        "OVERSTAP_EXACT_ONLINE_CLIENT_SECRET": PLAYED.client["client_secret"],
    }
    both = [Worker([], environment_with(**variables), tmp_path / f"{place}.log") for place in range(2)]
    assert [one.finished_well() for one in both] == [True, True]
    in_step(real)
    calls = real.sandbox.calls
    assert sum(count for call, count in calls.items() if call.startswith("PUT") and "crm/Accounts" in call) == 1
    assert sum(count for call, count in calls.items() if call.startswith("POST") and "crm/Accounts" in call) == 1
