"""The jobs of tax; Procrastinate finds this module by its name."""

from overstap.books.tax import reminding
from overstap.durable import engine


@engine.periodic("tax.remind", "27 7 * * *")
def remind() -> None:
    """Every morning: authorisations whose days of silence are over."""
    reminding.remind()
