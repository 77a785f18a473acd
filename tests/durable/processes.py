"""Real worker processes for tests."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HEARTBEAT = "0.5"  # seconds, so that a dead worker is known to be dead after 1.5


def environment_with(**variables: str) -> dict[str, str]:
    """This process's variables, with a quick heartbeat and ``variables`` besides."""
    return {**os.environ, "OVERSTAP_WORKER_HEARTBEAT": HEARTBEAT, **variables}


class Worker:
    """A worker process of its own, running tests/durable/child.py; see there for the arguments."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self.log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.durable.child", *arguments],
                cwd=ROOT,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def wait(self) -> int:
        """The exit status, negative for a signal."""
        return self.process.wait(timeout=120)

    def was_killed(self) -> bool:
        """Waits for the end; whether it was by SIGKILL."""
        return self.wait() == -signal.SIGKILL

    def finished_well(self) -> bool:
        """Waits for the end; whether it ended as a worker without further work does. Shows its log if not."""
        status = self.wait()
        if status != 0:
            sys.stderr.write(self.log.read_text())
        return status == 0

    def stop(self) -> None:
        """SIGTERM."""
        self.process.send_signal(signal.SIGTERM)

    def go_on(self) -> None:
        """SIGCONT."""
        self.process.send_signal(signal.SIGCONT)

    def end(self) -> None:
        """Whatever it does, it does not outlive the test."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(timeout=30)
