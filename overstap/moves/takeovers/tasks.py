"""The jobs of takeovers; Procrastinate finds this module by its name."""

from overstap.durable import engine
from overstap.moves.takeovers import reminding


@engine.periodic("takeovers.remind", "*/5 * * * *")
def remind_who_is_due() -> None:
    """Every five minutes: reminders that are due."""
    reminding.remind_who_is_due()
