"""Named points at which a test may stop a process. Without a listener, reaching one does nothing.

Names are ``<what>:<where>``: every job reaches ``<task>:before`` (taken, nothing done), ``<task>:inside`` (all its
work done, not committed) and ``<task>:after`` (committed, not marked as finished yet).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

_listeners: list[Callable[[str], None]] = []


def reach(name: str) -> None:
    """Tell the listeners that this point was reached."""
    for listener in _listeners:
        listener(name)


@contextmanager
def listen(listener: Callable[[str], None]) -> Iterator[None]:
    """Inside this block ``listener`` is called with the name of every point reached in this process."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)
