"""Bytes to text: the encoding by byte order mark, declaration or choice, decoded strictly, line ends made one.

A byte that cannot be there is an error with its line and place, never a replacement character.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from overstap.exchange.xaf.errors import CHOOSE_EXPORTED, NotAnAuditFile, UnknownEncoding, WrongEncoding
from overstap.lib.sentences import sentence

CHUNK = 1 << 18
ADF_SIGNATURE = b"CLAIR1.00.00"

_BOMS = (  # the four-byte marks first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNMARKED = ((b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"), (b"<\0a\0", "utf-16-le"), (b"\0<\0a", "utf-16-be"))
_ARCHIVES = (
    (b"PK\x03\x04", sentence("a zip archive")),
    (b"\x1f\x8b", sentence("a gzip archive")),
    (b"7z\xbc\xaf", sentence("a 7z archive")),
    (b"Rar!", sentence("a rar archive")),
    (b"BZh", sentence("a bzip2 archive")),
    (b"\xfd7zXZ", sentence("an xz archive")),
    (b"%PDF", sentence("a PDF document")),
    (b"\xd0\xcf\x11\xe0", sentence("an old Office document")),
    (b"SQLite format 3", sentence("a database")),
)
_DECLARED = re.compile(r"""\s*<\?xml\b[^>]*?\bencoding\s*=\s*(["'])([^"'<>]{1,40})\1""")
_DECLARATION = re.compile(r"\s*<\?xml[\s?][^>]*\?>")
_C1 = re.compile("[\x80-\x9f]")

# Text encodings that audit files have been met in; the list keeps Python's stranger codecs away from strangers' files.
_KNOWN = frozenset(
    {"utf-8", "ascii", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"}
    | {f"iso8859-{part}" for part in range(1, 17) if part != 12}
    | {f"cp{page}" for page in (437, 850, 852, 858, *range(1250, 1259))}
    | {"mac-roman"}
)


def codec_name(name: str) -> str:
    """The name Python knows an encoding by. Raises UnknownEncoding."""
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        known = ""
    if known not in _KNOWN:
        raise UnknownEncoding(
            sentence("The encoding %(name)r is unknown.", name=name[:40]),
            remedy=sentence("Choose one with --encoding, such as utf-8, iso-8859-1 or windows-1252."),
        )
    return known


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file is read: the codec in use, how many bytes of mark to skip, and what the file itself says."""

    codec: str
    mark: int
    declared: str
    marked: str


def sniff(head: bytes, override: str | None, name: str) -> Encoding:
    """The encoding of a file that begins with ``head``. Raises NotAnAuditFile, UnknownEncoding, WrongEncoding."""
    _refuse_archives(head, name)
    marked = next((codec for mark, codec in _BOMS if head.startswith(mark)), "")
    mark = next((len(mark) for mark, _ in _BOMS if head.startswith(mark)), 0)
    wide = marked or next((codec for start, codec in _UNMARKED if head.startswith(start)), "")
    declared = _declared(head[mark : mark + 400].decode(wide or "latin-1", "ignore"))
    if override:
        chosen = codec_name(override)
        return Encoding(marked if marked.startswith(chosen) else chosen, mark, declared, marked)
    if wide:
        return Encoding(wide, mark, declared, marked)
    if b"\0" in head[:1000]:
        raise NotAnAuditFile(sentence("%(file)s is a binary file.", file=name), remedy=CHOOSE_EXPORTED)
    if head.startswith(ADF_SIGNATURE):
        return Encoding("ascii", 0, "", "")
    codec = codec_name(declared) if declared else "utf-8"
    if codec.startswith(("utf-16", "utf-32")):
        raise WrongEncoding(
            sentence(
                "%(file)s, line 1, byte 1: the file says that it is %(encoding)s,"
                " but its characters take one byte each.",
                file=name,
                encoding=declared,
            ),
            remedy=sentence("Read it with --encoding utf-8 or --encoding windows-1252."),
            facts={"file": name, "line": 1, "byte": 1},
        )
    return Encoding(codec, mark, declared, marked)


def _refuse_archives(head: bytes, name: str) -> None:
    for magic, what in _ARCHIVES:
        if head.startswith(magic):
            raise NotAnAuditFile(
                sentence("%(file)s is %(kind)s.", file=name, kind=what),
                remedy=sentence("Unpack it and choose the .xaf file inside."),
            )


def _declared(text: str) -> str:
    found = _DECLARED.match(text)
    return found.group(2) if found else ""


def without_declaration(text: str) -> str:
    """The text without its XML declaration; the parser must not meet a second one in joined files."""
    found = _DECLARATION.match(text)
    return "\n" * found.group().count("\n") + text[found.end() :] if found else text


class TextFile:
    """One file as text in chunks of some hundred thousand characters, every line end a ``\\n``.

    ``c1_line`` is the line of the first C1 control character after ``chunks`` has run, 0 if there is none.
    """

    def __init__(self, path: Path, encoding: str | None) -> None:
        self.path = path
        self.name = path.name
        self._override = encoding
        with path.open("rb") as stream:
            self.head = stream.read(1 << 16)
        self.encoding = sniff(self.head, encoding, self.name)
        self.lines = 0  # read so far
        self.c1_line = 0
        self._may_hold_c1 = True  # whether the text in hand may

    @property
    def beginning(self) -> str:
        """The first part of the text, decoded loosely: only good for looking at tags and comments."""
        return self.head[self.encoding.mark :].decode(self.encoding.codec, "ignore")

    def chunks(self) -> Iterator[str]:
        """The text. Raises WrongEncoding with line and byte."""
        with self.path.open("rb") as stream:
            stream.seek(self.encoding.mark)
            yield from self._normalised(self._decoded(stream))

    def _decoded(self, stream: BinaryIO) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(self.encoding.codec)("strict")
        done = self.encoding.mark
        single = self.encoding.codec == "iso8859-1" and not self._override
        while True:
            data = stream.read(CHUNK)
            waiting = len(decoder.getstate()[0])
            try:
                text = decoder.decode(data, final=not data)
            except UnicodeDecodeError as error:
                raise self._wrong(done - waiting + error.start) from None
            if single and not data.isascii():
                self._refuse_c1(text, done)
            done += len(data)
            # In UTF-8 they all begin with the byte C2, and looking for one byte is much faster than for a range.
            self._may_hold_c1 = waiting > 0 or self.encoding.codec != "utf-8" or b"\xc2" in data
            yield text
            if not data:
                return

    def _refuse_c1(self, text: str, done: int) -> None:
        """In ISO-8859-1 the bytes 0x80 to 0x9F are control characters nobody types: the file is windows-1252."""
        found = _C1.search(text)
        if found:
            raise self._wrong(done + found.start(), "windows-1252")

    def _normalised(self, texts: Iterator[str]) -> Iterator[str]:
        held = ""
        for part in texts:
            text = held + part
            held = ""
            if part and text.endswith("\r"):
                text, held = text[:-1], "\r"
            if "\r" in text:
                text = text.replace("\r\n", "\n").replace("\r", "\n")
            if self._may_hold_c1 and not self.c1_line and not text.isascii():
                self._note_c1(text)
            self.lines += text.count("\n")
            if text:
                yield text

    def _note_c1(self, text: str) -> None:
        found = _C1.search(text)
        if found:
            self.c1_line = self.lines + text.count("\n", 0, found.start()) + 1

    def _wrong(self, offset: int, instead: str = "") -> WrongEncoding:
        """The error for the byte at ``offset``; reads the file once more to count its lines."""
        line, value = _line_and_value(self.path, offset)
        says = self._override or self.encoding.declared or self.encoding.marked or self.encoding.codec
        advice = instead or _other_than(self.encoding.codec)
        what = sentence("byte 0x%(value)02X", value=value[0]) if value else sentence("the end")
        return WrongEncoding(
            sentence(
                "%(file)s, line %(line)d, byte %(byte)d: %(what)s cannot stand in a text in %(encoding)s.",
                file=self.name,
                line=line,
                byte=offset + 1,
                what=what,
                encoding=says,
            ),
            remedy=sentence(
                "Read it with --encoding %(encoding)s, and look at names with accents afterwards.", encoding=advice
            ),
            facts={"file": self.name, "line": line, "byte": offset + 1, "value": value.hex()},
        )


def _line_and_value(path: Path, offset: int) -> tuple[int, bytes]:
    """The line in which the byte at ``offset`` stands, counted in line feeds or else carriage returns, and the byte."""
    feeds = returns = 0
    with path.open("rb") as stream:
        while offset > 0:
            part = stream.read(min(CHUNK, offset))
            feeds, returns = feeds + part.count(b"\n"), returns + part.count(b"\r")
            offset -= max(len(part), 1)
        return (feeds or returns) + 1, stream.read(1)


def _other_than(codec: str) -> str:
    return "utf-8" if codec.startswith("utf-16") or codec == "cp1252" else "windows-1252"
