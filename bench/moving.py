"""Moves inside the installation: freeze flat, carry constant, verification against one plain SELECT.

The administrations differ in lines and have equally many relations: no line is touched by a move, so that what carrying
takes grows with master data alone. What copying that costs is told per 1,000 relations.
"""

import statistics
import time
from collections.abc import Callable
from uuid import UUID

from django.db import connection, transaction

from bench.books import Offices
from bench.importing import code_for
from bench.report import Report
from overstap.books.relations.models import Relation
from overstap.durable.failures import as_worker
from overstap.durable.models import OutgoingMail
from overstap.moves import actions, carry, flow, verify
from overstap.moves.actions.give import OfferOrder
from overstap.moves.models import Move, MoveAdministration, MoveEvent
from overstap.moves.state import for_system
from overstap.moves.values import MoveState

FREEZE_BOUND = 1.0  # seconds
FLAT = 3.0  # the longest of these times is at most so many times the shortest, or within the grace below
GRACE = 0.05  # seconds: below this, a difference is noise
VERIFY_BOUND = 2.0  # x one SELECT of the same rows
TABLES = ("ledger_line", "ledger_entry", "ledger_linevat", "ledger_subledgerline")
STAGES = (MoveState.AGREED, MoveState.SCHEDULED, MoveState.FROZEN, MoveState.CARRIED, MoveState.VERIFIED)


def measure(report: Report, offices: Offices, sizes: list[int]) -> None:
    """Move an administration of each size and compare the stages."""
    times = {lines: _move(offices, lines) for lines in sizes}
    for lines, stages in times.items():
        frozen = stages[MoveState.SCHEDULED]
        report.add(f"freeze, {lines:,} lines", frozen, "s", bound=FREEZE_BOUND, detail="deny, drain, note the position")
        told = "fingerprint the tail, copy master data, switch the holder"
        report.add(f"carry, {lines:,} lines", stages[MoveState.FROZEN], "s", detail=told)
        report.add(f"prepare, {lines:,} lines", stages[MoveState.AGREED], "s", detail="people go on working")
        report.add(f"deliver, {lines:,} lines", stages[MoveState.VERIFIED], "s", detail="take back rehearsed in full")
    _flat(report, "freeze", [stages[MoveState.SCHEDULED] for stages in times.values()])
    _flat(report, "carry", [stages[MoveState.FROZEN] for stages in times.values()])
    largest = max(sizes)
    _copying(report, offices, largest)
    _verification(report, offices, largest, times[largest][MoveState.CARRIED])


def _verification(report: Report, offices: Offices, lines: int, first: float) -> None:
    verified = statistics.median([first, _compare(offices, lines), _compare(offices, lines)])
    of_lines = statistics.median(_select(offices, lines, TABLES[:1]) for _ in range(3))
    of_all = statistics.median(_select(offices, lines, TABLES) for _ in range(3))
    said = f"full verification {verified:.2f} s against one SELECT of all its rows to a client {of_all:.2f} s"
    report.add(f"verify / SELECT of its rows, {lines:,} lines", verified / of_all, "x", bound=VERIFY_BOUND, detail=said)
    said = f"against a SELECT of the lines alone, {of_lines:.2f} s, without entries, VAT and sub-ledgers"
    report.add(f"verify / SELECT of the lines, {lines:,} lines", verified / of_lines, "x", detail=said)


def _copying(report: Report, offices: Offices, lines: int) -> None:
    """Master data copied back to the giver, and rolled back, of an administration that was delivered."""
    with offices.at(offices.receiver):
        part = MoveAdministration.objects.select_related("move").get(new_code=code_for(lines))
    with for_system(part.move.uid), transaction.atomic():
        part = MoveAdministration.objects.select_related("source", "target").get(pk=part.pk)
        if part.target is None:
            raise RuntimeError("nothing was delivered")
        relations = Relation.objects.filter(administration=part.target).count()
        taken = []
        for _round in range(5):
            carry.remove_master_data(part.source)
            began = time.perf_counter()
            carry.copy_master_data(part.target, part.source)
            taken.append(time.perf_counter() - began)
        transaction.set_rollback(True)
    said = f"{relations:,} relations with addresses, bank accounts and all other master data"
    each = statistics.median(taken) / relations * 1_000
    report.add("copy of master data, per 1,000 relations", each * 1_000, "ms", detail=said)


def _flat(report: Report, name: str, seconds: list[float]) -> None:
    shortest, longest = min(seconds), max(seconds)
    grown = 1.0 if longest - shortest <= GRACE else longest / shortest
    said = f"{shortest * 1000:.0f} ms to {longest * 1000:.0f} ms over all sizes, equally many relations"
    report.add(f"{name}, longest / shortest", grown, "x", bound=FLAT, detail=said)


def _move(offices: Offices, lines: int) -> dict[MoveState, float]:
    order = OfferOrder(codes=[code_for(lines)], receiver_email="receiver@example.test", agreed=True)
    with offices.at(offices.giver) as giver:
        uid = actions.offer(giver, order).uid
    typed = _code(uid)
    with offices.at(offices.receiver) as receiver:
        actions.accept(receiver, typed, {}, agreed=True)
    times = {stage: _timed(lambda: flow.advance(str(uid))) for stage in STAGES}
    with for_system(uid):
        move = Move.objects.get(uid=uid)
        kinds = list(MoveEvent.objects.filter(move=move).order_by("seq").values_list("kind", flat=True))
    if move.state != MoveState.DELIVERED:
        raise RuntimeError(f"the move of {lines} lines came to {move.state}: {move.failure} ({kinds})")
    return times


def _code(uid: UUID) -> str:
    with as_worker():
        text = OutgoingMail.objects.get(key=f"move/{uid}/code").text
    return next(line.rpartition(" ")[2] for line in text.splitlines() if line.count("-") == 6)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _compare(offices: Offices, lines: int) -> float:
    """The verification once more, of what was delivered."""
    with offices.at(offices.receiver):
        part = MoveAdministration.objects.select_related("move").get(new_code=code_for(lines))
    with for_system(part.move.uid):
        part = MoveAdministration.objects.select_related("move", "target").get(pk=part.pk)
        began = time.perf_counter()
        if part.target is None or not verify.compare(part, part.target).clean:
            raise RuntimeError("the verification found differences")
        return time.perf_counter() - began


def _select(offices: Offices, lines: int, tables: tuple[str, ...]) -> float:
    """SELECT of all columns of the rows of these tables, read to the end by a client."""
    with offices.at(offices.receiver), connection.cursor() as cursor:
        cursor.execute("SELECT ledger_id FROM tenancy_administration WHERE code = %s", [code_for(lines)])
        ledger = cursor.fetchone()[0]
        began = time.perf_counter()
        for table in tables:
            cursor.execute(f"SELECT * FROM {table} WHERE ledger_id = %s", [ledger])
            if not cursor.fetchall():
                raise RuntimeError(f"nothing to select in {table}")
        return time.perf_counter() - began
