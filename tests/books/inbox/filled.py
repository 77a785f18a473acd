"""An inbox that an administration of a test holds."""

from datetime import UTC, datetime
from uuid import uuid4

from overstap.books.inbox import delivering
from overstap.books.inbox.values import ItemKind, NewItem, NewPart, PartFate
from overstap.lib import objects
from overstap.lib.findings import Finding, Severity
from overstap.lib.sentences import sentence
from overstap.tenancy.models import Administration


def first(one: Administration) -> None:
    """An open scan."""
    content = b"%PDF-1.7 scan %%EOF"
    part = NewPart("scan.pdf", "application/pdf", content, PartFate.WAITING)
    item = NewItem(uuid4(), ItemKind.SCAN, objects.keep(content), len(content), subject="scan.pdf", parts=(part,))
    delivering.put(one, item)


def second(one: Administration) -> None:
    """A mail with difficult letters, a document and a file that cannot become one."""
    content = b"From: caf\xe9@example.test\r\n\r\n"
    odd = Finding("MAIL-UNREADABLE", Severity.WARNING, "part 1", sentence("Half of it."), sentence("Ask again."))
    item = NewItem(
        uuid4(),
        ItemKind.MAIL,
        objects.keep(content),
        len(content),
        subject="caf\u00e9 cafe\u0301, \u2019t",
        sender="caf\u00e9@example.test",
        sender_name="Ren\u00e9e",
        address="jansen.1001@documents.example.test",
        text="Regel 1\n\n" + "lang " * 2_000,
        message_id="<1@example.test>",
        sent_at=datetime(2026, 2, 28, 23, 59, 59, 123456, tzinfo=UTC),
        findings=(odd,),
        parts=(
            NewPart("factuur.pdf", "application/pdf", b"%PDF-1.7 x %%EOF", PartFate.DOCUMENT),
            NewPart("winmail.dat", "application/octet-stream", b"\x78\x9f\x3e\x22", PartFate.UNUSABLE, odd),
        ),
    )
    delivering.put(one, item)
