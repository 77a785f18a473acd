"""Writing what has to stand whatever becomes of the caller's transaction: on a connection of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def apart() -> Iterator[Any]:
    """A cursor on a connection of its own, as the worker, in a transaction that is committed whatever happens."""
    own: BaseDatabaseWrapper = connection.copy()
    try:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute("SELECT set_config('overstap.durable', 'worker', true)")
            try:
                yield cursor
            finally:
                own.commit()
    finally:
        own.close()
