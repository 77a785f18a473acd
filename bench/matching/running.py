"""One program at a time, measured from outside: seconds by the clock, of the processors, and memory."""

import json
import os
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from resource import struct_rusage

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / ".venv-peers" / "bin" / "python"


@dataclass(frozen=True, slots=True)
class Measured:
    """``wall`` and ``cpu``: seconds, starting and importing included. ``peak``: megabytes. ``said``: seconds that the
    program told for each of its steps. ``failed``: why there is nothing, empty when all went well.
    """

    wall: float
    cpu: float
    peak: float
    said: list[float]
    failed: str = ""


def measured(command: list[str | Path], *, limit: float = 1800) -> Measured:
    """Run the program to its end, at most ``limit`` seconds; it prints JSON with ``seconds`` on its last line."""
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        # Programs that keep what they learn between runs keep it here, so that every run is the first.
        environment = {**os.environ, "HOME": home, "DO_NOT_TRACK": "1", "OMP_NUM_THREADS": "2"}
        began = time.perf_counter()
        process = subprocess.Popen([*map(str, command)], cwd=ROOT, env=environment, stdout=out, stderr=err)
        status, usage = _waited(process, began + limit)
        wall = time.perf_counter() - began
        out.seek(0)
        err.seek(0)
        said, complaint = out.read().decode().strip(), err.read().decode(errors="replace").strip()
    cpu, peak = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    if status == 0:
        return Measured(wall, cpu, peak, _seconds(said))
    reason = f"stopped after {limit:.0f} s" if wall > limit else (complaint.splitlines() or ["failed"])[-1][:120]
    return Measured(wall, cpu, peak, [], reason)


def _waited(process: subprocess.Popen[bytes], until: float) -> tuple[int, struct_rusage]:
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode, usage
        if time.perf_counter() > until:
            process.kill()
        time.sleep(0.02)


def _seconds(said: str) -> list[float]:
    told = json.loads(said.splitlines()[-1])["seconds"]
    return [float(one) if isinstance(one, int | float) else float(one[0]) for one in told]
