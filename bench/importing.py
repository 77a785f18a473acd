"""The import of an audit file against a bare loop over the same file."""

import json
import subprocess
import sys
from pathlib import Path

from bench.books import Offices, folder, write_books
from bench.report import Report

RATIO_BOUND = 1.6
MEMORY_BOUND = 200.0  # MB
SMALLER = (1_000, 100_000)


def code_for(lines: int) -> str:
    """The code of the administration with so many lines."""
    return f"B{lines}"


def measure(report: Report, offices: Offices, large: "Path", rounds: int) -> None:
    """Import the large file, the loop and the import by turns; then smaller ones for the benchmarks that follow."""
    lines = int(large.stem.rpartition("-")[2])
    ours, peer, memory = [], [], []
    for turn in range(rounds):
        peer.append(_child("bench.loop", str(large))["seconds"])
        code = code_for(lines) if turn == 0 else f"{code_for(lines)}-{turn}"
        told = _child("bench.one_import", str(large), offices.giver.slug, code)
        ours.append(told["seconds"])
        memory.append(told["peak_mb"])
    report.ratio(
        f"import / bare iterparse loop, {lines:,} lines",
        ours,
        peer,
        bound=RATIO_BOUND,
        detail="parse, checks, COPY, indexes, commit against eight fields of every line into tuples",
    )
    report.add("import, peak memory", max(memory), "MB", bound=MEMORY_BOUND, detail="resident, whole process")
    for smaller in SMALLER:
        if smaller < lines:
            _child("bench.one_import", str(write_books(smaller)), offices.giver.slug, code_for(smaller))


def _child(module: str, *arguments: str) -> dict[str, float]:
    done = subprocess.run([sys.executable, "-m", module, *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{module} ended with {done.returncode}: {done.stdout[-2000:]}{done.stderr[-4000:]}")
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


__all__ = ["code_for", "folder", "measure"]
