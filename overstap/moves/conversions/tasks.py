"""The job of a conversion; Procrastinate finds this module by its name."""

from overstap.durable import engine
from overstap.moves.conversions import running


@engine.define(running.ADVANCE, on_failure=running.give_up)
def advance(uid: str, environment: str) -> bool:
    """Take conversion ``uid`` one step further; True when the next can follow at once."""
    return running.advance(uid, environment)
