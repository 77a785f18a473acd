"""The verb that starts an administration with empty books."""

from dataclasses import replace

from overstap.books.ledger import store
from overstap.tenancy import changes
from overstap.tenancy.access import Actor
from overstap.tenancy.actions import AdministrationDetails, create_administration
from overstap.tenancy.models import Administration

CURRENCY = "EUR"


def open_administration(
    *,
    actor: Actor,
    code: str,
    name: str,
    delivery_address: str = "",
    payment_agreement: str = "",
    system: int | None = None,
) -> Administration:
    """A new administration with a ledger of its own, in which nothing is booked yet.

    It belongs to the package of the connection ``system``; without one to the house. Its maker has access. Raises
    NotAllowed, NotFound (no such connection), Malformed or Taken.
    """
    changes.require_free_address(actor, delivery_address)
    details = AdministrationDetails(ledger_id=store.reserve_ledger(), system=system)
    details = replace(details, delivery_address=delivery_address, payment_agreement=payment_agreement)
    one = create_administration(actor=actor, code=code, name=name, details=details)
    store.open_ledger(one.ledger_id, CURRENCY)
    return one
