"""The fair use policy: credits a minute, and calls at the same time.

A question costs 1 credit, anything else 3. A certified client has 1000 credits a minute, 500 of them for one
organisation (one that is not certified: 50 and 25); 20 calls at the same time, 10 for one organisation. Who asks more
gets 429 with Retry-After, and nothing is done. Source: the policy of 1 December 2024 (developers.twinfield.com).
The minute is the clock's, and the headers tell of the organisation's share: which of the two Twinfield tells of is not
known.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from overstap.connectors.sandboxes.world import World

QUERY, CHANGE = 1, 3


@dataclass(frozen=True, slots=True)
class Allowed:
    """Credits a minute and calls at the same time, of a client and of a client for one organisation."""

    client: int
    organisation: int
    client_calls: int = 20
    organisation_calls: int = 10


CERTIFIED, UNCERTIFIED = Allowed(1000, 500), Allowed(50, 25)


class Busy(Exception):
    """Answered with 429. ``wait``: seconds."""

    def __init__(self, wait: int, headers: Mapping[str, str]) -> None:
        super().__init__("too much at once")
        self.wait = wait
        self.headers = headers


class Limits:
    """Who asked how much in this minute."""

    def __init__(self, world: World, allowed: Allowed) -> None:
        self._world = world
        self._allowed = allowed
        self._minute = 0
        self._used: Counter[tuple[str, ...]] = Counter()
        self._calling: Counter[tuple[str, ...]] = Counter()

    @contextmanager
    def call(self, client: str, organisation: str, credits_: int) -> Iterator[dict[str, str]]:
        """One call; gives the headers of its answer. Raises Busy."""
        shares = {
            (client,): (self._allowed.client, self._allowed.client_calls),
            (client, organisation): (self._allowed.organisation, self._allowed.organisation_calls),
        }
        with self._world.lock:
            headers = self._taken(shares, credits_)
        try:
            yield headers
        finally:
            with self._world.lock:
                self._calling.subtract(shares.keys())

    def _taken(self, shares: Mapping[tuple[str, ...], tuple[int, int]], credits_: int) -> dict[str, str]:
        now = self._world.now().timestamp()
        if int(now // 60) != self._minute:
            self._minute = int(now // 60)
            self._used.clear()
        if any(self._calling[who] >= calls for who, (_credits, calls) in shares.items()):
            raise Busy(1, self._headers(shares, 0))
        if any(self._used[who] + credits_ > most for who, (most, _calls) in shares.items()):
            raise Busy(60 - int(now % 60), self._headers(shares, 0))
        for who in shares:
            self._used[who] += credits_
            self._calling[who] += 1
        return self._headers(shares, credits_)

    def _headers(self, shares: Mapping[tuple[str, ...], tuple[int, int]], credits_: int) -> dict[str, str]:
        who, (most, _calls) = list(shares.items())[-1]
        return {
            "X-RateLimit-Limit": str(most),
            "X-RateLimit-Remaining": str(max(0, most - self._used[who])),
            "X-RateLimit-Credited": str(credits_),
        }
