"""Staying with a move while the worker is busy with it."""

import time
from uuid import UUID

from overstap.cli.entering import enter
from overstap.cli.language import gettext as _
from overstap.cli.session import Session
from overstap.cli.words import word
from overstap.lib.errors import NeedsPerson, TryLater
from overstap.moves import queries
from overstap.moves.queries import MoveStatus
from overstap.moves.transitions import AT_WORK
from overstap.moves.values import MoveState

LOOK_EVERY = 0.2  # seconds
LONGEST_WAIT = 3600.0  # seconds
_STEPS = (
    MoveState.AGREED,
    MoveState.SCHEDULED,
    MoveState.FROZEN,
    MoveState.CARRIED,
    MoveState.VERIFIED,
    MoveState.DELIVERED,
)


class StillAtWork(TryLater):
    """The worker has not finished within an hour, or there is none."""

    code = "MOVE-STILL-AT-WORK"


class MoveStopped(NeedsPerson):
    """The move failed; its code says why."""

    code = "MOVE-FAILED"


def until_a_person_is_needed(session: Session, slug: str, uid: UUID) -> MoveStatus:
    """The status once nothing is left for the worker. Raises StillAtWork after an hour."""
    until = time.monotonic() + LONGEST_WAIT
    with session.output.at_work(_("The move")) as work:
        while time.monotonic() < until:
            found = _status(session, slug, uid)
            if found.state not in AT_WORK:
                return found
            place = _STEPS.index(MoveState(found.state)) if found.state in _STEPS else 0
            work.at(place, len(_STEPS) - 1, word(found.state))
            time.sleep(LOOK_EVERY)
    raise StillAtWork(
        _("The move is not finished yet."),
        remedy=_("Look whether a worker runs: overstap worker."),
        facts={"move": str(uid)},
    )


def require_success(found: MoveStatus) -> None:
    """Raise MoveStopped, with the code of what stopped it, when the move has failed."""
    if found.state != MoveState.FAILED:
        return
    failure = found.failure or {}
    raise MoveStopped(
        str(failure.get("message") or _("The move has failed; nothing was lost.")),
        code=str(failure.get("error") or MoveStopped.code),
        remedy=str(failure.get("remedy") or _("Look at its status, then resume or withdraw it.")),
        facts={"move": found.uid, "state": found.state},
    )


def _status(session: Session, slug: str, uid: UUID) -> MoveStatus:
    with enter(session, slug, "move.status", {"move": str(uid)}) as actor:
        return queries.status(actor, uid)
