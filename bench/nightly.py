"""A nightly run: many administrations of 200 lines, moved end to end with verification by real workers.

    python -m bench.nightly [--administrations N] [--workers N]     this benchmark alone

``bench`` runs it with 1,000. Everything was agreed during the day; the run begins when all workers stand ready.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import django

from overstap.lib import postgres

if TYPE_CHECKING:
    from bench.books import Offices
    from bench.report import Report

AT_LEAST = 20.0  # administrations a second, all workers together
TWO_AGAINST_ONE = 1.6
GROWTH_BOUND = 16.0  # MB that a worker may grow by while it does nine tenths of its work
WARM = 0.1  # of the run, after which a worker has everything in memory that it needs
LOOK_EVERY = 0.1  # seconds
END_WITHIN = 300.0


@dataclass(frozen=True)
class Night:
    """What a run took."""

    administrations: int
    seconds: float
    growth_mb: float  # of the worker that grew most
    peak_mb: float

    @property
    def rate(self) -> float:
        """Administrations a second."""
        return self.administrations / self.seconds


def measure(report: "Report", offices: "Offices", administrations: int) -> None:
    """All of them with two workers; and a part of that with one worker and with two, to compare."""
    share = max(administrations // 4 // 5 * 5, 5)
    nights = {
        name: night(offices, name, count, workers)
        for name, count, workers in (("warm", 5, 1), ("one", share, 1), ("two", administrations, 2))
    }
    two, one = nights["two"], nights["one"]
    said = f"{two.administrations:,} of 200 lines in {two.seconds:.1f} s, two workers, verified and take back proven"
    report.add("nightly run, seconds per administration", 1 / two.rate, "s", bound=1 / AT_LEAST, detail=said)
    said = f"{two.rate:.1f} administrations a second by two workers, {one.rate:.1f} by one"
    report.add(
        "nightly run, one worker / two workers", one.rate / two.rate, "x", bound=1 / TWO_AGAINST_ONE, detail=said
    )
    said = f"after the first tenth; peak {two.peak_mb:.0f} MB"
    report.add("nightly run, growth of a worker", two.growth_mb, "MB", bound=GROWTH_BOUND, detail=said)


def night(offices: "Offices", name: str, administrations: int, workers: int) -> Night:
    """One run; everything else that waits in the queue is done before."""
    from bench import many

    _drain()
    uids = many.accepted(offices, name, administrations)
    with _day(), _at_work(workers) as processes:
        _wait_until_ready(workers)
        began = time.perf_counter()
        _let_go()
        memory = _watch(processes, uids)
        seconds = time.perf_counter() - began
    _require_delivered(uids)
    growth = [after - before for before, after in memory]
    return Night(administrations, seconds, max(growth), max(after for _before, after in memory))


@contextmanager
def _day() -> Iterator[None]:
    """The jobs of the night wait; mails of the day are sent before it begins."""
    _execute("UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 day' WHERE task_name = 'moves.advance'")
    _drain()
    yield


def _let_go() -> None:
    _execute(
        "UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE task_name = 'moves.advance';"
        "SELECT pg_notify('procrastinate_any_queue_v1', json_build_object('type', 'job_inserted', 'job_id', id)::text)"
        " FROM procrastinate_jobs WHERE task_name = 'moves.advance' LIMIT 8"
    )


def _drain() -> None:
    done = subprocess.run([*_WORKER, "--until-idle"], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the worker ended with {done.returncode}: {done.stderr[-2000:]}")


_WORKER = (sys.executable, "-m", "overstap.cli", "worker")


@contextmanager
def _at_work(count: int) -> Iterator[Sequence["subprocess.Popen[bytes]"]]:
    from bench.books import folder

    with (folder() / "workers.log").open("wb") as log:
        processes = [subprocess.Popen(_WORKER, stdout=log, stderr=log) for _number in range(count)]
    try:
        yield processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()


def _wait_until_ready(count: int) -> None:
    while _number("SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '5 s'") < count:
        time.sleep(LOOK_EVERY)
    time.sleep(1)  # both have looked in the queue once


def _watch(processes: Sequence["subprocess.Popen[bytes]"], uids: Sequence[UUID]) -> list[tuple[float, float]]:
    """Wait until all is delivered; per worker its resident memory after the first tenth and at the end."""
    warm: list[float] = []
    until = time.perf_counter() + END_WITHIN
    while (done := _delivered(uids)) < len(uids):
        if time.perf_counter() > until:
            raise RuntimeError(f"{done} of {len(uids)} moves were delivered in {END_WITHIN:.0f} s")
        if not warm and done >= WARM * len(uids):
            warm = [_resident(process.pid) for process in processes]
        time.sleep(LOOK_EVERY)
    last = [_resident(process.pid) for process in processes]
    return list(zip(warm or last, last, strict=True))


def _require_delivered(uids: Sequence[UUID]) -> None:
    """Whatever did not come through is no result."""
    from overstap.moves.models import MoveAdministration
    from overstap.moves.state import for_system

    for uid in uids:
        with for_system(uid):
            outcomes = set(MoveAdministration.objects.filter(move__uid=uid).values_list("outcome", flat=True))
        if outcomes != {"delivered"}:
            raise RuntimeError(f"move {uid} came to {sorted(outcomes)}")


def _delivered(uids: Sequence[UUID]) -> int:
    """Asked of the jobs that are left, which takes no time from the workers."""
    return len(uids) - _number("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'moves.advance'")


def _resident(pid: int) -> float:
    """Resident memory of a process in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1)) / 1024  # type: ignore[union-attr]


def _execute(statement: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)


def _number(query: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])


def main() -> None:
    """This benchmark alone, in a database of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--administrations", type=int, default=1_000)
    parser.add_argument("--workers", type=int, default=0, help="one run with so many workers; 0: the whole comparison")
    options = parser.parse_args()
    os.environ["OVERSTAP_DATABASE"] = "overstap_bench_nightly"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "overstap.config.settings")
    postgres.create_database(postgres.ensure_running(), "overstap_bench_nightly", replace=True)
    django.setup()

    from bench.books import Offices
    from bench.report import Report
    from overstap.lib import database

    database.prepare()
    report, offices = Report(), Offices.open()
    if options.workers:
        took = night(offices, "alone", options.administrations, options.workers)
        sys.stdout.write(f"{took.rate:.1f} a second, grown by {took.growth_mb:.1f} MB to {took.peak_mb:.0f} MB\n")
        return
    measure(report, offices, options.administrations)
    sys.stdout.write(json.dumps(report.as_dict(), indent=2) + "\n")


if __name__ == "__main__":
    main()
