"""The clock of the connector: that of ``Outside`` where it has one."""

import time
from datetime import datetime

from overstap.connectors.port import Outside
from overstap.lib import clock


def now(outside: Outside) -> datetime:
    """The present moment, aware, UTC."""
    return outside.now() if outside.now is not None else clock.now()


def wait(outside: Outside, seconds: float) -> None:
    """Let ``seconds`` pass."""
    (outside.wait or time.sleep)(seconds)
