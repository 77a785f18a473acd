"""Packages played by their sandboxes in this process, connected with Alice's environment."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest
from pytest_django.fixtures import Settings

from overstap.connectors import connections, registry
from overstap.connectors.port import Connection, Connector, Outside
from overstap.connectors.sandboxes.world import World
from overstap.moves.conversions.values import End
from overstap.tenancy import systems
from overstap.tenancy.values import PackageFamily
from tests.connectors.driven import IN_PROCESS, Driven, Played, driven
from tests.moves.world import TwoOffices, act


@dataclass(frozen=True)
class Playing:
    """A package that Alice's environment is connected with."""

    family: PackageFamily
    system: int
    connector: Connector
    connection: Connection
    world: World
    codes: tuple[str, ...]
    outside: Outside

    def forget(self) -> dict[str, str]:
        """Lose the login data; gives what they were."""
        with self.outside.vault.locked(self.connection) as slot:
            held = dict(slot.held)
            slot.keep({})
        return held

    def restore(self, held: dict[str, str]) -> None:
        """Have them again, as after a new consent."""
        with self.outside.vault.locked(self.connection) as slot:
            slot.keep(held)

    def end(self, code: str = "") -> End:
        """One of its administrations as an end; the first without a code."""
        return End(self.family, self.system, code or self.codes[0])


@contextmanager
def playing(
    world: TwoOffices, settings: Settings, monkeypatch: pytest.MonkeyPatch, *played: Played
) -> Iterator[list[Playing]]:
    """These packages, each with a sandbox of its own; the registry gives the connectors that talk to them."""
    families = [one.family for one in played]
    settings.ACCOUNTING_SYSTEMS = tuple({*settings.ACCOUNTING_SYSTEMS, *families})
    settings.PRACTICE_SYSTEMS = tuple(one for one in settings.PRACTICE_SYSTEMS if one not in families)
    nowhere = {"address": "", "client_id": "", "client_secret": ""}
    settings.PACKAGES = {**settings.PACKAGES, **dict.fromkeys(families, nowhere)}
    with ExitStack() as ending:
        made = []
        for one in played:
            at = ending.enter_context(driven(one, IN_PROCESS, world.giver.pk))
            monkeypatch.setitem(registry._MAKERS, one.family, _maker(at))
            made.append(_connected(world, one, at))
        yield made


def _maker(at: Driven) -> Callable[[Outside], Connector]:
    """What the registry makes a connector with: always this one, which its sandbox answers."""
    return lambda _outside: at.connector


def _connected(world: TwoOffices, played: Played, at: Driven) -> Playing:
    with act(world.alice, world.giver.slug) as actor:
        number = systems.connect_system(actor=actor, package=played.family)
        connection = connections.connection_of(systems.connection(actor, number))
    played.connect(at.connector, connection, at.outside)
    return Playing(played.family, number, at.connector, connection, at.world, at.codes, at.outside)
