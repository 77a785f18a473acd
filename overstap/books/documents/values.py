"""The words of documents."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is known of a document when it arrives. ``name`` is the sender's and is never used as a path."""

    name: str
    media_type: str
    source: Source
    tag: Tag = Tag.NONE
    sender: str = ""  # who sent it: a name or an address
    arrived_at: datetime | None = None  # None: now
