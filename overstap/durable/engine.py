"""Jobs that survive a crash, on Procrastinate, in the same database as everything else."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from procrastinate.contrib.django import app

Handler = TypeVar("Handler", bound=Callable[..., None])


def defer(task_name: str, *, at: datetime | None = None, lock: str | None = None, **arguments: Any) -> None:
    """Put a job in the queue, inside the caller's transaction: it exists when and only when that commits.

    ``arguments`` are plain JSON values. ``at`` (aware) is the earliest moment to run it. Of the jobs with one
    ``lock``, one runs at a time, in the order in which they were deferred.
    """
    app.configure_task(task_name, allow_unknown=True, schedule_at=at, lock=lock).defer(**arguments)
