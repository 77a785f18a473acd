"""When a move runs once everybody agreed."""

from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.moves.profiles.values import Profile, Runs

LONGEST_WAIT = timedelta(days=366)  # until a chosen moment


class MomentRefused(Refused):
    """A moment at which nothing can run."""

    code = "MOMENT-REFUSED"


def run_at(which: Profile, now: datetime, *, chosen: datetime | None = None) -> datetime | None:
    """The earliest moment at which a move of this profile runs; None: at once.

    ``chosen`` is what the starter chose, of use where the profile lets people choose. Times are aware.
    """
    if which.schedule.runs is Runs.NIGHTLY and which.schedule.at is not None:
        return next_night(which.schedule.at, now)
    if which.schedule.runs is Runs.CHOSEN and chosen is not None and chosen > now:
        return chosen
    return None


def require_possible(which: Profile, moment: datetime | None) -> None:
    """Raise MomentRefused for a moment that is past, too far away, or not to be chosen with this profile."""
    if moment is None:
        return
    if which.schedule.runs is not Runs.CHOSEN:
        raise MomentRefused(
            _("With this kind of migration nobody chooses the moment."), remedy=_("Leave the moment out.")
        )
    if not clock.now() < moment <= clock.now() + LONGEST_WAIT:
        raise MomentRefused(
            _("The migration cannot run at that moment."),
            remedy=_("Choose a moment from now on, within a year; or leave it out, to run as soon as all agreed."),
        )


def next_night(at: time, now: datetime) -> datetime:
    """The next ``at`` by the clocks in the Netherlands, after ``now``; also on nights of 23 or 25 hours (R139)."""
    today = now.astimezone(clock.AMSTERDAM).date()
    tonight = datetime.combine(today, at, clock.AMSTERDAM)
    return tonight if tonight > now else datetime.combine(today + timedelta(days=1), at, clock.AMSTERDAM)
