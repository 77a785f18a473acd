"""The jobs of keeping in step; Procrastinate finds this module by its name."""

from overstap.coupling.keeping import running
from overstap.durable import engine


@engine.periodic("coupling.keep-all", "*/5 * * * *")
def begin_all() -> None:
    """Every five minutes: a round for every coupling that runs."""
    running.begin_all()


@engine.define(running.KEEP, on_failure=running.give_up)
def advance(coupling: int) -> bool:
    """Take a round one step further; True when the next can follow at once."""
    return running.advance(coupling)
