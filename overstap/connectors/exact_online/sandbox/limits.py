"""How often one app may ask a division: 60 times a minute, 5,000 a day; and 10 errors an hour for each resource.

Headers as users saw them (picqer/exact-php-client 255, 528 and 646): times in milliseconds; once the minute is used up
only the headers of the minute are there, and the 429 has no body.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from overstap.connectors.exact_online.sandbox.answers import Refusal
from overstap.connectors.sandboxes.world import World

PER_MINUTE, PER_DAY, ERRORS_PER_HOUR = 60, 5_000, 10
_ERRORS = {400, 401, 403, 404}
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(slots=True)
class _Used:
    """Calls in the window that is running."""

    until: datetime
    calls: int = 0


@dataclass(slots=True)
class Limits:
    """What was used of the limits, by division."""

    world: World
    per_minute: int = PER_MINUTE
    per_day: int = PER_DAY
    errors_per_hour: int = ERRORS_PER_HOUR
    _used: dict[tuple[int, timedelta], _Used] = field(default_factory=dict)
    _errors: Counter[tuple[int, str, datetime]] = field(default_factory=Counter)
    _blocked: dict[tuple[int, str], datetime] = field(default_factory=dict)

    def take(self, division: int, path: str) -> dict[str, str]:
        """One more call; the headers for its answer. Raises Refusal (429)."""
        now = self.world.now()
        if self._blocked.get((division, path), now) > now:
            raise Refusal(429)
        day, minute = self._window(division, _DAY), self._window(division, _MINUTE)
        if minute.calls >= self.per_minute:
            raise Refusal(429, headers=self._minutely(minute))
        if day.calls >= self.per_day:
            raise Refusal(429, headers=self._daily(day))
        day.calls += 1
        minute.calls += 1
        return self._daily(day) | self._minutely(minute)

    def use_up(self, division: int) -> Refusal:
        """The minute is over now: what the fault ``429`` does."""
        minute = self._window(division, _MINUTE)
        minute.calls = self.per_minute
        return Refusal(429, headers=self._minutely(minute))

    def error(self, division: int, path: str, status: int) -> None:
        """An answer with an error was given; after ten in one hour a resource is closed for an hour."""
        if status not in _ERRORS:
            return
        now = self.world.now()
        hour = now.replace(minute=0, second=0, microsecond=0)
        self._errors[division, path, hour] += 1
        if self._errors[division, path, hour] >= self.errors_per_hour:
            self._blocked[division, path] = now + _HOUR

    def _window(self, division: int, length: timedelta) -> _Used:
        now = self.world.now().astimezone(UTC)
        start = now.replace(second=0, microsecond=0)
        if length == _DAY:
            start = start.replace(hour=0, minute=0)
        found = self._used.get((division, length))
        if found is None or found.until != start + length:
            found = self._used[division, length] = _Used(start + length)
        return found

    def _daily(self, used: _Used) -> dict[str, str]:
        return _headers("X-RateLimit", self.per_day, used)

    def _minutely(self, used: _Used) -> dict[str, str]:
        return _headers("X-RateLimit-Minutely", self.per_minute, used)


def _headers(name: str, limit: int, used: _Used) -> dict[str, str]:
    return {
        f"{name}-Limit": str(limit),
        f"{name}-Remaining": str(limit - used.calls),
        f"{name}-Reset": str(int(used.until.timestamp() * 1000)),
    }
