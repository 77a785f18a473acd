"""One rehearsal: everything that a move does but the switch.

It reads one snapshot of the database (the job asks for it), so that books and master data belong together while people
go on saving. What it makes (a move, a scratch administration with the copied master data, fingerprints) exists in its
own transaction only and is rolled back at the end: nobody ever sees it, and a process that is killed leaves nothing.

It takes no lock for which a writer, or the freeze of a real move, would wait: it only reads what is real, and foreign
keys to it are checked (which locks) at a commit that never comes.
"""

import time
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from overstap.durable import points
from overstap.lib import clock
from overstap.moves import carry, freeze, verify
from overstap.moves.holdings import left_behind
from overstap.moves.models import Move, MoveAdministration
from overstap.moves.profiles import profile
from overstap.moves.rehearsals.models import Rehearsal
from overstap.moves.rehearsals.values import Rehearsed, Step
from overstap.moves.values import Comparison, MoveState, Outcome
from overstap.tenancy.models import Administration, Environment
from overstap.tenancy.values import AdministrationState

_TIMING = 1000  # milliseconds in a second


class Stopwatch:
    """How long each step took, in milliseconds; at least one."""

    def __init__(self) -> None:
        self.steps: dict[str, int] = {}

    def time(self, step: Step, work: Callable[[], Any]) -> Any:
        """Do the work and write down how long it took; gives what it gives."""
        began = time.monotonic()
        result = work()
        self.steps[step] = max(round((time.monotonic() - began) * _TIMING), 1)
        return result


def rehearse(order: Rehearsal, source: Administration, number: int) -> Rehearsed:
    """Rehearse one administration, as the system actor that sees the environments of the order. Leaves no trace."""
    with transaction.atomic():
        rehearsed = _rehearse(order, source, number)
        points.reach("rehearsal:scratch")
        transaction.set_rollback(True)
    return rehearsed


def _rehearse(order: Rehearsal, source: Administration, number: int) -> Rehearsed:
    watch = Stopwatch()
    position = freeze.position_of(source)
    target = _scratch(source, order.receiver or order.environment, position)
    part = _scratch_part(order, source, target, position)
    watch.time(Step.FINGERPRINT, lambda: verify.prepare(part, position))
    watch.time(Step.TAIL, lambda: verify.prepare_tail(part, position, of=source))
    stays = left_behind(profile(order.profile))
    watch.time(Step.COPY, lambda: carry.copy_master_data(source, target, but=stays))
    comparison: Comparison = watch.time(Step.COMPARE, lambda: verify.compare(part, target))
    comes_back = None
    if profile(order.profile).undo.days:
        comes_back = watch.time(Step.TAKE_BACK, lambda: _comes_back(part, source, target, position))
    return Rehearsed(
        number=number,
        name=source.name,
        code=source.code,
        position=position,
        clean=comparison.clean,
        take_back=comes_back,
        result=verify.as_dict(comparison),
        steps=watch.steps,
        records=sum(kind.present for kind in comparison.kinds),
        lines=_lines(source.ledger_id),
    )


def _comes_back(part: MoveAdministration, source: Administration, target: Administration, position: int) -> bool:
    """Whether the copy, given back, is what it was: fingerprints of the copy against a copy of the copy."""
    verify.prepare_tail(part, position, of=target)
    back = _scratch(source, source.environment, position)
    carry.copy_master_data(target, back, but=left_behind(profile(part.move.profile)))
    return verify.compare(part, back).clean


def _scratch(source: Administration, environment: Environment, position: int) -> Administration:
    """An administration like ``source``, under a code that nobody can be waiting for; sealed where the snapshot is."""
    return Administration.objects.create(
        uid=source.uid,
        environment=environment,
        code=f"~{uuid.uuid4().hex}",
        name=source.name,
        state=AdministrationState.INCOMING,
        package=source.package,
        ledger_id=source.ledger_id,
        sealed_at=position,
        payment_agreement=source.payment_agreement,
        payment_mandate=source.payment_mandate,
    )


def _scratch_part(
    order: Rehearsal, source: Administration, target: Administration, position: int
) -> MoveAdministration:
    move = Move.objects.create(
        uid=order.uid,  # the mandate for the rehearsal is the mandate for its scratch move
        profile=order.profile,
        state=MoveState.DRAFT,
        giver=order.environment,
        receiver=order.receiver,
        giver_name="",
        started_by=order.ordered_by,
        giver_email="rehearsal@overstap.invalid",
        receiver_email="rehearsal@overstap.invalid",
        code_hash=f"rehearsal {uuid.uuid4().hex}",
        expires_at=clock.now(),
        fee=Decimal(0),
        currency="EUR",
    )
    return MoveAdministration.objects.create(
        move=move,
        number=1,
        administration_uid=source.uid,
        source=source,
        target=target,
        name=source.name,
        old_code=source.code,
        position=position,
        outcome=Outcome.FROZEN,
        open=False,
    )


def _lines(ledger_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_line WHERE ledger_id = %s", [ledger_id])
        return int(cursor.fetchone()[0])


def plain(rehearsed: Rehearsed, result: Mapping[str, Any]) -> dict[str, Any]:
    """What came out as data, with ``result`` in place of the whole verification."""
    return {name: getattr(rehearsed, name) for name in Rehearsed.__slots__} | {"result": dict(result)}
