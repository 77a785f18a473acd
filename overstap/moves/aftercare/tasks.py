"""The jobs of aftercare; Procrastinate finds this module by its name."""

from overstap.durable import engine
from overstap.moves.aftercare import reminding


@engine.periodic("aftercare.remind", "17 7 * * *")
def remind() -> None:
    """Every morning: what became overdue."""
    reminding.remind()
