"""One file two ways: plain entries are read from the text, all else goes to the XML parser, in the order of the file.

Plain entries are only looked for right behind an entry that came out of the parser, so that it is known where they
stand. What was taken out is given to the parser as a comment of as many lines, so that places stay as they are.
"""

import codecs
import re
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import BinaryIO

from lxml import etree
from lxml.etree import _Element

from overstap.books.bank.values import BankLine
from overstap.exchange.bank_errors import LONGEST_TEXT
from overstap.exchange.camt.elements import Names
from overstap.exchange.camt.plain import Plain

_CHUNK = 1 << 18
_END = "</Ntry>"
_DECLARATION = re.compile(
    r"""\ufeff?<\?xml version=(["'])1\.0\1"""
    r"""(?: encoding=(["'])[Uu][Tt][Ff]-8\2)?(?: standalone=(["'])(?:yes|no)\3)? ?\?>"""
)


class Feed:
    """Gives the entries and statements of a file; what stands plainly between them as lines."""

    def __init__(self, path: Path, names: Names, plain: Plain) -> None:
        self._path = path
        self._names = names
        self._plain = plain
        self._parser = etree.XMLPullParser(
            events=("end",),
            tag=(names.ntry, names.stmt),
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            dtd_validation=False,
            huge_tree=False,
        )
        self._currency = ""  # of plain entries that may follow right here; empty: none may
        self._namespace = names.start[1:-1]
        self._last: _Element | None = None

    def expect(self, currency: str) -> None:
        """The entry that was just given is in a statement in this currency: plain entries may follow."""
        parent = None if self._last is None else self._last.getparent()
        if parent is not None and parent.nsmap.get(None) == self._namespace:
            self._currency = currency

    def pieces(self) -> Iterator[_Element | list[BankLine]]:
        """Each entry, and each statement after its entries; or the lines of plain entries. Raises XMLSyntaxError."""
        with self._path.open("rb") as stream:
            yield from self._mixed(stream)
            while data := stream.read(_CHUNK):
                yield from self._parsed(data)
        self._parser.close()

    def _parsed(self, data: bytes) -> Iterator[_Element]:
        """What the parser makes of it; before what is wrong is told, what came before it is given."""
        self._currency = ""
        wrong: etree.XMLSyntaxError | None = None
        try:
            self._parser.feed(data)
        except etree.XMLSyntaxError as problem:
            wrong = problem
        for _event, element in self._parser.read_events():
            if not isinstance(element, _Element):  # "end" gives nothing else
                continue
            self._currency = ""
            self._last = element
            yield element
        if wrong is not None:
            raise wrong

    def _mixed(self, stream: BinaryIO) -> Iterator[_Element | list[BankLine]]:
        """Read both ways until the end, or until something seldom: what follows is for the parser alone."""
        decoder = codecs.getincrementaldecoder("utf-8")("strict")
        rest, first = "", True
        while data := stream.read(_CHUNK):
            before = decoder.getstate()[0]
            text = _decoded(decoder, data)
            if text is None or not _is_simple(rest, text, first=first):
                yield from self._parsed(rest.encode() + before + data)
                return
            rest = yield from self._chunk((rest + text).replace("\r\n", "\n"))
            first = False
        yield from self._parsed(rest.encode() + decoder.getstate()[0])

    def _chunk(self, text: str) -> Generator[_Element | list[BankLine], None, str]:
        """Entry by entry; gives back the text that waits for its end."""
        place = 0
        while True:
            if self._currency:
                lines, after = self._plain.lines(text, place, self._currency)
                if lines:
                    yield lines
                    self._parser.feed(b"<!--" + b"\n" * text.count("\n", place, after) + b"-->")
                    place = after
            end = text.find(_END, place) + len(_END)
            if end < len(_END):
                break
            yield from self._parsed(text[place:end].encode())
            place = end
        if len(text) - place > LONGEST_TEXT:  # no plain entry
            end = len(text) - len(_END)
            yield from self._parsed(text[place:end].encode())
            place = end
        return text[place:]


def _decoded(decoder: codecs.IncrementalDecoder, data: bytes) -> str | None:
    """The text; None where it is not UTF-8, of which the parser tells better what is wrong."""
    try:
        return decoder.decode(data)
    except UnicodeDecodeError:
        return None


def _is_simple(before: str, text: str, *, first: bool) -> bool:
    """Whether the text holds no comment, CDATA, instruction or document type, and is not in another encoding."""
    begin = 0
    if first:
        declaration = _DECLARATION.match(text)
        begin = declaration.end() if declaration else 0
        if "\0" in text:
            return False
    if "!" not in text and text.find("?", begin) < 0:
        return True
    seen = before[-1:] + text[begin:]
    return "<!" not in seen and "<?" not in seen
