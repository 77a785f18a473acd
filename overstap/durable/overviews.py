"""What an operator sees of the queue and the outbox, a page at a time. What a mail says is never shown."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from overstap.durable.failures import as_worker
from overstap.durable.running import BEATS_UNTIL_DEAD
from overstap.lib import clock

PAGE = 50


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job that has not ended. ``at``: since when it waits or runs, or when it is to run, or when it failed.

    ``code`` and ``message`` say why it failed for good, or are empty.
    """

    number: int
    task: str
    arguments: dict[str, object]
    attempts: int
    at: datetime | None
    worker: int | None
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """A worker that said it lives, and when last. ``alive``: not too long ago. ``jobs``: what it has in hand."""

    number: int
    heartbeat: datetime
    alive: bool
    jobs: int


@dataclass(frozen=True, slots=True)
class MailRow:
    """A mail that is not sent: still tried, or refused for good."""

    key: str
    to: str
    subject: str
    created_at: datetime
    attempts: int
    reason: str
    failed: bool


@dataclass(frozen=True, slots=True)
class PeriodicRow:
    """A task that runs by the clock: when it was put in the queue last."""

    task: str
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """The queue at one moment. Jobs: the next one first, of the failed ones the newest.

    ``mails``: refused for good, or waiting for longer than sending takes. ``workers``: by their last sign of life.
    """

    failed: list[JobRow]
    running: list[JobRow]
    waiting: list[JobRow]
    scheduled: list[JobRow]
    mails: list[MailRow]
    workers: list[WorkerRow]
    periodic: list[PeriodicRow]


_TAKES_A_WHILE = timedelta(minutes=1)
_KINDS = {
    "waiting": "j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= now())",
    "running": "j.status = 'doing'",
    "scheduled": "j.status = 'todo' AND j.scheduled_at > now()",
    "failed": "j.status = 'failed'",
}
_SINCE = {
    "waiting": "(SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = j.id)",
    "running": "(SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = j.id AND e.type = 'started')",
    "scheduled": "j.scheduled_at",
    "failed": "f.at",
}
_ORDER = {"waiting": "j.id", "running": "j.id", "scheduled": "j.scheduled_at, j.id", "failed": "j.id DESC"}
_JOBS = """
SELECT j.id, j.task_name, j.args::text, j.attempts, {since}, j.worker_id, COALESCE(f.code, ''), COALESCE(f.message, '')
FROM procrastinate_jobs j LEFT JOIN LATERAL (
  SELECT k.at, k.code, k.message FROM durable_failedjob k WHERE k.job = j.id AND j.status = 'failed'
  ORDER BY k.id DESC LIMIT 1) f ON true
WHERE {kind} ORDER BY {order} LIMIT %s
"""
_WORKERS = """
SELECT w.id, w.last_heartbeat, w.last_heartbeat > now() - %s * interval '1 second',
       (SELECT count(*) FROM procrastinate_jobs j WHERE j.worker_id = w.id AND j.status = 'doing')
FROM procrastinate_workers w ORDER BY w.last_heartbeat DESC LIMIT %s
"""
_MAILS = """
SELECT key, "to", subject, created_at, attempts, last_error, state = 'failed' FROM durable_outgoingmail
WHERE state = 'failed' OR (state = 'waiting' AND created_at < %s) ORDER BY state, created_at, key LIMIT %s
"""
_PERIODIC = """
SELECT task_name, to_timestamp(max(defer_timestamp)) FROM procrastinate_periodic_defers GROUP BY task_name ORDER BY 1
"""
_TROUBLE = """
SELECT (SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed')
     + (SELECT count(*) FROM durable_outgoingmail WHERE state = 'failed')
"""


def standing(limit: int = PAGE) -> Standing:
    """Everything, of each list the first ``limit``."""
    with as_worker():
        return Standing(
            failed=_jobs("failed", limit),
            running=_jobs("running", limit),
            waiting=_jobs("waiting", limit),
            scheduled=_jobs("scheduled", limit),
            mails=[MailRow(*row) for row in _asked(_MAILS, clock.now() - _TAKES_A_WHILE, limit)],
            workers=[WorkerRow(*row) for row in _asked(_WORKERS, BEATS_UNTIL_DEAD * settings.WORKER_HEARTBEAT, limit)],
            periodic=[PeriodicRow(*row) for row in _asked(_PERIODIC)],
        )


def in_trouble() -> int:
    """How many jobs and mails failed for good."""
    with as_worker():
        return int(_asked(_TROUBLE)[0][0])


def _jobs(kind: str, limit: int) -> list[JobRow]:
    query = _JOBS.format(since=_SINCE[kind], kind=_KINDS[kind], order=_ORDER[kind])
    return [JobRow(number, task, json.loads(given), *rest) for number, task, given, *rest in _asked(query, limit)]


def _asked(query: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())
