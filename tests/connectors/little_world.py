"""An installation that is connected with the little package, as Exact Online (by consent) and AFAS SB (by a key)."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from overstap.connectors import registry
from overstap.tenancy import audit, systems
from overstap.tenancy.models import Person
from overstap.tenancy.values import PackageFamily
from tests.connectors.little import ADDRESS, LittleConsenting, LittleKeyed, LittlePackage
from tests.moves.world import TwoOffices, two_offices

CONSENTING, KEYED = PackageFamily.EXACT_ONLINE, PackageFamily.AFAS_SB


@dataclass(frozen=True)
class Connected:
    """Alice's office with a connection by consent and one by key; neither is connected yet."""

    world: TwoOffices
    package: LittlePackage
    consenting: int
    keyed: int

    def page(self, number: int, deed: str = "") -> str:
        """The address of the page of a connection."""
        return f"/e/{self.world.giver.slug}/settings/office/connections/{number}/{deed}"


def little_package(settings: Settings, patch: pytest.MonkeyPatch) -> LittlePackage:
    """Settle that the little package is both families."""
    package = LittlePackage()
    known = {"address": ADDRESS, "client_id": "wij", "client_secret": "GEHEIM-van-ons"}
    settings.PACKAGES = {CONSENTING: known, KEYED: {**known, "client_id": "", "client_secret": ""}}
    settings.PRACTICE_SYSTEMS = ()
    settings.ACCOUNTING_SYSTEMS = ("house", CONSENTING, KEYED)
    makers = {
        CONSENTING: lambda outside: LittleConsenting(outside, package),
        KEYED: lambda outside: LittleKeyed(outside, package),
    }
    patch.setattr(registry, "_MAKERS", makers)
    return package


@pytest.fixture
def connected(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Connected]:
    """Really there, because secrets are kept on a connection to the database of their own."""
    package = little_package(settings, monkeypatch)
    with django_db_blocker.unblock():
        world = two_offices()
        yield Connected(world, package, add(world, CONSENTING), add(world, KEYED))


def add(world: TwoOffices, family: PackageFamily, reference: str = "", name: str = "Klein") -> int:
    """A connection of Alice's office."""
    with audit.attempt(world.alice, world.giver.slug, "system.connect") as actor:
        return systems.connect_system(actor=actor, package=family, name=name, reference=reference)


def signed_in(person: Person) -> Client:
    """A browser of ``person``."""
    client = Client()
    client.force_login(person)
    return client
