"""A real web server and a real worker for the tests, on loopback, on the database of the tests."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
READY_WITHIN = 60  # seconds
_GRANIAN = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--blocking-threads", "4"]


class Site:
    """The web server; ``url`` is where it is, without a slash at the end."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = folder / "server.log"
        self._environment = {
            **os.environ,
            "OVERSTAP_URL": self.url,
            "OVERSTAP_LANGUAGE": "nl",
            "DJANGO_SETTINGS_MODULE": "overstap.config.settings",
        }
        self._processes: list[subprocess.Popen[bytes]] = []
        self._start([*_GRANIAN, "--port", str(self.port), "overstap.config.wsgi:application"])
        self._wait_until_ready()

    def start_worker(self) -> None:
        """The worker, for tests in which jobs are done."""
        self._start([sys.executable, "-m", "overstap.cli", "worker"])

    def end(self) -> None:
        """Nothing outlives the tests."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            if process.poll() is None:
                process.kill()
                process.wait(timeout=10)

    def log(self) -> str:
        """What server and worker said."""
        return self._log.read_text()

    def _start(self, command: list[str]) -> None:
        with self._log.open("ab") as output:
            self._processes.append(
                subprocess.Popen(
                    command, cwd=ROOT, env=self._environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
                )
            )

    def _connection(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=5)

    def _wait_until_ready(self) -> None:
        end = time.monotonic() + READY_WITHIN
        while time.monotonic() < end and self._processes[0].poll() is None:
            with contextlib.suppress(OSError), contextlib.closing(self._connection()) as connection:
                connection.request("GET", "/accounts/login/")
                connection.getresponse().read()
                return
            time.sleep(0.2)
        raise AssertionError(f"the server did not start:\n{self.log()}")


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
