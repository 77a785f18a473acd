"""The way back: before release a move is put back; after it, taken back with everything booked since."""

import copy
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from overstap.lib import prepared
from overstap.lib.errors import Refused
from overstap.moves import carry, freeze, verify
from overstap.moves.holdings import left_behind
from overstap.moves.models import MoveAdministration, Verification
from overstap.moves.profiles import profile
from overstap.moves.values import Comparison, Outcome
from overstap.tenancy.models import Administration
from overstap.tenancy.values import AdministrationState


class TakeBackUnsafe(Refused):
    """The way back is not open."""

    code = "TAKE-BACK-UNSAFE"


def put_back(part: MoveAdministration, outcome: Outcome, *, stays_frozen: bool = False) -> None:
    """Before release: the giver has the administration again, exactly as it was. Harmless when nothing was carried.

    With ``stays_frozen`` nothing can be saved in it yet, as long as the move that froze it goes on.
    """
    source, target = part.source, part.target
    if target is not None and target.sealed_at is None:
        carry.switch_holder(target, source, sealed_at=carry.NOTHING_YET)
    if target is not None:
        carry.remove_master_data(target)
        _leave(target)
    if source.state == AdministrationState.FROZEN and part.position is not None and not stays_frozen:
        freeze.thaw(source)
        part.position = None
    part.target = None
    part.outcome = outcome
    part.save()


def rehearse(parts: Iterable[MoveAdministration]) -> None:
    """Prove that taking back works, by doing it and rolling back. Raises TakeBackUnsafe.

    What comes back is compared with what the giver had: nothing was booked since.
    """
    with transaction.atomic(), prepared.undone():
        for part in parts:
            rehearsed = copy.copy(part)
            rehearsed.source, rehearsed.target = copy.copy(part.source), copy.copy(part.target)
            position = freeze.freeze(_held_by_receiver(rehearsed))
            _bring_back(rehearsed, position)


def take_back(part: MoveAdministration) -> Verification:
    """After release: the giver holds the ledger again, with what was booked and changed since; verified.

    Raises TakeBackUnsafe when the receiver no longer holds it or when the verification finds a difference; the
    caller's transaction has to roll back then.
    """
    target = _held_by_receiver(part)
    position = freeze.freeze(target)
    verify.prepare_tail(part, position, of=target)
    comparison = _bring_back(part, position)
    part.outcome = Outcome.TAKEN_BACK
    part.save(update_fields=["outcome"])
    return Verification.objects.create(
        part=part,
        purpose="take_back",
        position=position,
        is_clean=comparison.clean,
        result=verify.as_dict(comparison),
    )


def _held_by_receiver(part: MoveAdministration) -> Administration:
    target = part.target
    if target is None or target.sealed_at is not None:
        raise TakeBackUnsafe(
            _("“%(name)s” is no longer held by the receiver of this move.") % {"name": part.name},
            remedy=_("Ask whoever holds it now to start a new move."),
        )
    return target


def _bring_back(part: MoveAdministration, position: int) -> Comparison:
    source, target = part.source, _held_by_receiver(part)
    stays = left_behind(profile(part.move.profile))  # never left the giver
    held = carry.tables_with_rows(source, target)
    carry.remove_master_data(source, but=stays, held=held)
    carry.copy_master_data(target, source, but=stays, held=held)
    target.sealed_at = position
    _leave(target)
    source.name = target.name
    if part.move.payment_agreement_moves:
        source.payment_agreement, source.payment_mandate = target.payment_agreement, target.payment_mandate
    source.sealed_at, source.state, source.frozen_until = None, AdministrationState.ACTIVE, None
    source.save()
    comparison = _clean(part, source)
    carry.remove_master_data(target, held=held)
    return comparison


def _clean(part: MoveAdministration, source: Administration) -> Comparison:
    comparison = verify.compare(part, source)
    if not comparison.clean:
        raise TakeBackUnsafe(
            _("“%(name)s” would not come back unchanged.") % {"name": part.name},
            remedy=_("Ask your operator; nothing was changed."),
            facts={"result": verify.as_dict(comparison)},
        )
    return comparison


def _leave(target: Administration) -> None:
    """It is sealed, and nobody works in it any more."""
    target.state, target.frozen_until = AdministrationState.MOVED, None
    target.save(update_fields=["sealed_at", "state", "frozen_until"])
