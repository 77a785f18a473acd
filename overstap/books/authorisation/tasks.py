"""The jobs of authorisation; Procrastinate finds this module by its name."""

from overstap.books.authorisation import reminding
from overstap.durable import engine


@engine.periodic("authorisation.remind", "7 * * * *")
def remind() -> None:
    """Every hour: whether it is a day and an hour to remind on."""
    reminding.remind()
