"""The job of a coupling; Procrastinate finds this module by its name."""

from overstap.coupling import running
from overstap.durable import engine


@engine.define(running.ADVANCE, on_failure=running.give_up)
def advance(coupling: int, environment: str) -> bool:
    """Take a coupling one step further; True when the next can follow at once."""
    return running.advance(coupling, environment)
