"""Statements that PostgreSQL plans once and keeps, for work that is done for thousands of small things alike."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

import psycopg
from django.db import connection

Row = tuple[Any, ...]
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


def _driver() -> "psycopg.Connection[Row]":
    connection.ensure_connection()
    driver = cast("psycopg.Connection[Row]", connection.connection)
    if driver.prepare_threshold is None:  # Django's: nothing is ever prepared
        driver.prepare_threshold = _ONLY_WHEN_ASKED
    return driver
