"""Twinfield's fair use policy: credits a minute, and calls at the same moment.

Source: developers.twinfield.com, fair use policy (enforced since April 2025): a query costs 1 credit, anything else 3;
a certified client has 500 credits a minute in one organisation, another client 25; 10 calls at once; 429 with
Retry-After, and X-RateLimit-Limit and -Remaining on answers.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from overstap.connectors.port import Allowance, Connection, Count, Meter, PackageBusy, Window

QUERY, COMMAND = 1, 3  # credits
PER_MINUTE = 500
_NAME = "credits"
_MINUTE = 60
_LONGEST = 90.0  # seconds that we wait ourselves, rather than telling our caller to come back
_AT_ONCE = threading.BoundedSemaphore(10)


class Credits:
    """The credits of one connection."""

    def __init__(
        self, connection: Connection, meter: Meter, now: Callable[[], datetime], wait: Callable[[float], None]
    ) -> None:
        self._connection = connection
        self._meter = meter
        self._now = now
        self._wait = wait
        self._most = PER_MINUTE

    @contextmanager
    def spent(self, cost: int) -> Iterator[None]:
        """Room for a call of so many credits, for as long as it takes. Waits for the next minute; PackageBusy."""
        window = Window(_NAME, self._most, _MINUTE, cost)
        while (full := self._meter.take(self._connection, "", [window], self._now())) is not None:
            self.pause((full.resets_at - self._now()).total_seconds())
        with _AT_ONCE:
            yield

    def pause(self, seconds: float, *, patient: bool = True) -> None:
        """Wait a while. Raises PackageBusy where that is long, or waiting was of no use before."""
        if seconds > _LONGEST or not patient:
            until = self._now() + timedelta(seconds=seconds)
            raise PackageBusy(
                _("Twinfield lets us ask no more for the moment."),
                remedy=_("The work goes on by itself as soon as Twinfield allows."),
                facts={"until": until.isoformat()},
            )
        self._wait(max(seconds, 0.05))

    def heard(self, headers: Mapping[str, str]) -> None:
        """Take over what an answer says of the limit, where it differs from what we hold it for."""
        most = _whole(headers.get("x-ratelimit-limit"))
        left = _whole(headers.get("x-ratelimit-remaining"))
        if most is None or left is None or most == self._most:
            return
        self._most = most
        ends = self._now() + timedelta(seconds=_MINUTE)
        self._meter.note(self._connection, "", [Count(_NAME, most - left, most, ends)], self._now())

    def allowances(self) -> list[Allowance]:
        """What is left of the running minute."""
        now = self._now()
        counts = self._meter.counts(self._connection, "", now) or [
            Count(_NAME, 0, self._most, now + timedelta(seconds=_MINUTE))
        ]
        return [Allowance(one.window, max(one.of - one.used, 0), one.of, one.resets_at) for one in counts]

    def until(self, cost: int) -> datetime:
        """When so many credits will have been spent, at the most that is allowed."""
        left = sum(one.left for one in self.allowances())
        minutes = -(-max(cost - left, 0) // self._most)
        return self._now() + timedelta(minutes=minutes)


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdecimal() else None
