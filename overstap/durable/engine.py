"""Jobs that survive a crash, on Procrastinate, in the same database as everything else.

The contract of a job:

- Deferring is part of the caller's transaction: without its commit there is no job.
- A handler runs in one transaction on Django's connection. What it changes, its new state and the jobs that it defers
  are there together or not at all.
- A worker killed before that commit leaves nothing behind; killed after it, but before the job is marked as finished,
  the job is run again. So a handler SHALL be idempotent: it looks at the state first and does nothing where its work
  was done already.
- A handler that gives True has more to do: it is called again at once, in a transaction of its own. A worker killed
  between the two goes on where the first left off, as after any commit.
- ``TryLater`` and a database that is away are tried again, later and later; any other error rolls back, is kept as a
  FailedJob, and the job stays in the queue's table as failed until a person has it tried again.
- One job never runs twice at the same moment, not even when a worker was thought dead and was not.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connection, transaction
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from overstap.durable import failures, points
from overstap.durable.running import keep_connections, worker
from overstap.lib.errors import TryLater
from overstap.lib.turns import take_turn

__all__ = ["Backoff", "defer", "define", "keep_connections", "periodic", "waiting_time", "worker"]

Handler = TypeVar("Handler", bound=Callable[..., bool | None])
OnFailure = Callable[..., None]

LONGEST_WAIT = 600  # seconds between two tries


class Backoff(BaseRetryStrategy):
    """Again after 1, 2, 4, 8 … seconds, ten minutes at most; never after an error that will not go away."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again, or None."""
        if not isinstance(exception, TryLater | OperationalError | InterfaceError):
            return None
        return RetryDecision(retry_in={"seconds": waiting_time(job.attempts)})


def waiting_time(attempts: int) -> int:
    """Seconds to wait after this many attempts before the one that just failed."""
    return int(min(2 ** min(attempts, 20), LONGEST_WAIT))


def defer(
    task_name: str, *, at: datetime | None = None, lock: str | None = None, priority: int = 0, **arguments: Any
) -> None:
    """Put a job in the queue, inside the caller's transaction: it exists when and only when that commits.

    ``arguments`` are plain JSON values and hold no secrets. ``at`` (aware) is the earliest moment to run it. Of the
    jobs with one ``lock``, one runs at a time, in the order in which they were deferred; those to run now do not
    wait for those that wait for their moment. One of higher ``priority`` goes first.
    """
    if lock is not None and at is not None:
        priority -= 1  # the queue would have a later job wait for an earlier one with its lock, due or not
    job = app.configure_task(task_name, allow_unknown=True, schedule_at=at, lock=lock, priority=priority)
    job.defer(**arguments)


def define(
    task_name: str, *, on_failure: OnFailure | None = None, snapshot: bool = False
) -> Callable[[Handler], Handler]:
    """Register the decorated function as what jobs named ``task_name`` do; in an app's ``tasks.py``.

    It gets the arguments of ``defer`` as keywords and keeps the contract above. After an error that will not go away,
    ``on_failure(error, **arguments)`` is called in a new transaction.
    With ``snapshot`` a transaction of it sees the database as it was when it began (REPEATABLE READ).
    """

    def register(handler: Handler) -> Handler:
        def run(context: JobContext, /, **arguments: Any) -> None:
            _run(context.job, handler, on_failure, arguments, snapshot=snapshot)

        app.task(name=task_name, retry=Backoff(), pass_context=True)(run)
        return handler

    return register


def periodic(task_name: str, cron: str) -> Callable[[Handler], Handler]:
    """Register the decorated function (no arguments) to run by the clock: five cron fields, a sixth for seconds.

    However many workers there are, each tick runs once. A tick missed by more than ten minutes is left out, so the
    function does what is due at present, whatever the tick was.
    """

    def register(handler: Handler) -> Handler:
        def run(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - which tick it is does not matter
            _run(context.job, handler, None, {})

        task = app.task(name=task_name, retry=Backoff(), pass_context=True, lock=task_name)(run)
        app.periodic(cron=cron)(task)
        return handler

    return register


def _run(
    job: Job,
    handler: Callable[..., bool | None],
    on_failure: OnFailure | None,
    arguments: dict[str, Any],
    *,
    snapshot: bool = False,
) -> None:
    points.reach(f"{job.task_name}:before")
    try:
        while _step(job, handler, arguments, snapshot=snapshot):
            points.reach(f"{job.task_name}:between")
    except (TryLater, OperationalError, InterfaceError):
        raise
    except Exception as error:
        failures.keep(job, error)
        if on_failure is not None:
            with transaction.atomic():
                on_failure(error, **arguments)
        raise
    points.reach(f"{job.task_name}:after")


def _step(job: Job, handler: Callable[..., bool | None], arguments: dict[str, Any], *, snapshot: bool) -> bool:
    """One transaction of a job; whether there is more to do."""
    with transaction.atomic():
        if snapshot:
            _see_one_snapshot()
        _take(job)
        more = bool(handler(**arguments))
        points.reach(f"{job.task_name}:inside")
    return more


def _see_one_snapshot() -> None:
    """What others commit from here on is not seen; PostgreSQL takes this before anything else is asked."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _take(job: Job) -> None:
    """Wait for whoever may still be at this job: a worker that was too slow to show that it lives."""
    take_turn(f"job {job.id}")
