"""What operators ask about the queue."""

from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from overstap.durable.running import BEATS_UNTIL_DEAD

_STATE = """
SELECT (SELECT count(*) FROM procrastinate_workers
        WHERE last_heartbeat > now() - %(silence)s * interval '1 second'),
       count(*) FILTER (WHERE status = 'doing'),
       count(*) FILTER (WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())),
       count(*) FILTER (WHERE status = 'failed')
FROM procrastinate_jobs
"""


_WAITS = "SELECT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE lock = %s AND status = 'todo')"


@dataclass(frozen=True, slots=True)
class QueueState:
    """Live workers, and jobs: in hand, due, failed for good."""

    workers: int
    in_hand: int
    due: int
    failed: int


def queue_state() -> QueueState:
    """How the queue stands at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE, {"silence": BEATS_UNTIL_DEAD * settings.WORKER_HEARTBEAT})
        return QueueState(*cursor.fetchone())


def is_waiting(lock: str) -> bool:
    """Whether a job with this lock waits to be run."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITS, [lock])
        return bool(cursor.fetchone()[0])
