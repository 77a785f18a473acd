"""One program at a time, measured from outside: seconds by the clock, of the processors, and memory."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / ".venv-peers" / "bin" / "python"
_METER = Path(__file__).with_name("meter.py")


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
    with tempfile.TemporaryDirectory() as home:
        # Programs that keep what they learn between runs keep it here, so that every run is the first.
        environment = {**os.environ, "HOME": home, "DO_NOT_TRACK": "1", "OMP_NUM_THREADS": "2"}
        done = subprocess.run(
            [sys.executable, "-S", _METER, str(limit), *map(str, command)],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True,
        )  # fmt: skip
    told = json.loads(done.stdout)
    if told["code"] == 0:
        return Measured(told["wall"], told["cpu"], told["peak"], _seconds(told["said"]))
    reason = (told["complaint"].splitlines() or [f"ended with {told['code']}"])[-1][:120]
    return Measured(told["wall"], told["cpu"], told["peak"], [], reason)


def _seconds(said: str) -> list[float]:
    told = json.loads(said.splitlines()[-1])["seconds"]
    return [float(one) if isinstance(one, int | float) else float(one[0]) for one in told]
