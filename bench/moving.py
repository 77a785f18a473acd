"""Moves inside the installation: freeze flat, carry constant, verification against one plain SELECT."""

import time
from collections.abc import Callable
from uuid import UUID

from django.db import connection

from bench.books import Offices
from bench.importing import code_for
from bench.report import Report
from overstap.durable.failures import as_worker
from overstap.durable.models import OutgoingMail
from overstap.moves import actions, flow
from overstap.moves.actions.give import OfferOrder
from overstap.moves.models import Move, MoveEvent
from overstap.moves.state import for_system
from overstap.moves.values import MoveState

FREEZE_BOUND = 1.0  # seconds
FLAT = 3.0  # the longest of these times is at most so many times the shortest, or within the grace below
GRACE = 0.05  # seconds: below this, a difference is noise
VERIFY_BOUND = 2.0  # x one SELECT of the same lines
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
    select = min(_select(offices, largest) for _ in range(3))
    verified = times[largest][MoveState.CARRIED]
    said = f"full verification {verified:.2f} s against one SELECT of the same lines to a client {select:.2f} s"
    report.add(f"verify / SELECT, {largest:,} lines", verified / select, "x", bound=VERIFY_BOUND, detail=said)


def _flat(report: Report, name: str, seconds: list[float]) -> None:
    shortest, longest = min(seconds), max(seconds)
    grown = 1.0 if longest - shortest <= GRACE else longest / shortest
    said = f"{shortest * 1000:.0f} ms to {longest * 1000:.0f} ms over all sizes"
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


def _timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _select(offices: Offices, lines: int) -> float:
    """One SELECT of all columns of the lines, read to the end by a client."""
    began = time.perf_counter()
    with offices.at(offices.receiver), connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.* FROM ledger_line l JOIN tenancy_administration a ON a.ledger_id = l.ledger_id"
            " WHERE a.code = %s AND a.sealed_at IS NULL",
            [code_for(lines)],
        )
        rows = len(cursor.fetchall())
    if not rows:
        raise RuntimeError("nothing to select")
    return time.perf_counter() - began
