"""Statements that PostgreSQL plans once and keeps, for work that is done for thousands of small things alike."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

import psycopg
from django.db import connection
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn

Row = tuple[Any, ...]
_UNDONE = "overstap_undone"
_ONLY_WHEN_ASKED = 2**31  # times that a statement is given before the driver prepares it of itself


def cursor() -> psycopg.Cursor[Row]:
    """A cursor of the driver itself on Django's connection, in its transaction; ``execute(…, prepare=True)`` keeps it.

    Django's own cursor writes values into the text of a statement, so that it is planned anew each time.
    """
    return psycopg.Cursor(_driver())


def run_all(statements: Iterable[str], values: Mapping[str, Any]) -> None:
    """Run statements that give no rows, each prepared, all sent in one go."""
    driver = _driver()
    with driver.pipeline(), psycopg.Cursor(driver) as one:
        for statement in statements:
            one.execute(statement, values, prepare=True)


@contextmanager
def undone() -> Iterator[None]:
    """In a transaction: what is done inside is rolled back; an error is left to the transaction around it.

    As ``transaction.set_rollback``, but what PostgreSQL planned stays: the driver forgets that at every rollback that
    it sees, because a table may have been made or dropped. Inside SHALL be no such thing.
    """
    hooks = list(connection.run_on_commit)
    link = _driver().pgconn
    _command(link, f"SAVEPOINT {_UNDONE}")
    yield
    _command(link, f"ROLLBACK TO SAVEPOINT {_UNDONE}")
    connection.run_on_commit = hooks


def _command(link: PGconn, command: str) -> None:
    answer = link.exec_(command.encode())
    if answer.status != ExecStatus.COMMAND_OK:
        raise psycopg.OperationalError(answer.get_error_message())


def _driver() -> "psycopg.Connection[Row]":
    connection.ensure_connection()
    driver = cast("psycopg.Connection[Row]", connection.connection)
    if driver.prepare_threshold is None:  # Django's: nothing is ever prepared
        driver.prepare_threshold = _ONLY_WHEN_ASKED
    return driver
