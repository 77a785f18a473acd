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
