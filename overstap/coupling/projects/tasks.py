"""The job of a project invoice; Procrastinate finds this module by its name."""

from overstap.coupling.projects import booking
from overstap.durable import engine


@engine.define(booking.BOOK, on_failure=booking.give_up)
def book(uid: str, environment: str) -> bool:
    """Take an invoice one step further; True when the next can follow at once."""
    return booking.book(uid, environment)
