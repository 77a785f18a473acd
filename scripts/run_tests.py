"""All tests, in two halves side by side: one for the doors, one for what is behind them.

    python scripts/run_tests.py

What fails is told at once, and again at the end, with the tests that took longest.

Each half has a PostgreSQL of its own, under ``OVERSTAP_VAR`` and beside it. With ``DATABASE_URL`` there is one server
for both, and so they follow on each other. Exits 1 when either failed; the reports stand at the end.
"""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

FAILED = "! "  # as tests/at_once.py begins the lines of a test that failed
DOORS = ("tests/web", "tests/cli")
HALVES = {
    "doors": DOORS,
    "behind": ("tests", *(f"--ignore={folder}" for folder in DOORS)),
}


@dataclass
class Half:
    """One of the two, at work or done."""

    name: str
    process: "subprocess.Popen[str]"
    told: list[str]
    listener: threading.Thread


def main() -> None:
    """Run both halves and tell how they ended."""
    one_server = bool(os.environ.get("DATABASE_URL"))
    halves = []
    for name, places in HALVES.items():
        half = _begin(name, places)
        halves.append(half)
        if one_server:
            half.process.wait()
    failed = [half.name for half in halves if _end(half) != 0]
    for half in halves:
        print(f"\n===== {half.name} =====")
        print("".join(half.told[-_report(half.told) :]), end="")
    print(f"\nFailed: {', '.join(failed)}." if failed else "\nAll tests passed.")
    sys.exit(1 if failed else 0)


def _begin(name: str, places: tuple[str, ...]) -> Half:
    var = Path(os.environ["OVERSTAP_VAR"])
    own = {"OVERSTAP_VAR": str(var if name == "behind" else var.with_name(f"{var.name}-{name}"))}
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "pytest", "-p", "tests.at_once", "--durations=20"),
            *(f"--basetemp={tempfile.mkdtemp(prefix=f'overstap-{name}-')}", *places),
        ],
        env={**os.environ, **own, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    told: list[str] = []
    listener = threading.Thread(target=_listen, args=(name, process.stdout or (), told))
    listener.start()
    return Half(name, process, told, listener)


def _listen(name: str, output: Iterable[str], told: list[str]) -> None:
    for line in output:
        told.append(line)
        if line.rstrip().endswith("%]") or line.startswith(FAILED):
            print(f"{name}: {line}", end="", flush=True)


def _end(half: Half) -> int:
    code = half.process.wait()
    half.listener.join()
    return code


def _report(told: list[str]) -> int:
    """How many lines there are after the last one that only shows how far it is."""
    last = max((number for number, line in enumerate(told) if line.rstrip().endswith("%]")), default=-1)
    return len(told) - last - 1


if __name__ == "__main__":
    main()
