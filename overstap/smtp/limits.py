"""How much one peer may ask, and how much all together: connections, mails a minute, bytes in hand."""

import ipaddress
import time
from collections import Counter, OrderedDict
from dataclasses import dataclass, field

MOST_REMEMBERED = 10_000  # peers whose rate is known; the one that was away longest is forgotten first
_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the door takes. ``size`` and ``in_hand`` in bytes; ``rate`` in mails a minute."""

    size: int
    recipients: int
    connections: int
    connections_each: int
    rate: int
    unknown: int = 10  # addresses that nobody has, until a connection is closed
    in_hand: int = 256 * 1024 * 1024  # of all mails that are coming in


def peer_of(address: object) -> str:
    """Who is counted as one: an IPv4 address, or the /64 of an IPv6 one, for that is what a subscriber gets."""
    try:
        found = ipaddress.ip_address(str(address).partition("%")[0])
    except ValueError:
        return "?"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


@dataclass(slots=True)
class Traffic:
    """What is going on at the door now; used by one event loop."""

    bounds: Bounds
    in_hand: int = 0
    _open: Counter[str] = field(default_factory=Counter)
    _mails: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def connect(self, peer: str) -> bool:
        """Whether one more connection of ``peer`` is taken; each that is has to ``leave``."""
        if self._open.total() >= self.bounds.connections or self._open[peer] >= self.bounds.connections_each:
            return False
        self._open[peer] += 1
        return True

    def leave(self, peer: str) -> None:
        """A connection of ``peer`` that was taken has ended."""
        self._open[peer] -= 1
        if self._open[peer] <= 0:
            del self._open[peer]

    def mail(self, peer: str, now: float | None = None) -> bool:
        """Whether one more mail of ``peer`` is taken. ``now`` in seconds.

        A bucket: it holds a minute's worth, and fills evenly.
        """
        now = time.monotonic() if now is None else now
        left, since = self._mails.pop(peer, (float(self.bounds.rate), now))
        left = min(self.bounds.rate, left + (now - since) * self.bounds.rate / _MINUTE)
        taken = left >= 1
        self._mails[peer] = (left - 1 if taken else left, now)
        if len(self._mails) > MOST_REMEMBERED:
            self._mails.popitem(last=False)
        return taken

    def hold(self, size: int) -> bool:
        """Whether ``size`` more bytes can be held in memory; they are counted in any case, until ``let_go``."""
        self.in_hand += size
        return self.in_hand <= self.bounds.in_hand

    def let_go(self, size: int) -> None:
        """So many bytes are no longer held."""
        self.in_hand -= size
