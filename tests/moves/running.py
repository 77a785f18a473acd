"""Running the worker's part of a move inside a test's own transaction."""

from uuid import UUID

from overstap.moves import flow
from overstap.moves.models import Move
from overstap.moves.state import for_system
from overstap.moves.transitions import AT_WORK
from overstap.moves.values import MoveState


def system_sees(uid: UUID) -> str:
    """The state of a move as the system actor sees it; empty when it may not (any more)."""
    with for_system(uid):
        move = Move.objects.filter(uid=uid).first()
        return move.state if move else ""


def run(uid: UUID, until: MoveState | None = None) -> str:
    """Let the worker go on until there is nothing for it to do, or until a state is reached; gives the state."""
    state = system_sees(uid)
    while state in AT_WORK and state != until:
        flow.advance(str(uid))
        before, state = state, system_sees(uid)
        assert state != before, f"the move stands still at {state}"
    return state
