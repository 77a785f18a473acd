"""The rows of a browse, while its answer is still coming in.

A book year in one answer may be hundreds of megabytes: XML that is escaped inside XML. The outer XML is read by expat
in pieces, what is in it by lxml's pull parser, and every row is let go of as soon as it was given.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from xml.parsers import expat

from lxml import etree

from overstap.connectors.port import PackageRefused
from overstap.connectors.twinfield import xml

_RESULT = "ProcessXmlStringResult"
_PIECE = 65536  # characters


class Row(NamedTuple):
    """A row of a browse: its transaction and line, and its cells by the name of their field."""

    code: str
    number: str
    line: str
    cells: Mapping[str, str]


def rows(pieces: Iterable[bytes]) -> Iterator[Row]:
    """The rows of a browse whose envelope comes in pieces. Raises PackageRefused, Unreadable."""
    inner = etree.XMLPullParser(
        events=("start", "end"), tag=("browse", "tr"), resolve_entities=False, no_network=True, load_dtd=False
    )
    reading = iter(_unwrapped(pieces))
    try:
        for text in reading:
            inner.feed(text.encode())
            yield from _given(inner)
        inner.close()
    except (etree.XMLSyntaxError, UnicodeEncodeError) as error:
        raise xml.unreadable() from error
    yield from _given(inner)


def _given(inner: etree.XMLPullParser) -> Iterator[Row]:
    for event, element in inner.read_events():
        if not isinstance(element, xml.Element):
            continue
        if element.tag == "browse":
            _check(event, element)
        elif event == "end":
            yield _row(element)
            _let_go(element)


def _check(event: str, root: xml.Element) -> None:
    if event == "start":
        xml.refuse_types(root)
    if root.get("result", "1") != "1":
        raise PackageRefused(root.get("msg", "Twinfield refuses to browse."), facts={"what": "browse"})


def _row(element: xml.Element) -> Row:
    cells = {}
    key: dict[str, str] = {}
    for child in element:
        if child.tag == "td":
            cells[child.get("field", "")] = (child.text or "").strip()
        elif child.tag == "key":
            key = {str(part.tag): (part.text or "").strip() for part in child}
    return Row(key.get("code", ""), key.get("number", ""), key.get("line", ""), cells)


def _let_go(element: xml.Element) -> None:
    """Of this row and everything before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _unwrapped(pieces: Iterable[bytes]) -> Iterator[str]:
    """The text of the result, in pieces, without an XML declaration at its beginning."""
    outer = _Outer()
    begun = False
    for piece in pieces:
        text = outer.fed(piece, last=False)
        if text and not begun:
            text = xml.without_declaration(text)
            begun = True
        if text:
            yield text
    text = outer.fed(b"", last=True)
    if text:
        yield text
    if not outer.found:
        raise xml.unreadable()


class _Outer:
    """The envelope, of which only the text of the result is kept."""

    def __init__(self) -> None:
        self.found = False
        self._inside = False
        self._texts: list[str] = []
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.buffer_size = _PIECE
        self._parser.StartDoctypeDeclHandler = _refuse
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def fed(self, piece: bytes, *, last: bool) -> str:
        """What ``piece`` adds to the text. Raises Unreadable."""
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError as error:
            raise xml.unreadable() from error
        told = "".join(self._texts)
        self._texts.clear()
        return told

    def _start(self, name: str, _attributes: Mapping[str, str]) -> None:
        if name.rpartition(" ")[2] == _RESULT:
            self.found = self._inside = True

    def _end(self, name: str) -> None:
        if name.rpartition(" ")[2] == _RESULT:
            self._inside = False

    def _text(self, text: str) -> None:
        if self._inside:
            self._texts.append(text)


def _refuse(*_declared: object) -> None:
    raise xml.unreadable()
