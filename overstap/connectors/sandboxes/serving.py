"""A sandbox on a port of this machine, for as long as a block lasts or until it is told to stop."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from overstap.connectors.sandboxes.control import Controlled
from overstap.connectors.sandboxes.world import World

HOST = "127.0.0.1"  # a sandbox is never for the network


class _Handler(WSGIRequestHandler):
    """Speaks HTTP/1.1, and keeps still; werkzeug ends the connection after each answer."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's word
        """What was asked is counted by the control; a log would hold tokens."""


@dataclass(frozen=True, slots=True)
class Served:
    """A running sandbox."""

    address: str  # "http://127.0.0.1:8100"
    world: World


def server(app: Controlled, port: int = 0) -> BaseWSGIServer:
    """A server that answers in threads; port 0: any free one. Raises OSError for one that is taken."""
    # werkzeug itself would end the whole process where a port is taken
    with socket.create_server((HOST, port)) as listening:
        return make_server(
            HOST,
            listening.getsockname()[1],
            app,
            threaded=True,
            request_handler=_Handler,
            fd=listening.fileno(),  # it takes a copy
        )


@contextmanager
def serving(app: Controlled, world: World, port: int = 0) -> Iterator[Served]:
    """The sandbox answers inside this block."""
    made = server(app, port)
    # Stopping waits for the end of a turn: turns are short, since tests stop many servers.
    thread = threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield Served(f"http://{HOST}:{made.port}", world)
    finally:
        made.shutdown()
        thread.join()
        made.server_close()
