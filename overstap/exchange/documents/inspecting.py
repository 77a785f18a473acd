"""What a file is by its content, whatever its name says. Nothing is unpacked here, so nothing can burst.

Refused are files that are of no kind that is kept, and those that are of two: a PDF that is a ZIP archive as well is
harmless to a bookkeeper and a program to somebody else. What is merely broken or oddly named is kept, and told.
"""

import struct
from collections.abc import Iterator

from overstap.exchange.documents import xml
from overstap.exchange.documents.values import ENDINGS, LARGEST, MOST_PIXELS, DocumentRefused, Inspected, Kind
from overstap.lib.findings import Finding, Severity
from overstap.lib.sentences import Sentence, sentence

_MEGABYTE = 1_000_000
_PDF = b"%PDF-"
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_PDF_HEADER_WITHIN = 1_024  # readers look for the header of a PDF so far
_ZIP_END = b"PK\x05\x06"
_ZIP_END_SIZE, _LONGEST_ZIP_COMMENT = 22, 65_535
_OTHERS: tuple[tuple[bytes, Sentence], ...] = (
    (b"PK\x03\x04", sentence("a ZIP archive, or a file of Word or Excel")),
    (b"\xd0\xcf\x11\xe0", sentence("an old file of Word, Excel or Outlook")),
    (b"GIF8", sentence("a GIF picture")),
    (b"II*\x00", sentence("a TIFF picture")),
    (b"MM\x00*", sentence("a TIFF picture")),
    (b"BM", sentence("a BMP picture")),
    (b"RIFF", sentence("a WebP picture, or sound or film")),
    (b"MZ", sentence("a program")),
    (b"\x7fELF", sentence("a program")),
    (b"{\\rtf", sentence("an RTF text")),
    (b"\x78\x9f\x3e\x22", sentence("a winmail.dat of Outlook")),
    (b"Rar!", sentence("a RAR archive")),
    (b"7z\xbc\xaf", sentence("a 7z archive")),
    (b"\x1f\x8b", sentence("a gzip archive")),
)
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # JPEG markers with the size of the picture
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # JPEG markers without a length


def inspect(content: bytes, name: str) -> Inspected:
    """Look at a file; ``name`` is only compared with what the content says. Raises DocumentRefused."""
    _require_size(content)
    kind = _kind(content)
    findings = list(_LOOK[kind](content))
    ending = _ending(name)
    if ending and ending not in ENDINGS[kind]:
        findings.append(_wrong_ending(ending, kind))
    return Inspected(kind, findings)


def _require_size(content: bytes) -> None:
    if not content:
        raise DocumentRefused(
            sentence("The file is empty."), code="DOCUMENT-EMPTY", remedy=sentence("Look whether it was saved whole.")
        )
    if len(content) > LARGEST:
        raise DocumentRefused(
            sentence("The file is larger than %(most)d MB.", most=LARGEST // _MEGABYTE),
            code="DOCUMENT-TOO-LARGE",
            remedy=sentence("Scan it with fewer dots per inch, or split it."),
        )


def _kind(content: bytes) -> Kind:
    start = content.removeprefix(_UTF8_MARK).lstrip()
    if start.startswith(_PDF):
        return Kind.PDF
    kind = _picture(content)
    if _PDF in content[:_PDF_HEADER_WITHIN]:
        raise _two_kinds(sentence("PDF"))
    if kind is not None:
        return kind
    if start.startswith(b"<") or content.startswith(_UTF16_MARKS):
        return Kind.XML
    raise _other(content)


def _picture(content: bytes) -> Kind | None:
    if content.startswith(_PNG):
        return Kind.PNG
    return Kind.JPEG if content.startswith(_JPEG) else None


def _other(content: bytes) -> DocumentRefused:
    known = next((what for mark, what in _OTHERS if content.startswith(mark)), None)
    if content[4:12] in {b"ftypheic", b"ftypmif1", b"ftypheix"}:
        known = sentence("a HEIC picture of a telephone")
    message = sentence("This is %(what)s.", what=known) if known else sentence("This is no PDF, JPG, PNG or XML file.")
    return DocumentRefused(
        message, code="DOCUMENT-KIND", remedy=sentence("Save it as a PDF and send that, or send a JPG, PNG or XML.")
    )


def _pdf(content: bytes) -> Iterator[Finding]:
    _refuse_zip(content)
    if b"%%EOF" not in content[-2_048:]:
        yield Finding(
            "DOCUMENT-UNFINISHED",
            Severity.WARNING,
            "",
            sentence("The PDF stops before its end."),
            sentence("Open it and see whether all of it is there; if not, ask for it anew."),
        )


def _png(content: bytes) -> Iterator[Finding]:
    _refuse_zip(content)
    if content[12:16] != b"IHDR" or len(content) < 24:
        yield _broken()
        return
    width, height = struct.unpack(">II", content[16:24])
    _require_pixels(width, height)
    end = _end_of_png(content)
    if end is None:
        yield _broken()
    elif content[end:].strip(b"\0\r\n "):
        raise _two_kinds(sentence("PNG"))


def _jpeg(content: bytes) -> Iterator[Finding]:
    _refuse_zip(content)
    size = _size_of_jpeg(content)
    if size is None:
        yield _broken()
        return
    _require_pixels(*size)


def _xml(content: bytes) -> Iterator[Finding]:
    yield from xml.look(content)


def _end_of_png(content: bytes) -> int | None:
    """Where the last chunk ends; None where the chunks do not lead there."""
    place = len(_PNG)
    while place + 8 <= len(content):
        length = int.from_bytes(content[place : place + 4], "big")
        name = content[place + 4 : place + 8]
        place += 12 + length
        if name == b"IEND":
            return place if place <= len(content) else None
    return None


def _size_of_jpeg(content: bytes) -> tuple[int, int] | None:
    """Width and height as the frame says; None where no frame is found."""
    place = 2
    while place + 9 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker == 0xFF:
            place += 1
        elif marker in _ALONE:
            place += 2
        elif marker in _FRAMES:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        else:
            place += 2 + int.from_bytes(content[place + 2 : place + 4], "big")
    return None


def _require_pixels(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise DocumentRefused(
            sentence("The picture has %(width)d by %(height)d dots.", width=width, height=height),
            code="DOCUMENT-PIXELS",
            remedy=sentence("Make it smaller: 2,000 by 3,000 dots is enough to read an invoice."),
        )


def _refuse_zip(content: bytes) -> None:
    """A ZIP archive is found from its end: what stands before it may be anything."""
    tail = content[-(_ZIP_END_SIZE + _LONGEST_ZIP_COMMENT) :]
    place = tail.rfind(_ZIP_END)
    if place < 0 or place + _ZIP_END_SIZE > len(tail):
        return
    comment = int.from_bytes(tail[place + 20 : place + 22], "little")
    reaches_the_end = place + _ZIP_END_SIZE + comment >= len(tail)
    if reaches_the_end or b"%%EOF" not in tail[place:]:
        raise _two_kinds(sentence("ZIP"))


def _two_kinds(other: Sentence) -> DocumentRefused:
    return DocumentRefused(
        sentence("There is something behind or before this file that other programs read as %(other)s.", other=other),
        code="DOCUMENT-TWO-KINDS",
        remedy=sentence("Do not trust it. Ask the sender for a plain file, or print it to PDF anew."),
    )


def _broken() -> Finding:
    return Finding(
        "DOCUMENT-BROKEN",
        Severity.WARNING,
        "",
        sentence("The file is damaged."),
        sentence("Open it and see whether it can be read; if not, ask for it anew."),
    )


def _wrong_ending(ending: str, kind: Kind) -> Finding:
    return Finding(
        "DOCUMENT-WRONG-ENDING",
        Severity.WARNING,
        "",
        sentence("The name ends in .%(ending)s, but the file is %(kind)s.", ending=ending, kind=kind.upper()),
        sentence("It is kept as what it is. Look whether it is the file that you meant."),
    )


def _ending(name: str) -> str:
    stem, dot, ending = name.strip().rpartition(".")
    return ending.lower()[:10] if dot and stem and ending.isalnum() else ""


_LOOK = {Kind.PDF: _pdf, Kind.PNG: _png, Kind.JPEG: _jpeg, Kind.XML: _xml}
