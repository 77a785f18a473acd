"""The sandboxes that there are, by the name with which they are started."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from overstap.connectors.sandboxes.control import Controlled
from overstap.connectors.sandboxes.world import World


@dataclass(frozen=True, slots=True)
class Sandbox:
    """How to make one. ``settings``: the variables that point Overstap at it, with ``{address}`` to be filled in."""

    make: Callable[[World], Controlled]
    port: int  # its usual one
    settings: Mapping[str, str]


SANDBOXES: Mapping[str, Sandbox] = {}
