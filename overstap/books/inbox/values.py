"""The words of the inbox."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from overstap.lib.findings import Finding

LONGEST_TEXT = 100_000  # characters of a mail's text that are kept to be read; the mail itself is kept whole


class ItemKind(StrEnum):
    """What came in."""

    MAIL = "mail"
    SCAN = "scan"


class ItemState(StrEnum):
    """What is still to be done with it."""

    OPEN = "open"
    DONE = "done"  # everything usable became a document
    ASIDE = "aside"  # somebody decided that nothing needs to be done


class PartFate(StrEnum):
    """What became of a file that came along."""

    DOCUMENT = "document"  # it is in the archive
    WAITING = "waiting"  # usable; a person decides whether it becomes a document
    INLINE = "inline"  # a picture in the text of a mail, such as a logo; it can still become a document
    UNUSABLE = "unusable"  # kept, and the code says why it cannot become a document


class MailState(StrEnum):
    """Where a mail is that the door accepted."""

    WAITING = "waiting"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class Recipient:
    """An address that the door accepted, and the administration that it points at for ever."""

    address: str
    administration_uid: UUID
    kind: ItemKind = ItemKind.MAIL
    forwarded: bool = False  # an old address: the sender is told how to update


@dataclass(frozen=True, slots=True)
class Incoming:
    """A mail as it came in at the door.

    ``sender``: that of the envelope, empty for automatic mail. ``raw``: the mail as it was sent. ``trace``: the header
    lines that the door puts above it; they say how it came in, and are no part of what it says.
    """

    sender: str
    recipients: tuple[Recipient, ...]
    raw: bytes
    trace: bytes = b""


@dataclass(frozen=True, slots=True)
class NewPart:
    """A file that came along with an item."""

    name: str
    media_type: str  # as its content says
    content: bytes
    fate: PartFate
    problem: Finding | None = None  # why it cannot become a document, or what is odd about it


@dataclass(frozen=True, slots=True)
class NewItem:
    """A mail that was read, or a scan, as it comes into the inbox."""

    uid: UUID
    kind: ItemKind
    sha256: str  # of all of it
    size: int  # bytes
    subject: str = ""
    sender: str = ""
    sender_name: str = ""
    address: str = ""  # at which it came in
    text: str = ""
    message_id: str = ""
    received_at: datetime | None = None  # None: now
    sent_at: datetime | None = None
    findings: tuple[Finding, ...] = ()
    parts: tuple[NewPart, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the job that reads mails needs of one."""

    uid: UUID
    administration_uid: UUID
    address: str
    kind: ItemKind
    forwarded: bool
    sender: str
    sha256: str
    size: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last item of a page."""

    received_at: datetime
    uid: UUID

    def __str__(self) -> str:
        return f"{self.received_at.isoformat()}~{self.uid}"


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item in a list. ``files``: that came along; ``documents``: how many of them are in the archive."""

    uid: UUID
    kind: ItemKind
    state: ItemState
    received_at: datetime
    sender: str
    sender_name: str
    subject: str
    files: int
    documents: int

    @property
    def cursor(self) -> Cursor:
        """Where a list goes on after this one."""
        return Cursor(self.received_at, self.uid)


@dataclass(frozen=True, slots=True)
class PartRow:
    """A file that came along."""

    number: int
    name: str
    media_type: str
    size: int  # bytes
    fate: PartFate
    problem: Finding | None
    document_uid: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item as it can be read."""

    row: ItemRow
    address: str
    text: str
    sent_at: datetime | None
    size: int  # bytes
    settled_by: str
    settled_at: datetime | None
    findings: tuple[Finding, ...]
    parts: tuple[PartRow, ...]


def new_uid() -> UUID:
    """An identity for a new item."""
    return uuid4()
