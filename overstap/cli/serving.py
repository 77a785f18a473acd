"""The processes of an installation: the web server, and beside it the worker and the mail door."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Self

from overstap.cli.language import gettext as _
from overstap.lib.errors import TryLater

_LOOK_EVERY = 0.2  # seconds
_END_WITHIN = 15.0
_GRANIAN = (sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--workers-kill-timeout", "10")


class ProcessEnded(TryLater):
    """One of them ended by itself."""

    code = "SERVER-ENDED"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the web server listens, and with how many processes and threads."""

    host: str
    port: int
    workers: int = 1
    threads: int = 4


class Processes:
    """Web server, worker and mail door, ended together; a context."""

    def __init__(self, log: IO[bytes] | None = None) -> None:
        self._log = log
        self._running: list[subprocess.Popen[bytes]] = []

    def serve(self, place: Place) -> None:
        """Start the web server."""
        where = ("--host", place.host, "--port", str(place.port))
        size = ("--workers", str(place.workers), "--blocking-threads", str(place.threads))
        self._start((*_GRANIAN, *where, *size, "overstap.config.wsgi:application"))

    def work(self) -> None:
        """Start a worker."""
        self._start((sys.executable, "-m", "overstap.cli", "worker"))

    def take_mail(self, host: str, port: int) -> None:
        """Start the mail door."""
        self._start((sys.executable, "-m", "overstap.smtp", "--host", host, "--port", str(port)))

    def wait(self) -> None:
        """Until Ctrl-C or SIGTERM. Raises ProcessEnded when one of them ends before that."""
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            while all(process.poll() is None for process in self._running):
                time.sleep(_LOOK_EVERY)
        except KeyboardInterrupt:
            return
        raise ProcessEnded(
            _("The web server, the worker or the mail door has ended."),
            remedy=_("Is the port in use? Choose another with --port; the lines above say more."),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        """Ask all to end, and see to it."""
        for process in self._running:
            process.terminate()
        until = time.monotonic() + _END_WITHIN
        for process in self._running:
            try:
                process.wait(timeout=max(until - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, command: Sequence[str]) -> None:
        # A session of its own: Ctrl-C reaches us alone, and we end them in order.
        self._running.append(
            subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log, start_new_session=True
            )
        )


def free_port(wanted: int) -> int:
    """``wanted`` where nobody listens at it on this machine, else some other that is free."""
    for port in (wanted, 0):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)) as listening:
            return int(listening.getsockname()[1])
    return wanted


def build_assets() -> None:
    """The font, and every static file under a name with its hash in it, beside smaller copies."""
    from django.core.management import call_command

    call_command("build_assets", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
