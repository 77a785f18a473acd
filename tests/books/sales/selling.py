"""Selling in tests, through the real actions."""

import re
from uuid import UUID

from overstap.books.sales import actions, sending
from overstap.books.sales.values import Draft, Settings
from overstap.connectors.invoices import actions as invoices
from overstap.durable.failures import as_worker
from overstap.durable.models import OutgoingMail
from overstap.tenancy import actions as tenancy
from overstap.tenancy import audit
from overstap.tenancy.models import Person
from tests.books.sales.filled import SELLER, draft

_TOKEN = re.compile(r"/quotation/([\w-]+)/")


def ready(person: Person, slug: str, code: str) -> None:
    """The seller is filled in."""
    with audit.attempt(person, slug, "test") as actor:
        actions.save_settings(actor=actor, code=code, settings=Settings(seller=SELLER))


def let_in(owner: Person, slug: str, code: str, newcomer: Person) -> None:
    """Give somebody access to the books."""
    with audit.attempt(owner, slug, "test") as actor:
        tenancy.give_access(actor=actor, code=code, person=newcomer)


def quote(person: Person, slug: str, code: str, typed: Draft | None = None) -> tuple[UUID, str]:
    """Send a quotation; gives its uid and the token in the customer's mail."""
    with audit.attempt(person, slug, "test") as actor:
        uid = actions.save_quotation(actor=actor, code=code, draft=typed or draft())
        sending.send_quotation(actor=actor, code=code, uid=uid)
    return uid, tokens()[-1]


def bill(person: Person, slug: str, code: str, typed: Draft | None = None) -> str:
    """Send an invoice; gives its number."""
    with audit.attempt(person, slug, "test") as actor:
        uid = actions.save_invoice(actor=actor, code=code, draft=typed or draft())
        return invoices.send(actor=actor, code=code, uid=uid)


def tokens() -> list[str]:
    """Those in the mails that wait, the oldest first."""
    with as_worker():
        mails = OutgoingMail.objects.filter(key__startswith="sales/quotation/").order_by("created_at", "key")
        return [_TOKEN.findall(mail.text)[0] for mail in mails]
