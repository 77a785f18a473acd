"""The job of a rehearsal; Procrastinate finds this module by its name."""

from overstap.durable import engine
from overstap.moves.rehearsals import work
from overstap.moves.rehearsals.actions import REHEARSE


@engine.define(REHEARSE, on_failure=work.give_up, snapshot=True)
def rehearse(uid: str) -> bool:
    """Take rehearsal ``uid`` one step further; True when the next can follow at once."""
    return work.rehearse(uid)
