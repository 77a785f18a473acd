"""How verification reads: one way to write values as text, memory to sort in, and both processors."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from overstap.lib import prepared
from overstap.moves.holdings import left_behind
from overstap.moves.models import MoveAdministration
from overstap.moves.profiles import profile
from overstap.moves.verify.kinds import OWN_TO_A_PLACE, UNDER_THE_FREEZE
from overstap.tenancy.models import Administration

# Rows are hashed as text, which depends on the first three; the others are for speed.
READING = {
    "TimeZone": "UTC",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "work_mem": "256MB",
    "jit": "off",
    "max_parallel_workers_per_gather": "4",
    "parallel_setup_cost": "100",
    "parallel_tuple_cost": "0.001",
}
# For a short ledger: another process takes longer to start than to wait for, and planning takes as long as running.
ALONE = {**READING, "max_parallel_workers_per_gather": "0", "plan_cache_mode": "force_generic_plan"}
# For a query in shares: a process takes a whole share, rather than all of them the blocks of one.
IN_SHARES = {"min_parallel_table_scan_size": "1TB", "min_parallel_index_scan_size": "1TB"}
LOWEST, HIGHEST = -(2**63), 2**63 - 1
SHORT = 4_096  # entries

Parameters = dict[str, Any]


@contextmanager
def settled(settings: Mapping[str, str] = READING) -> Iterator[None]:
    """A transaction in which rows read alike whoever asks; what was set before is set again afterwards.

    Inside another transaction an error is left to that one: it SHALL be rolled back.
    """
    with transaction.atomic(savepoint=False):
        before = _set(settings)
        yield
        _set(before)


def parameters(part: MoveAdministration, of: Administration, low: int = LOWEST, high: int = HIGHEST) -> Parameters:
    """What the queries take: records of ``of`` with sequence numbers from ``low`` to before ``high``."""
    left_out = [*OWN_TO_A_PLACE, *fields_left_behind(part)]
    return {
        "part": part.pk,
        "administration": of.pk,
        "ledger": of.ledger_id,
        "administration_left_out": left_out,
        "ledger_left_out": [],
        "position": part.position or 0,
        "low": low,
        "high": high,
    }


def fields_left_behind(part: MoveAdministration) -> list[str]:
    """Fields of the administration that do not go along in this move."""
    return [] if part.move.payment_agreement_moves else ["payment_agreement", "payment_mandate"]


def kinds_left_behind(part: MoveAdministration) -> list[str]:
    """Kinds of record that stay at the giver's in this move: the receiver is to have none of them."""
    tables = {table._meta.db_table for table in left_behind(profile(part.move.profile))}
    return [kind.name for kind in UNDER_THE_FREEZE if kind.table in tables]


def execute(query: str, values: Mapping[str, Any]) -> None:
    """Run a query that gives no rows. Of a short ledger it takes longer to plan than to run: it is planned once."""
    with prepared.cursor() as cursor:
        cursor.execute(query, values, prepare=is_short(values))


def fetch(query: str, values: Mapping[str, Any]) -> list[tuple[object, ...]]:
    """All rows of a query."""
    with prepared.cursor() as cursor:
        cursor.execute(query, values, prepare=is_short(values))
        return cursor.fetchall()


def is_short(values: Mapping[str, Any]) -> bool:
    """Whether what is read of the ledger is so little that starting a query costs more than what it reads."""
    if "high" not in values or values["high"] == HIGHEST:
        return bool(values.get("position", SHORT) < SHORT)
    return bool(values["high"] - values["low"] < SHORT)


def _set(wanted: Mapping[str, str]) -> dict[str, str]:
    """Set them for this transaction; gives what they were. One statement, for it runs several times a comparison."""
    names = list(wanted)
    was = ", ".join(f"current_setting('{name}') AS was{number}" for number, name in enumerate(names))
    becomes = ", ".join(f"set_config('{name}', %s, true)" for name in names)
    with connection.cursor() as cursor:
        # OFFSET 0 keeps what was apart from what becomes, so that it is read first
        cursor.execute(
            f"SELECT before.*, {becomes} FROM (SELECT {was} OFFSET 0) AS before",  # noqa: S608 - names of our own
            list(wanted.values()),
        )
        row = cursor.fetchone()
    return dict(zip(names, map(str, row[: len(names)]), strict=True))
