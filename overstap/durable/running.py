"""The process that runs jobs. As many as you like, on as many machines: they share the queue."""

import asyncio
import json
import logging
import signal
import threading
import time

from django.conf import settings
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException

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


async def _work(*, until_idle: bool, concurrency: int) -> bool:
    """True when it ended as it should: by a signal, or for want of work."""
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=concurrency + 4)
    queue = app.with_connector(connector)
    async with queue.open_async():
        enough = [asyncio.create_task(_stop_signal(), name="stop signal")]
        if until_idle:
            enough.append(asyncio.create_task(_idle(connector), name="idle"))
        sweeping = asyncio.create_task(_sweep_now_and_then(connector), name="sweep")
        working = asyncio.create_task(
            queue.run_worker_async(
                concurrency=concurrency,
                install_signal_handlers=False,
                delete_jobs="successful",
                update_heartbeat_interval=settings.WORKER_HEARTBEAT,
                stalled_worker_timeout=BEATS_UNTIL_DEAD * settings.WORKER_HEARTBEAT,
            ),
            name="worker",
        )
        tasks = [*enough, sweeping, working]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return await _end(tasks, enough)


async def _end(tasks: list[asyncio.Task[None]], enough: list[asyncio.Task[None]]) -> bool:
    as_it_should = any(task.done() and task.exception() is None for task in enough)
    for task in tasks:
        task.cancel()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome
    return as_it_should


async def _sweep_now_and_then(connector: PsycopgConnector) -> None:
    while True:
        swept = await connector.execute_query_all_async(_SWEEP, silence=BEATS_UNTIL_DEAD * settings.WORKER_HEARTBEAT)
        if swept:
            log.warning("Put back in the queue what a dead worker held: %s", json.dumps([row["id"] for row in swept]))
        await asyncio.sleep(settings.WORKER_HEARTBEAT)


async def _idle(connector: PsycopgConnector) -> None:
    while (await connector.execute_query_one_async(_BUSY))["busy"]:
        await asyncio.sleep(_IDLE_LOOK)


async def _stop_signal() -> None:
    stopped = asyncio.Event()
    if threading.current_thread() is not threading.main_thread():
        await stopped.wait()  # signals reach the main thread only; whoever started this one ends it
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    try:
        await stopped.wait()
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
