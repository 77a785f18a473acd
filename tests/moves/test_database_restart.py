"""The database is stopped in the middle of a move and started again: the worker waits for it, and goes on."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from overstap.lib import postgres
from tests.durable.processes import ROOT, Worker, environment_with


@pytest.fixture
def own_server() -> Iterator[Path]:
    """The folder of a PostgreSQL that no other test uses; stopped and removed afterwards."""
    var = Path(tempfile.mkdtemp(prefix="overstap-"))
    yield var
    postgres.stop(var)
    shutil.rmtree(var)


def asked(environment: Mapping[str, str], *arguments: str) -> str:
    """What tests/moves/elsewhere.py answers."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.moves.elsewhere", *arguments],
        cwd=ROOT,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()[-1]


def until_stopped(worker: Worker) -> None:
    """Wait until the worker stopped itself, dead in its tracks (the state T of its process)."""
    while Path(f"/proc/{worker.process.pid}/stat").read_text().rpartition(")")[2].split()[0] != "T":
        assert worker.process.poll() is None, worker.log.read_text()
        time.sleep(0.05)


def until_told(worker: Worker, words: str) -> None:
    """Wait until its log says so."""
    while words not in worker.log.read_text():
        assert worker.process.poll() is None, worker.log.read_text()
        time.sleep(0.05)


@pytest.mark.slow
def test_a_worker_waits_for_a_database_that_is_restarted_and_goes_on(own_server: Path, tmp_path: Path) -> None:
    """Stopped while a stage is half done: that stage is rolled back, run again, and the move is delivered."""
    folder = tmp_path / "files"
    elsewhere = {"OVERSTAP_VAR": str(own_server), "OVERSTAP_DATABASE": "overstap", "OVERSTAP_FILES": str(folder)}
    environment = environment_with(**elsewhere, MAIL_DIR=str(tmp_path / "mail"))
    uid = asked(environment, "prepare")
    worker = Worker(["--freeze-at", "carried:inside", "--forever"], environment, tmp_path / "worker.log")
    try:
        until_stopped(worker)
        assert postgres.stop(own_server)
        starting = {**environment, **os.environ, **elsewhere}
        assert asked(starting, "state", uid) == "carried"  # this starts it again; half of the stage is not there
        assert postgres.stop(own_server)
        worker.go_on()
        until_told(worker, "The database is away")
        state = asked(starting, "state", uid)
        while state != "delivered":
            assert state in ("carried", "verified"), state
            assert worker.process.poll() is None, worker.log.read_text()
            state = asked(environment, "state", uid)
        assert worker.process.poll() is None, worker.log.read_text()
    finally:
        worker.end()
