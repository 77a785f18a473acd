"""The jobs of moves; Procrastinate finds this module by its name."""

from overstap.durable import engine
from overstap.moves import flow
from overstap.moves.actions.common import ADVANCE


@engine.define(ADVANCE, on_failure=flow.give_up)
def advance(uid: str) -> bool:
    """Take move ``uid`` one stage further; True when the next can follow at once."""
    return flow.advance(uid)


@engine.periodic("moves.due", "* * * * *")
def end_what_is_due() -> None:
    """Every minute: expired codes, ended undo windows."""
    flow.end_what_is_due()
