"""A connector and the sandbox that it talks to: in one process, or over a socket.

``tests/connectors/<package>/driven.py`` has ``PLAYED``, a Played; ``contract.py`` runs the same tests for all of them.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from overstap.connectors.credentials.memory import MemoryVault
from overstap.connectors.port import Connection, Connector, Outside
from overstap.connectors.sandboxes.control import Controlled
from overstap.connectors.sandboxes.serving import serving
from overstap.connectors.sandboxes.world import Dropped, World
from overstap.tenancy.values import PackageFamily

IN_PROCESS, SOCKET = "in process", "over a socket"


@dataclass(frozen=True)
class Played:
    """How to play one package. ``connect`` does what a person does once: consent, or typing a key."""

    family: PackageFamily
    sandbox: Callable[[World], Controlled]
    connector: Callable[[Outside], Connector]
    connect: Callable[[Connector, Connection, Outside], None]
    codes: tuple[str, ...]  # administrations of the sandbox that the connection may see; the first has books
    client: Mapping[str, str] = field(default_factory=dict)  # client_id and client_secret that the sandbox knows


@dataclass(frozen=True)
class Driven:
    """A connected connector, with the world of its sandbox to move its clock and switch its faults."""

    connector: Connector
    connection: Connection
    outside: Outside
    world: World
    waits: list[float]  # seconds that the connector asked to wait; the sandbox's clock went on by as much
    codes: tuple[str, ...]


class InProcess(httpx.BaseTransport):
    """As httpx.WSGITransport, with a connection that is cut told as the network tells it."""

    def __init__(self, app: Controlled) -> None:
        self._inner = httpx.WSGITransport(app=app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer ``request``. Raises httpx.ReadError where the sandbox cut the connection."""
        try:
            return self._inner.handle_request(request)
        except Dropped as error:
            raise httpx.ReadError("the connection was cut", request=request) from error


@contextmanager
def driven(played: Played, how: str, environment: int = 0) -> Iterator[Driven]:
    """The connector of ``played``, connected with a sandbox of its own."""
    world = World()
    app = played.sandbox(world)
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        world.move(seconds)

    def outside(address: str, transport: httpx.BaseTransport | None) -> Outside:
        told = played.client
        return Outside(
            MemoryVault(),
            address,
            client_id=told.get("client_id", ""),
            client_secret=told.get("client_secret", ""),
            transport=transport,
            now=world.now,
            wait=wait,
        )

    connection = Connection(played.family, "Proef", "", environment, 1)
    if how == IN_PROCESS:
        yield _connected(played, outside("http://localhost", InProcess(app)), connection, world, waits)
        return
    with serving(app, world) as served:
        yield _connected(played, outside(served.address, None), connection, world, waits)


def _connected(played: Played, outside: Outside, connection: Connection, world: World, waits: list[float]) -> Driven:
    connector = played.connector(outside)
    played.connect(connector, connection, outside)
    return Driven(connector, connection, outside, world, waits, played.codes)
