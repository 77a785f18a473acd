"""When a move runs once everybody agreed."""

from datetime import datetime, time, timedelta

from overstap.lib import clock
from overstap.moves.profiles.values import Profile, Runs


def run_at(which: Profile, now: datetime, *, chosen: datetime | None = None) -> datetime | None:
    """The earliest moment at which a move of this profile runs; None: at once.

    ``chosen`` is what the starter chose, of use where the profile lets people choose. Times are aware.
    """
    if which.schedule.runs is Runs.NIGHTLY and which.schedule.at is not None:
        return next_night(which.schedule.at, now)
    if which.schedule.runs is Runs.CHOSEN and chosen is not None and chosen > now:
        return chosen
    return None


def next_night(at: time, now: datetime) -> datetime:
    """The next ``at`` by the clocks in the Netherlands, after ``now``; also on nights of 23 or 25 hours (R139)."""
    today = now.astimezone(clock.AMSTERDAM).date()
    tonight = datetime.combine(today, at, clock.AMSTERDAM)
    return tonight if tonight > now else datetime.combine(today + timedelta(days=1), at, clock.AMSTERDAM)
