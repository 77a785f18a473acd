"""Handlers as upper layers write them: they look at the state first, then leave a mark and defer the next job."""

import time

from django.db import connection

from overstap.durable import engine, outbox, points
from overstap.lib.errors import Refused, TryLater


def mark(name: str, step: str) -> None:
    """Leave a mark, in the transaction of the job."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO durable_test_effect (name, step) VALUES (%s, %s)", [name, step])


def marked(name: str, step: str) -> int:
    """How often the mark is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM durable_test_effect WHERE name = %s AND step = %s", [name, step])
        return int(cursor.fetchone()[0])


def first(name: str) -> None:
    """The first of two steps."""
    if marked(name, "first"):
        return
    mark(name, "first")
    points.reach("first:half")
    outbox.post(f"{name}/first", "anna@example.test", f"First step of {name}", "It is done.")
    engine.defer("test.second", name=name)


def second(name: str) -> None:
    """The second of two steps."""
    if not marked(name, "second"):
        mark(name, "second")


def refuse(name: str) -> None:
    """Fails for good, after having begun."""
    mark(name, "begun")
    raise Refused("It will not go.", code="TEST-REFUSED")


def note_failure(error: Exception, *, name: str) -> None:
    """What an upper layer does about a job that failed."""
    mark(name, f"failed: {getattr(error, 'code', '')}")


def third_time(name: str) -> None:
    """Works at the third try."""
    tries = marked(name, "done") or _tries(name)
    if tries < 3:
        raise TryLater("Not yet.")
    mark(name, "done")


def slow(name: str) -> None:
    """Says that it has begun (in a transaction that others can see) and takes its time."""
    outbox.post(f"{name}/begun", "anna@example.test", "Begun", "Begun.")
    _tell_outside(name)
    time.sleep(2)
    mark(name, "slow done")


def register() -> None:
    """Make the handlers known in this process."""
    engine.define("test.first")(first)
    engine.define("test.second")(second)
    engine.define("test.refuse", on_failure=note_failure)(refuse)
    engine.define("test.third_time")(third_time)
    engine.define("test.slow")(slow)
    engine.periodic("test.tick", "* * * * * *")(tick)


def tick() -> None:
    """Every second."""
    mark("tick", "tick")


def _tries(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT attempts + 1 FROM procrastinate_jobs WHERE args->>'name' = %s", [name])
        return int(cursor.fetchone()[0])


def _tell_outside(name: str) -> None:
    """On a connection of its own, because the job's transaction is not to be seen yet."""
    from psycopg import connect

    values = connection.get_connection_params()
    keys = ("dbname", "user", "host", "port", "password")
    with connect(**{key: values[key] for key in keys if values.get(key)}) as other:
        other.execute("INSERT INTO durable_test_effect (name, step) VALUES (%s, 'slow begun')", [name])
