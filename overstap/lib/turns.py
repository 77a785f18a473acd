"""One at a time: who comes second waits until the transaction of the first has ended."""

from django.db import connection


def take_turn(what: str) -> None:
    """Wait for whoever else took a turn at ``what``, and keep it until this transaction ends.

    An advisory lock: it needs no row, and PostgreSQL lets people through in the order in which they came.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"overstap {what}"])
