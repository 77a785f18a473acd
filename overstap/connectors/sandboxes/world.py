"""What every sandbox has: a clock that can be moved, faults that can be switched on, and a count of calls."""

import re
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


class Dropped(ConnectionResetError):
    """The connection is cut here: the caller gets no answer at all."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault for the next ``times`` calls whose ``METHOD /path`` matches ``where`` (a regular expression)."""

    name: str
    where: str = ""
    times: int = 1
    facts: dict[str, str] = field(default_factory=dict)


class World:
    """The clock, the faults and the counts of one sandbox; safe among threads."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.lock = threading.RLock()
        self.calls: Counter[str] = Counter()  # "GET /path" -> how often
        self._now = now
        self._ahead = timedelta()
        self._faults: list[Fault] = []

    def now(self) -> datetime:
        """The present moment here, aware, UTC."""
        return self._now() + self._ahead

    def move(self, seconds: float) -> None:
        """Put the clock forward (or back)."""
        self._ahead += timedelta(seconds=seconds)

    def switch_on(self, fault: Fault) -> None:
        """Let a fault happen. Raises ValueError for a place that is no regular expression."""
        try:
            re.compile(fault.where)
        except re.error as error:
            raise ValueError(f"{fault.where!r} is no regular expression") from error
        with self.lock:
            self._faults.append(fault)

    def switch_off(self) -> None:
        """No fault any more."""
        with self.lock:
            self._faults.clear()

    def fault(self, name: str, call: str) -> Fault | None:
        """The fault ``name``, where it is on for ``call`` ("GET /path"); used up by one."""
        with self.lock:
            for place, one in enumerate(self._faults):
                if one.name == name and re.search(one.where, call):
                    left = Fault(one.name, one.where, one.times - 1, one.facts)
                    self._faults[place : place + 1] = [left] if left.times > 0 else []
                    return one
        return None

    def count(self, call: str) -> None:
        """One more of ``call``."""
        with self.lock:
            self.calls[call] += 1
