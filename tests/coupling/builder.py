"""Alice's environment, where coupling is switched on and Exact Online is connected with a sandbox in this process."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pytest_django.fixtures import Settings

from overstap.connectors.credentials.models import Credential
from overstap.coupling import administration_settings, entering, queries, running, setting_up, switching
from overstap.coupling.values import CouplingRow
from overstap.durable.failures import as_worker
from overstap.tenancy.operators.access import at_work
from tests.connectors.exact_online.driven import BOOKS, EMPTY
from tests.connectors.exact_online.driven import PLAYED as EXACT
from tests.moves.conversions.packages import Playing, playing
from tests.moves.world import TwoOffices, act
from tests.tenancy.operators.people import make_operator

CODES = {BOOKS: "001", EMPTY: "002"}


def switched_on(world: TwoOffices, slug: str = "") -> None:
    """An operator lets the environment couple administrations."""
    with at_work(make_operator("Olga"), "operator.coupling-on") as operator:
        switching.switch_on(operator, slug or world.giver.slug)


@contextmanager
def connected(world: TwoOffices, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Playing]:
    """Somebody agreed at Exact Online; its secrets lie in the memory of the test."""
    with playing(world, settings, monkeypatch, EXACT) as (exact,):
        with as_worker():
            Credential.objects.create(system_id=exact.system, environment=world.giver, sealed=b"elsewhere")
        yield exact


def selected(world: TwoOffices, exact: Playing, *codes: str) -> list[int]:
    """Administrations chosen, by default two; gives their numbers."""
    with act(world.alice, world.giver.slug) as actor:
        setting_up.begin(actor)
        setting_up.select(actor, [(exact.system, code) for code in codes or CODES])
        return [one.number for one in queries.administrations(actor)]


def confirmed(world: TwoOffices, exact: Playing, treatment: str = "automatic") -> None:
    """Selected, configured as proposed, and confirmed."""
    selected(world, exact)
    with act(world.alice, world.giver.slug) as actor:
        setting_up.configure(actor, treatment, setting_up.proposals(actor))
        setting_up.confirm(actor, understood=True)


def worked(world: TwoOffices) -> CouplingRow:
    """As far as the worker gets by itself."""
    slug = world.giver.slug
    with act(world.alice, slug) as actor:
        number = entering.to_look(actor).pk
    while running.advance(number, slug):
        pass
    return shown(world)


def shown(world: TwoOffices) -> CouplingRow:
    """The coupling as Alice sees it."""
    with act(world.alice, world.giver.slug) as actor:
        return queries.coupling(actor)


def set_all(world: TwoOffices) -> None:
    """Every administration has the settings that are proposed."""
    with act(world.alice, world.giver.slug) as actor:
        for one in queries.administrations(actor):
            fields = administration_settings.offer(actor, one.number).fields
            administration_settings.save(actor, one.number, {each.name: each.value for each in fields})


__all__ = [
    "CODES",
    "confirmed",
    "connected",
    "selected",
    "set_all",
    "shown",
    "switched_on",
    "worked",
]
