"""Kinds of files, what was seen of one, and the limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from overstap.lib.errors import Refused
from overstap.lib.findings import Finding
from overstap.lib.sentences import Sentence

LARGEST = 25_000_000  # bytes of one document
LARGEST_XML = 10_000_000  # bytes
MOST_PIXELS = 60_000_000  # of a picture; a photograph of a telephone has 12 to 50 million
MOST_PAGES = 500  # of which the text is read
MOST_TEXT = 100_000  # characters that are read and can be searched
PREVIEW_SIDE = 1_000  # pixels of the longest side


class Kind(StrEnum):
    """The kinds that are kept."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    XML = "xml"


MEDIA_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.XML: "application/xml",
}
ENDINGS = {
    Kind.PDF: ("pdf",),
    Kind.JPEG: ("jpg", "jpeg", "jpe", "jfif"),
    Kind.PNG: ("png",),
    Kind.XML: ("xml", "ubl"),
}


class DocumentRefused(Refused):
    """A file that is not kept; the code says why.

    DOCUMENT-EMPTY, DOCUMENT-TOO-LARGE, DOCUMENT-KIND (none of the four), DOCUMENT-TWO-KINDS (one file that programs
    would read as different kinds), DOCUMENT-PIXELS, DOCUMENT-DOCTYPE.
    """

    code = "DOCUMENT-REFUSED"

    def __init__(self, message: Sentence, *, code: str, remedy: Sentence) -> None:
        super().__init__(message, code=code, remedy=remedy)


@dataclass(frozen=True, slots=True)
class Inspected:
    """What a file is by its content, and what is odd about it."""

    kind: Kind
    findings: Sequence[Finding] = ()

    @property
    def media_type(self) -> str:
        """As it is sent."""
        return MEDIA_TYPES[self.kind]


@dataclass(frozen=True, slots=True)
class Contents:
    """What was read in a document: ``state`` is a word of ``books.documents.values.ReadState``."""

    state: str
    text: str = ""
    pages: int | None = None
    preview: bytes = b""  # PNG; empty: none
    findings: Sequence[Finding] = ()
