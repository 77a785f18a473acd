"""A door in a thread of the test, with an event loop of its own."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager

from overstap.smtp import serving
from overstap.smtp.limits import Bounds


@contextmanager
def running_door(bounds: Bounds) -> Iterator[int]:
    """Open while the block lasts; gives the port."""
    listening: Future[int] = Future()
    ended = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_serve(bounds, listening, ended)))
    thread.start()
    try:
        yield listening.result()
    finally:
        ended.set()
        thread.join()


async def _serve(bounds: Bounds, listening: "Future[int]", ended: threading.Event) -> None:
    try:
        async with serving.open_door("127.0.0.1", 0, bounds) as port:
            listening.set_result(port)
            await asyncio.to_thread(ended.wait)
    except BaseException as error:
        if not listening.done():
            listening.set_exception(error)
        raise
