"""The verbs that send invoices with their UBL."""

from uuid import UUID

from overstap.books.sales import queries, sending
from overstap.connectors.invoices.writing import as_ubl
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right

MOST_AT_ONCE = 50


def send(*, actor: Actor, code: str, uid: UUID) -> str:
    """Send an invoice with PDF and UBL; gives its number.

    Raises what ``sending.send_invoice`` raises, and InvoiceBreaksRules where the standard does not allow what it says.
    """
    return sending.send_invoice(actor=actor, code=code, uid=uid, electronic=as_ubl)


def send_all(*, actor: Actor, code: str) -> tuple[list[str], int]:
    """Send the invoices that stand ready, the oldest first, fifty at most; gives their numbers and how many are left.

    All or none: raises what ``send`` raises, and then nothing was sent.
    """
    one = access.administration(actor, code, Right.WRITE_BOOKS)
    ready = queries.to_send(one)
    numbers = [send(actor=actor, code=code, uid=uid) for uid in ready[:MOST_AT_ONCE]]
    return numbers, len(ready) - len(numbers)
