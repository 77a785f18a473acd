"""The jobs of this connector; Procrastinate finds this module by its name."""

from overstap.books.inbox import delivering
from overstap.books.inbox.taking import DELIVER
from overstap.connectors.mail import reading
from overstap.durable import engine


@engine.define(DELIVER)
def deliver(uid: str) -> None:
    """Read the mail ``uid`` and deliver it."""
    reading.deliver(uid)


@engine.periodic("inbox.sweep", "* * * * *")
def sweep_held() -> None:
    """Every minute: mail that was held while its administration moved."""
    delivering.sweep()
