"""An office with a delivery address, what arrived there, and mails to send."""

import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from uuid import UUID, uuid4

from overstap.books.documents.models import Document
from overstap.books.inbox.models import Item, Mail, Part
from overstap.connectors.mail import reading
from overstap.tenancy import access, audit
from overstap.tenancy.access import acting, system_person
from overstap.tenancy.addresses import actions as addresses
from overstap.tenancy.models import Administration
from tests.tenancy.people import World, make_administration, make_world

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
SENDER = "supplier@example.test"


@dataclass(frozen=True)
class Office:
    """Alice's environment with an administration; mail to ``address`` arrives in it."""

    world: World
    administration: Administration
    address: str

    @property
    def uid(self) -> UUID:
        return self.administration.uid

    @property
    def code(self) -> str:
        return self.administration.code


def make_office(code: str = "1001") -> Office:
    """Committed, with names of its own."""
    world = make_world()
    one = make_administration(world.alice, world.slug, code)
    with audit.attempt(world.alice, world.slug, "address.give") as actor:
        address = addresses.give(actor=actor, code=code)
    return Office(world, one, address)


def mail(to: str, *files: tuple[str, bytes], subject: str = "Factuur", message_id: str = "") -> EmailMessage:
    """A mail with PDFs."""
    message = EmailMessage()
    message["From"] = f"Leverancier <{SENDER}>"
    message["To"] = to
    message["Subject"] = subject
    message["Message-ID"] = message_id or f"<{uuid4()}@example.test>"
    message["Date"] = "Sat, 21 Nov 2026 10:00:00 +0100"
    message.set_content("Hierbij de factuur.")
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    return message


def send(port: int, to: str | Sequence[str], raw: bytes | EmailMessage, sender: str = SENDER) -> None:
    """By a real client. Raises what smtplib raises."""
    with smtplib.SMTP("127.0.0.1", port, local_hostname="client.example.test") as client:
        content = raw.as_bytes() if isinstance(raw, EmailMessage) else raw
        client.sendmail(sender, [to] if isinstance(to, str) else list(to), content)


def accepted(uid: UUID) -> list[Mail]:
    """Mails that the door accepted for an identity, in their order."""
    with acting(system_person().pk, []):
        return list(Mail.objects.filter(administration_uid=uid).order_by("id"))


def deliver(uid: UUID) -> None:
    """What the worker does with them."""
    for one in accepted(uid):
        reading.deliver(str(one.uid))


def items(office: Office) -> list[Item]:
    """What is in the inbox, oldest first."""
    with access.enter(office.world.alice, office.world.slug):
        return list(Item.objects.filter(administration=office.administration).order_by("received_at", "id"))


def parts(office: Office) -> list[Part]:
    """The files in the inbox."""
    with access.enter(office.world.alice, office.world.slug):
        return list(Part.objects.filter(administration=office.administration).order_by("id"))


def documents(office: Office) -> list[Document]:
    """What is in the archive."""
    with access.enter(office.world.alice, office.world.slug):
        return list(Document.objects.filter(administration=office.administration).order_by("id"))
