"""The verb that sets a failed move going again."""

from uuid import UUID

from django.utils.translation import gettext as _

from overstap.durable import engine
from overstap.moves.actions.common import ADVANCE
from overstap.moves.models import MoveAdministration
from overstap.moves.state import go, locked
from overstap.moves.transitions import require_legal
from overstap.moves.values import MoveState, Outcome
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right


def resume(actor: Actor, uid: UUID) -> None:
    """Try a failed move again, from the preflight on; nothing was left half done by the failure.

    Either party may. Raises NotFound, NotAllowed, IllegalTransition.
    """
    access.require(actor, Right.RECEIVE_MOVE)
    move = locked(uid)
    require_legal(
        move.state, MoveState.AGREED, _("This move did not fail; there is nothing to resume."), _("Look at its status.")
    )
    MoveAdministration.objects.filter(move=move, outcome=Outcome.FAILED, open=True).update(
        outcome=Outcome.PENDING, failure=None
    )
    move.failure = None
    go(move, MoveState.AGREED, actor.person, {"resumed": True})
    audit.record(actor, "move.resume", {"move": str(uid)})
    engine.defer(ADVANCE, uid=str(uid))
