"""The verb that sets a failed move going again."""

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from overstap.durable import engine
from overstap.moves.actions.common import ADVANCE
from overstap.moves.models import Move, MoveAdministration
from overstap.moves.proof.canonical import Json
from overstap.moves.state import go, locked
from overstap.moves.transitions import IllegalTransition
from overstap.moves.values import MoveState, Outcome
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Person
from overstap.tenancy.roles import Right


def resume(actor: Actor, uid: UUID) -> None:
    """Try a failed move again, from the preflight on; nothing was left half done by the failure.

    Either party may. Raises NotFound, NotAllowed, IllegalTransition.
    """
    access.require(actor, Right.RECEIVE_MOVE)
    move = locked(uid)
    start_again(move, actor.person, {})
    audit.record(actor, "move.resume", {"move": str(uid)})


def start_again(move: Move, person: Person, data: Mapping[str, Json]) -> None:
    """Set a failed move (row locked) going again at the word of ``person``. Raises IllegalTransition.

    That the table lets an offered move become agreed as well is for who has the code, not for whoever resumes.
    """
    if move.state != MoveState.FAILED:
        raise IllegalTransition(
            _("This move did not fail; there is nothing to resume."),
            remedy=_("Look at its status."),
            facts={"state": str(move.state), "wanted": str(MoveState.AGREED)},
        )
    MoveAdministration.objects.filter(move=move, outcome=Outcome.FAILED, open=True).update(
        outcome=Outcome.PENDING, failure=None
    )
    move.failure = None
    go(move, MoveState.AGREED, person, {"resumed": True, **data})
    engine.defer(ADVANCE, uid=str(move.uid))
