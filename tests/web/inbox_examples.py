"""A mail in the inbox, for the addresses of its pages."""

from uuid import UUID, uuid4

from overstap.books.inbox import delivering
from overstap.books.inbox.values import ItemKind, NewItem, NewPart, PartFate
from overstap.exchange.mail.findings import TNEF, UNREADABLE, finding
from overstap.lib import objects
from overstap.tenancy import access, audit
from overstap.tenancy.models import Person
from tests.moves.world import CODE, TwoOffices

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
TEXT = "Beste,\n\nHierbij de factuur. Zie <script>alert('x')</script> en https://example.test/?a=1.\n"


def put_mail(person: Person, slug: str, code: str = CODE, subject: str = "Factuur van <b>Jansen</b>") -> UUID:
    """A mail with a document, a file that waits, a picture in the text, and one that cannot be used."""
    content = b"Subject: x\r\n\r\nx\r\n"
    odd = finding(TNEF, "part 3")
    item = NewItem(
        uuid4(),
        ItemKind.MAIL,
        objects.keep(content),
        len(content),
        subject=subject,
        sender="jansen@example.test",
        sender_name="Jansen & Zn.",
        address="kantoor.1001@documents.localhost",
        text=TEXT,
        message_id="<1@example.test>",
        findings=(finding(UNREADABLE, "part 1"),),
        parts=(
            NewPart("factuur.pdf", "application/pdf", PDF, PartFate.DOCUMENT),
            NewPart("bon.pdf", "application/pdf", PDF, PartFate.WAITING),
            NewPart("winmail.dat", "application/octet-stream", b"\x78\x9f\x3e\x22", PartFate.UNUSABLE, odd),
            NewPart("logo.png", "image/png", b"\x89PNG\r\n\x1a\n", PartFate.INLINE),
        ),
    )
    with audit.attempt(person, slug, "test") as actor:
        delivering.put(access.administration_for_writing(actor, code), item)
    return item.uid


def inbox_examples(world: TwoOffices) -> dict[str, str]:
    """What to fill in."""
    uid = str(put_mail(world.alice, world.giver.slug))
    names = ("item", "file", "original", "document", "tag", "aside", "restore")
    return {**{f"inbox-{name}.uid": uid for name in names}, "inbox-file.number": "1"}
