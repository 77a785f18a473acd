"""The one clock. Times are aware UTC inside; Europe/Amsterdam for people. Tests move it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_offset: ContextVar[timedelta] = ContextVar("clock_offset", default=timedelta())


def now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC) + _offset.get()


@contextmanager
def moved_by(delta: timedelta) -> Iterator[None]:
    """Inside this block the clock is ``delta`` ahead of the real one."""
    token = _offset.set(_offset.get() + delta)
    try:
        yield
    finally:
        _offset.reset(token)


def for_people(moment: datetime) -> str:
    """A moment as people in the Netherlands write it: ``21-11-2026 14:05``."""
    return moment.astimezone(AMSTERDAM).strftime("%d-%m-%Y %H:%M")
