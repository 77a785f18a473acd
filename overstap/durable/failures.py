"""Jobs that failed for good: kept with the reason, listed, and tried again when a person says so."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from procrastinate.jobs import Job

from overstap.durable.models import FailedJob
from overstap.lib import clock
from overstap.lib.errors import OverstapError

_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Failure:
    """A job that failed for good, with what it was asked to do and why it could not."""

    job: int
    task: str
    arguments: dict[str, object]
    at: datetime
    code: str
    message: str


@contextmanager
def as_worker() -> Iterator[None]:
    """A transaction in which the tables of durable can be read; for the worker and the operator's commands."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(current_setting('overstap.durable', true), '')")
        before = cursor.fetchone()[0]
        cursor.execute("SELECT set_config('overstap.durable', 'worker', true)")
        yield
        cursor.execute("SELECT set_config('overstap.durable', %s, true)", [before])


def keep(job: Job, error: Exception) -> None:
    """Write down why a job failed, in a transaction of its own. A job that fails again leaves a second line."""
    code = error.code if isinstance(error, OverstapError) else type(error).__name__
    values = [job.id, job.task_name, json.dumps(job.task_kwargs), clock.now(), code, _readable(error)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO durable_failedjob (job, task, arguments, at, code, message)"
            " VALUES (%s, %s, %s::jsonb, %s, %s, %s)",
            values,
        )


def failed_jobs() -> list[Failure]:
    """The jobs that stand as failed, with their last reason, oldest first."""
    with as_worker():
        found = FailedJob.objects.raw(
            "SELECT DISTINCT ON (f.job) f.* FROM durable_failedjob f JOIN procrastinate_jobs j ON j.id = f.job"
            " WHERE j.status = 'failed' ORDER BY f.job, f.id DESC"
        )
        return [Failure(one.job, one.task, one.arguments, one.at, one.code, one.message) for one in found]


def try_again(job: int) -> bool:
    """Put a failed job back in the queue; False when no such job stands as failed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'todo', scheduled_at = NULL WHERE id = %s AND status = 'failed'",
            [job],
        )
        return bool(cursor.rowcount == 1)


def _readable(error: Exception) -> str:
    return str(error)[:_LONGEST].replace("\0", "\\x00")
