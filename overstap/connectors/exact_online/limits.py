"""The limits of Exact Online, respected before they are hit.

Per administration 60 calls a minute and 5,000 a day, and per endpoint 10 errors (400, 401, 403, 404) an hour
(reference 1.3). Answers tell how much is left; when the minute is used up only the headers of the minute are sent, and
error answers often carry none, so that calls are counted here too.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import httpx
from django.utils.translation import gettext as _

from overstap.connectors.exact_online import timing
from overstap.connectors.metering.memory import MemoryMeter
from overstap.connectors.port import Allowance, Connection, Count, Outside, PackageBusy, Window
from overstap.lib.clock import for_people

MINUTE = Window("minute", 60, 60)
DAY = Window("day", 5_000, 86_400)
_ERRORS_ALLOWED = 9  # the tenth closes the endpoint for an hour, and each time for longer
_ERRORS = frozenset({400, 401, 403, 404})
_HEADERS = ((MINUTE, "X-RateLimit-Minutely-"), (DAY, "X-RateLimit-"))
_PATIENCE = 75  # seconds that are waited here; what takes longer is told to the caller
_ATTEMPTS = 5


class Limits:
    """The limits of one connection."""

    def __init__(self, outside: Outside, connection: Connection) -> None:
        self._outside = outside
        self._connection = connection
        self._meter = outside.meter or MemoryMeter()

    def before(self, division: str, endpoint: str) -> None:
        """Count a call, and wait where it has to. Raises PackageBusy where that would take long."""
        windows = (MINUTE, DAY, _errors(endpoint, 0))
        for _attempt in range(_ATTEMPTS):
            full = self._meter.take(self._connection, division, windows, self._now())
            if full is None:
                return
            self._wait_for(full)
        raise busy(self._now() + timedelta(seconds=MINUTE.seconds))

    def after(self, division: str, endpoint: str, answer: httpx.Response) -> None:
        """Take over what an answer says of the limits."""
        now = self._now()
        told = list(_told(answer.headers, now))
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS and not any(one.used >= one.of for one in told):
            told.append(Count(MINUTE.name, MINUTE.of, MINUTE.of, now + _retry_after(answer.headers)))
        if told:
            self._meter.note(self._connection, division, told, now)
        if answer.status_code in _ERRORS:
            self._meter.take(self._connection, division, (_errors(endpoint, 1),), now)

    def allowances(self, division: str) -> Sequence[Allowance]:
        """What is left of the minute and of the day, and of the endpoints that had errors."""
        now = self._now()
        known = {one.window: one for one in self._meter.counts(self._connection, division, now)}
        for window in (MINUTE, DAY):
            known.setdefault(window.name, Count(window.name, 0, window.of, now + timedelta(seconds=window.seconds)))
        return [Allowance(one.window, max(0, one.of - one.used), one.of, one.resets_at) for one in known.values()]

    def _wait_for(self, full: Count) -> None:
        seconds = (full.resets_at - self._now()).total_seconds()
        if seconds > _PATIENCE:
            raise busy(full.resets_at)
        timing.wait(self._outside, max(seconds, 0.1))

    def _now(self) -> datetime:
        return timing.now(self._outside)


def busy(until: datetime) -> PackageBusy:
    """A limit is used up until ``until``."""
    moment = for_people(until)
    return PackageBusy(
        _("Exact Online allows no more calls for this administration until %(moment)s.") % {"moment": moment},
        remedy=_("Nothing is lost: it goes on by itself after that."),
        facts={"until": until.isoformat()},
    )


def _errors(endpoint: str, amount: int) -> Window:
    return Window(f"errors {endpoint}", _ERRORS_ALLOWED, 3_600, amount)


def _told(headers: httpx.Headers, now: datetime) -> Sequence[Count]:
    found = (_one(headers, window, prefix, now) for window, prefix in _HEADERS)
    return [one for one in found if one is not None]


def _one(headers: httpx.Headers, window: Window, prefix: str, now: datetime) -> Count | None:
    """The count in one set of headers; None where they are absent or not to be believed."""
    values = [headers.get(prefix + name, "") for name in ("Limit", "Remaining", "Reset")]
    if not all(value.isascii() and value.isdigit() and len(value) < 15 for value in values):
        return None
    of, left, reset = map(int, values)
    until = datetime.fromtimestamp(reset / 1000, UTC)
    if of < 1 or not now < until <= now + timedelta(seconds=2 * window.seconds):
        return None
    return Count(window.name, max(0, of - left), of, until)


def _retry_after(headers: httpx.Headers) -> timedelta:
    said = headers.get("Retry-After", "")
    known = said.isascii() and said.isdigit() and len(said) < 6
    return timedelta(seconds=max(1, int(said)) if known else MINUTE.seconds)
