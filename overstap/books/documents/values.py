"""The words of documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from overstap.lib.findings import Finding


class Tag(StrEnum):
    """What a document is about (R062); without one it waits to be sorted (R063)."""

    NONE = ""
    PURCHASE = "purchase"
    SALES = "sales"
    CASH = "cash"
    BANK = "bank"
    JOURNAL = "journal"
    OWN = "own"


class Source(StrEnum):
    """How a document came in."""

    UPLOAD = "upload"
    MAIL = "mail"
    SCAN = "scan"
    API = "api"
    MADE = "made"  # by Overstap itself: an invoice, a filed return


class Why(StrEnum):
    """Why somebody whose role does not read the books may see a document all the same (R068)."""

    DELIVERED = "delivered"
    ASKED = "asked"  # to authorise it
    RESTORED = "restored"  # it was in the archive of somebody whose place they took after a move


class ReadState(StrEnum):
    """What came of reading a document's text."""

    WAITING = "waiting"
    READ = "read"
    NO_TEXT = "no_text"  # a scan, or a kind of file without text
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    TOO_MUCH = "too_much"  # more than may be read; what was read by then can be searched


class EntryKey(NamedTuple):
    """An entry as people name it."""

    journal: str
    number: str


class Place(NamedTuple):
    """Where a page of the list ended; the next one goes on from here."""

    arrived_at: datetime
    uid: UUID


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is known of a document when it arrives. ``name`` is the sender's and is never used as a path."""

    name: str
    media_type: str
    source: Source
    tag: Tag = Tag.NONE
    sender: str = ""  # who sent it: a name or an address
    arrived_at: datetime | None = None  # None: now
    note: str = ""
    relation_code: str = ""
    entry: EntryKey | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A document that was kept; ``same_as``: those here that have exactly the same content already."""

    uid: UUID
    sha256: str
    same_as: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which documents of an administration. ``text``: words of which each is, or begins, one in the document."""

    text: str = ""
    tag: Tag | None = None  # None: whichever; Tag.NONE: those without a tag
    deleted: bool = False  # only those, or only the others
    entry: EntryKey | None = None
    relation_code: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A document in a list."""

    uid: UUID
    name: str
    media_type: str
    size: int  # bytes
    tag: Tag
    source: Source
    sender: str
    arrived_at: datetime
    deleted_at: datetime | None
    entry: EntryKey | None
    relation_code: str

    @property
    def place(self) -> Place:
        """Where it stands in the list, newest first."""
        return Place(self.arrived_at, self.uid)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of documents, newest first; ``next`` is None on the last."""

    rows: Sequence[Row]
    next: Place | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in a document's content."""

    state: ReadState = ReadState.WAITING
    pages: int | None = None  # None: not known, or a kind without pages
    text: str = ""
    preview: str = ""  # SHA-256 of a picture (PNG) of the first page; empty: there is none
    findings: Sequence[Finding] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """A document in full, without its content."""

    row: Row
    sha256: str
    note: str
    reading: Reading
    same_as: Sequence[UUID]  # others here with the same content


@dataclass(frozen=True, slots=True)
class Content:
    """What is needed to send a content: its bytes come from ``lib.objects`` under ``sha256``."""

    sha256: str
    size: int  # bytes
    media_type: str
    name: str
