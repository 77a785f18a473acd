"""Work in parts, on every processor there is."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

# More than this brings nothing: memory is what is waited for.
_MOST = 8


def threads() -> int:
    """How many parts are worked on at one moment."""
    return min(len(os.sched_getaffinity(0)), _MOST)


def at_once(tasks: Iterable[Callable[[], None]]) -> None:
    """All tasks, which must not need one another; what the first to fail raised is raised."""
    waiting = list(tasks)
    if len(waiting) < 2:
        for task in waiting:
            task()
        return
    with ThreadPoolExecutor(threads()) as pool:
        for done in [pool.submit(task) for task in waiting]:
            done.result()


def in_parts(work: Callable[[int, int], None], size: int, part: int) -> None:
    """``work(start, end)`` for every part of 0 … ``size``; the parts must not need one another."""
    at_once(partial(work, start, min(start + part, size)) for start in range(0, size, part))
