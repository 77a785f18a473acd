"""The flow of a move, as the worker runs it: one line per stage.

Each stage runs in one transaction: its effect, the new state and the line in the log commit together or not at all.
The stages of a move follow on each other in one job, so that a move is not frozen while others are prepared. A worker
that dies leaves the move where it was; the job runs again, finds of each stage either nothing done or everything, and
goes on from there.
"""

import logging
import time
import uuid
from collections.abc import Callable, Sequence
from functools import partial

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import override

from overstap.durable import engine, points
from overstap.lib import clock
from overstap.lib.errors import NeedsPerson, OverstapError, TryLater
from overstap.moves import carry, copies, following, freeze, notices, preflight, queries, undo, verify
from overstap.moves.actions.common import ADVANCE, require_clean
from overstap.moves.models import Move, MoveAdministration, Verification
from overstap.moves.profiles import profile
from overstap.moves.profiles.values import FreezeFrom, Keeps, Unit
from overstap.moves.proof.canonical import Json
from overstap.moves.state import for_system, go, locked, parts_of
from overstap.moves.transitions import AT_WORK
from overstap.moves.values import MoveState, Outcome
from overstap.tenancy import access
from overstap.tenancy.models import Person

log = logging.getLogger(__name__)


class DifferencesFound(NeedsPerson):
    """The verification found differences; the administration was put back with the giver."""

    code = "DIFFERENCES-FOUND"


class NotCarried(NeedsPerson):
    """There is nothing at the receiver to compare."""

    code = "NOT-CARRIED"


def advance(uid: str) -> bool:
    """Take move ``uid`` one stage further; True when the next can follow at once, in a transaction of its own.

    Harmless when there is nothing to do or when run twice.
    """
    number = uuid.UUID(uid)
    with for_system(number) as system:
        move = Move.objects.select_for_update().filter(uid=number).first()
        stage = STAGES.get(MoveState(move.state)) if move else None
        if move is None or stage is None:
            return False
        if move.state == MoveState.AGREED and move.run_at is not None and move.run_at > clock.now():
            engine.defer(ADVANCE, at=move.run_at, uid=uid)  # woken too early: a clock was set
            return False
        name = move.state
        points.reach(f"{name}:before")
        access.keep_walls()  # a stage is hundreds of statements
        with override(move.started_by.language):
            _run(stage, move, system)
        points.reach(f"{name}:inside")
    points.reach(f"{name}:after")
    return move.state in AT_WORK


def end_what_is_due() -> None:
    """Expire codes that nobody used in time (R096) and close moves whose undo window has ended."""
    for uid in queries.due(clock.now()):
        with for_system(uid) as system:
            _end(locked(uid), system)


def give_up(error: Exception, uid: str) -> None:
    """After an error that nobody foresaw: put everything back and say so, in a transaction of its own."""
    with for_system(uuid.UUID(uid)) as system:
        move = Move.objects.select_for_update().filter(uid=uid).first()
        if move is None or move.state not in AT_WORK:
            return
        with override(move.started_by.language):
            _stop(move, system, _unforeseen(error))


def prepare(move: Move, system: Person) -> None:
    """While people go on working: look once more whether it can be done, and fingerprint what there is."""
    parts = parts_of(move, Outcome.PENDING)
    prefetch_related_objects(parts, "source")
    require_clean(preflight.giver_gates(_context(move, parts)))
    for part in parts:
        verify.prepare(part, freeze.position_of(part.source))
    go(move, MoveState.SCHEDULED, system)


def freeze_sources(move: Move, system: Person) -> None:
    """Deny, drain, note the position."""
    began = time.monotonic()
    positions: dict[str, Json] = {}
    parts = parts_of(move, Outcome.PENDING)
    for part in parts:
        if part.position is None:
            freeze.freeze_part(part)
        positions[part.old_code] = part.position
    # people went on until now: what was finished may have begun again (R065)
    require_clean(preflight.held_problems(_context(move, parts)))
    _stand(parts, Outcome.FROZEN)
    data: dict[str, Json] = {"positions": positions, "milliseconds": _since(began)}
    go(move, MoveState.FROZEN, system, data)


def carry_over(move: Move, system: Person) -> None:
    """Fingerprint what came in since, copy the master data, switch the holder."""
    began = time.monotonic()
    parts = _with_books(parts_of(move, Outcome.FROZEN))
    _stand([part for part in parts if _each(part, partial(_carry_part, move, part))], Outcome.CARRIED)
    _go_on(move, Outcome.CARRIED, MoveState.CARRIED, system, {"milliseconds": _since(began)})


def verify_all(move: Move, system: Person) -> None:
    """Compare every record and every figure; what differs is put back with the giver."""
    began = time.monotonic()
    clean = []
    for part in _with_books(parts_of(move, Outcome.CARRIED)):
        record = _compare(part)
        if record.is_clean:
            clean.append(part)
        else:
            _fail_part(part, _differences(part, record))
    _stand(clean, Outcome.VERIFIED)
    _go_on(move, Outcome.VERIFIED, MoveState.VERIFIED, system, {"milliseconds": _since(began)})


def deliver(move: Move, system: Person) -> None:
    """Prove that taking back works, then offer the release."""
    parts = _with_books(parts_of(move, Outcome.VERIFIED))
    undo.rehearse(parts)
    _stand(parts, Outcome.DELIVERED)
    notices.delivered(move)
    go(move, MoveState.DELIVERED, system, {"take_back": "proven"})


def take_back(move: Move, system: Person) -> None:
    """Carry back what the giver gets: the ledger with everything booked since, and the master data."""
    for part in parts_of(move, Outcome.RELEASED):
        undo.take_back(part)
    following.taken_back(move)
    notices.taken_back(move, "")
    go(move, MoveState.TAKEN_BACK, system)


STAGES: dict[MoveState, Callable[[Move, Person], None]] = {
    MoveState.AGREED: prepare,
    MoveState.SCHEDULED: freeze_sources,
    MoveState.FROZEN: carry_over,
    MoveState.CARRIED: verify_all,
    MoveState.VERIFIED: deliver,
    MoveState.TAKING_BACK: take_back,
}


def _run(stage: Callable[[Move, Person], None], move: Move, system: Person) -> None:
    try:
        with transaction.atomic():
            stage(move, system)
    except TryLater:
        raise
    except OverstapError as error:
        log.warning("move %s stopped at %s: %s", move.uid, move.state, error.code)
        move.refresh_from_db()
        _stop(move, system, error)


def _stop(move: Move, system: Person, error: OverstapError) -> None:
    """Nothing of the stage happened; put everything back and say so. A take back that fails leaves it released."""
    move.failure = error.as_dict()
    data: dict[str, Json] = {"code": error.code, "message": error.message}
    if move.state == MoveState.TAKING_BACK:
        go(move, MoveState.RELEASED, system, data)
        return
    for part in parts_of(move, Outcome.FROZEN, Outcome.CARRIED, Outcome.VERIFIED):
        undo.put_back(part, Outcome.PENDING, stays_frozen=_stays_frozen(move))
    notices.failed(move, error.message, error.remedy)
    go(move, MoveState.FAILED, system, data)


def _unforeseen(error: Exception) -> OverstapError:
    if isinstance(error, OverstapError):
        return error
    return NeedsPerson(
        _("The move stopped because of a fault in the system (%(kind)s).") % {"kind": type(error).__name__},
        code="UNFORESEEN",
        remedy=_("Ask your operator to look in the log, then resume the move."),
    )


def _carry_part(move: Move, part: MoveAdministration) -> None:
    verify.prepare_tail(part, part.position or 0, of=part.source)
    carry.carry(move, part)


def _each(part: MoveAdministration, work: Callable[[], None]) -> bool:
    """R052: an administration that cannot go on is put back; the others are not held up by it. Whether it went well."""
    try:
        with transaction.atomic():
            work()
    except TryLater:
        raise
    except OverstapError as error:
        part.refresh_from_db()
        _fail_part(part, error)
        return False
    return True


def _compare(part: MoveAdministration) -> Verification:
    target = part.target
    if target is None:
        raise NotCarried(_("“%(name)s” was not carried.") % {"name": part.name})
    comparison = verify.compare(part, target)
    return Verification.objects.create(
        part=part,
        at=clock.now(),
        position=freeze.position_of(target),
        is_clean=comparison.clean,
        result=verify.as_dict(comparison),
    )


def _differences(part: MoveAdministration, record: Verification) -> DifferencesFound:
    return DifferencesFound(
        _("“%(name)s” was not carried unchanged; the giver has it as it was.") % {"name": part.name},
        remedy=_("Look at the differences with your operator, then start a new move."),
        facts={"verification": record.pk},
    )


def _fail_part(part: MoveAdministration, error: OverstapError) -> None:
    undo.put_back(part, Outcome.FAILED, stays_frozen=_stays_frozen(part.move))
    part.failure = error.as_dict()
    part.save(update_fields=["failure"])


def _all_or_none(move: Move, outcome: Outcome) -> None:
    """R103: where an environment moves, none of its administrations goes on without the others."""
    if profile(move.profile).unit is not Unit.ENVIRONMENT or not parts_of(move, Outcome.FAILED):
        return
    for part in parts_of(move, outcome):
        undo.put_back(part, Outcome.PENDING, stays_frozen=_stays_frozen(move))


def _go_on(move: Move, outcome: Outcome, after: MoveState, system: Person, data: dict[str, Json]) -> None:
    """On with those that came through; when none did, the move has failed and can be resumed."""
    for part in copies.without_parent(move, outcome):
        _fail_part(part, _without_parent(part))
    _all_or_none(move, outcome)
    failed = parts_of(move, Outcome.FAILED)
    if parts_of(move, outcome):
        MoveAdministration.objects.filter(pk__in=[part.pk for part in failed]).update(open=False)
        go(move, after, system, data)
        return
    move.failure = failed[0].failure if failed else None
    reason = move.failure or {}
    notices.failed(move, str(reason.get("message", "")), str(reason.get("remedy", "")))
    go(move, MoveState.FAILED, system, {**data, "code": str(reason.get("error", ""))})


def _context(move: Move, parts: Sequence[MoveAdministration]) -> preflight.Context:
    return preflight.Context(
        profile(move.profile),
        move.giver,
        administrations=[part.source for part in parts],
        move_uid=move.uid,
        overrides=_overrides(move),
    )


def _without_parent(part: MoveAdministration) -> NotCarried:
    return NotCarried(
        _("“%(name)s” is a copy of an administration that was not carried.") % {"name": part.name},
        code="PARENT-NOT-CARRIED",
        remedy=_("Look at what was wrong with that one, then start a new move of both."),
    )


def _stays_frozen(move: Move) -> bool:
    """What was frozen from the moment that a ticket existed stays so until the ticket is withdrawn or expires."""
    return profile(move.profile).giver.frozen_from is FreezeFrom.CREDENTIAL


def _stand(parts: Sequence[MoveAdministration], outcome: Outcome) -> None:
    for part in parts:
        part.outcome = outcome
    MoveAdministration.objects.filter(pk__in=[part.pk for part in parts]).update(outcome=outcome)


def _with_books(parts: list[MoveAdministration]) -> list[MoveAdministration]:
    """The parts with both rows behind each, read together; of use once nobody can change those any more."""
    prefetch_related_objects(parts, "source", "target")
    return parts


def _overrides(move: Move) -> dict[str, str]:
    return {override.check_name: override.reason for override in move.override_set.all()}


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)


def _end(move: Move, system: Person) -> None:
    now = clock.now()
    if move.state in (MoveState.DRAFT, MoveState.OFFERED) and move.expires_at <= now:
        for part in parts_of(move, Outcome.PENDING):
            undo.put_back(part, Outcome.PENDING)
        notices.expired(move)
        go(move, MoveState.EXPIRED, system)
    elif move.state == MoveState.RELEASED and move.undo_until and move.undo_until <= now:
        parts = parts_of(move, Outcome.RELEASED)
        for part in parts:
            verify.forget(part)
            if profile(move.profile).giver.keeps is Keeps.NOTHING:
                carry.remove_master_data(part.source)
        _stand(parts, Outcome.CLOSED)
        following.closed(move)
        go(move, MoveState.CLOSED, system)
