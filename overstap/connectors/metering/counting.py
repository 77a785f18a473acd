"""The arithmetic of limits, without a place to keep them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from overstap.connectors.port import Count, Window

Counts = Mapping[str, Count]


def running(counts: Counts, now: datetime) -> dict[str, Count]:
    """Those whose window is not over yet."""
    return {name: one for name, one in counts.items() if one.resets_at > now}


def full(counts: Counts, windows: Sequence[Window]) -> Count | None:
    """The window without room for the call; of several, the one that opens last."""
    shut = [counts[one.name] for one in windows if one.name in counts and not _room(counts[one.name], one)]
    return max(shut, key=lambda one: one.resets_at, default=None)


def _room(count: Count, window: Window) -> bool:
    return count.used + max(window.amount, 1) <= count.of


def taken(counts: Counts, windows: Sequence[Window], now: datetime) -> dict[str, Count]:
    """The counts with one more call in each of ``windows``."""
    return dict(counts) | {one.name: _more(counts.get(one.name), one, now) for one in windows if one.amount}


def _more(count: Count | None, window: Window, now: datetime) -> Count:
    if count is None:
        return Count(window.name, window.amount, window.of, now + timedelta(seconds=window.seconds))
    return Count(count.window, count.used + window.amount, count.of, count.resets_at)


def noted(counts: Counts, told: Sequence[Count]) -> dict[str, Count]:
    """The counts with what the package said of them.

    Answers overtake each other, so that within one window the highest count is the true one. Two windows are the same
    where their ends differ less than a few seconds: ours begins when we ask, the package's when it hears that.
    """
    return dict(counts) | {one.window: _merged(counts.get(one.window), one) for one in told}


def _merged(count: Count | None, told: Count) -> Count:
    if count is None or abs(count.resets_at - told.resets_at) > timedelta(seconds=5):
        return told
    return Count(told.window, max(count.used, told.used), told.of, told.resets_at)
