"""Work in parts, on every processor there is."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

# More than this brings nothing: memory is what is waited for.
_MOST = 8


def threads() -> int:
    """How many parts are worked on at one moment."""
    return min(len(os.sched_getaffinity(0)), _MOST)


def in_parts(work: Callable[[int, int], None], size: int, part: int) -> None:
    """``work(start, end)`` for every part of 0 … ``size``; the parts must not need one another."""
    starts = range(0, size, part)
    if len(starts) < 2:
        if size:
            work(0, size)
        return
    with ThreadPoolExecutor(threads()) as pool:
        for done in [pool.submit(work, start, min(start + part, size)) for start in starts]:
            done.result()
