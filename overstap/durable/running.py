"""The process that runs jobs. As many as you like, on as many machines: they share the queue."""

import asyncio
import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from django.conf import settings
from django.db import connections
from procrastinate import App, PsycopgConnector
from procrastinate.app import WorkerOptions
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.worker import Worker

log = logging.getLogger(__name__)

BEATS_UNTIL_DEAD = 3
_AWAY = 2.0  # seconds until a database that went away is tried again
_IDLE_LOOK = 0.1  # seconds

# One statement, so that two sweeping workers cannot take a job from somebody who has just taken it up again.
_SWEEP = """
UPDATE procrastinate_jobs SET status = 'todo', worker_id = NULL, attempts = attempts + 1, scheduled_at = NULL
WHERE id IN (
  SELECT job.id FROM procrastinate_jobs job LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
  WHERE job.status = 'doing'
    AND (worker.id IS NULL OR worker.last_heartbeat < now() - %(silence)s * interval '1 second')
  FOR UPDATE OF job SKIP LOCKED)
RETURNING id, pg_notify('procrastinate_any_queue_v1', json_build_object('type', 'job_inserted', 'job_id', id)::text)
"""
_BUSY = """
SELECT EXISTS (SELECT 1 FROM procrastinate_jobs
               WHERE status = 'doing' OR (status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now()))) AS busy
"""


def worker(*, until_idle: bool = False, concurrency: int = 1) -> None:
    """Run jobs until SIGTERM or SIGINT, or with ``until_idle`` until none is running or due, whoever runs it.

    At a signal the jobs in hand are finished and no new one is begun. What a killed worker held is put back in the
    queue by any other within four heartbeats (settings.WORKER_HEARTBEAT, seconds), which is 20 s unless set otherwise.
    A database that goes away is waited for; with ``until_idle`` it is an error.
    """
    while True:
        try:
            if asyncio.run(_work(until_idle=until_idle, concurrency=concurrency)):
                return
        except ConnectorException:
            if until_idle:
                raise
            log.warning("The database is away; the worker tries again in %s seconds.", _AWAY, exc_info=True)
        time.sleep(_AWAY)


def keep_connections() -> None:
    """From here on a job finds the connection of the one before, with what PostgreSQL learnt on it.

    For a process that only works; a connection that died is made anew.
    """
    for name in connections:
        connections.settings[name].update({"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True})


async def _work(*, until_idle: bool, concurrency: int) -> bool:
    """True when it ended as it should: by a signal, or for want of work.

    Everything ends by looking at ``stop``. Cancelling would not do: Python 3.11 loses a cancellation that meets the
    end of a timed wait, which is what taking a connection from the pool is.
    """
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=concurrency + 4)
    queue = app.with_connector(connector)
    stop = asyncio.Event()
    async with queue.open_async():
        runner = _runner(queue, concurrency)
        tasks = [
            asyncio.create_task(runner.run(), name="worker"),  # type: ignore[no-untyped-call]
            asyncio.create_task(_sweep_until(stop, connector), name="sweep"),
            asyncio.create_task(_until(stop), name="stop"),
        ]
        if until_idle:
            tasks.append(asyncio.create_task(_stop_when_idle(stop, connector), name="idle"))
        with _signals_call(stop.set):
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            as_it_should = stop.is_set()
            stop.set()
            runner.stop()  # type: ignore[no-untyped-call]
            outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return as_it_should


def _runner(queue: App, concurrency: int) -> Worker:
    queue.perform_import_paths()  # type: ignore[no-untyped-call]
    options: WorkerOptions = {
        **queue.worker_defaults,
        "concurrency": concurrency,
        "install_signal_handlers": False,
        "delete_jobs": "successful",
        "update_heartbeat_interval": settings.WORKER_HEARTBEAT,
        "stalled_worker_timeout": BEATS_UNTIL_DEAD * settings.WORKER_HEARTBEAT,
    }
    return Worker(app=queue, **options)


async def _sweep_until(stop: asyncio.Event, connector: PsycopgConnector) -> None:
    while not stop.is_set():
        silence = BEATS_UNTIL_DEAD * settings.WORKER_HEARTBEAT
        swept = await connector.execute_query_all_async(_SWEEP, silence=silence)
        if swept:
            log.warning("Put back in the queue what a dead worker held: jobs %s.", [row["id"] for row in swept])
        await _pause(stop, settings.WORKER_HEARTBEAT)


async def _stop_when_idle(stop: asyncio.Event, connector: PsycopgConnector) -> None:
    while not stop.is_set():
        if not (await connector.execute_query_one_async(_BUSY))["busy"]:
            stop.set()
        await _pause(stop, _IDLE_LOOK)


async def _until(stop: asyncio.Event) -> None:
    await stop.wait()


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


@contextmanager
def _signals_call(stop: Callable[[], None]) -> Iterator[None]:
    """SIGTERM and SIGINT call ``stop``; they reach the main thread only, so elsewhere nothing changes."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    try:
        yield
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
