"""The rows of a browse, while its answer is still coming in.

A book year in one answer may be hundreds of megabytes: XML that is escaped inside XML. Both are read by expat, in
pieces, and every row is let go of as soon as it was given.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from xml.parsers import expat

from django.utils.translation import gettext as _

from overstap.connectors.port import PackageRefused
from overstap.connectors.twinfield import xml

_RESULT = "ProcessXmlStringResult"
_PIECE = 65536  # bytes


class Row(NamedTuple):
    """A row of a browse: its transaction and line, and its cells by the name of their field."""

    code: str
    number: str
    line: str
    cells: Mapping[str, str]


def rows(pieces: Iterable[bytes]) -> Iterator[Row]:
    """The rows of a browse whose envelope comes in pieces. Raises PackageRefused, Unreadable."""
    inner = _Inner()
    for text in _unwrapped(pieces):
        inner.fed(text, last=False)
        yield from inner.taken()
    inner.fed("", last=True)
    yield from inner.taken()


def _unwrapped(pieces: Iterable[bytes]) -> Iterator[str]:
    """The text of the result, in pieces, without an XML declaration at its beginning."""
    outer = _Outer()
    begun = False
    for piece in _small(pieces):
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


def _small(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces of a bounded size: what is given and let go of should never be much."""
    for piece in pieces:
        yield from (piece[place : place + _PIECE] for place in range(0, len(piece), _PIECE))


def _parser(separator: str | None) -> expat.XMLParserType:
    """One that refuses document types, and with them every entity."""
    made = expat.ParserCreate(namespace_separator=separator)
    made.buffer_text = True
    made.buffer_size = _PIECE
    made.StartDoctypeDeclHandler = _refuse
    return made


def _refuse(*_declared: object) -> None:
    raise xml.unreadable()


class _Outer:
    """The envelope, of which only the text of the result is kept."""

    def __init__(self) -> None:
        self.found = False
        self._inside = False
        self._texts: list[str] = []
        self._parser = _parser(" ")
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


class _Inner:
    """The browse in that text: rows, made of cells and a key."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._cells: dict[str, str] = {}
        self._key: dict[str, str] = {}
        self._field = ""
        self._text = ""
        self._parser = _parser(None)
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._more

    def fed(self, text: str, *, last: bool) -> None:
        """Read on. Raises Unreadable, PackageRefused."""
        try:
            self._parser.Parse(text, last)
        except expat.ExpatError as error:
            raise xml.unreadable() from error

    def taken(self) -> list[Row]:
        """The rows that are whole by now; each is given once."""
        found, self._rows = self._rows, []
        return found

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._text = ""
        if name == "td":
            self._field = attributes.get("field", "")
        elif name == "tr":
            self._cells, self._key = {}, {}
        elif name == "browse" and attributes.get("result", "1") != "1":
            raise PackageRefused(attributes.get("msg") or _("Twinfield refuses this."), facts={"what": "browse"})

    def _more(self, text: str) -> None:
        self._text += text

    def _end(self, name: str) -> None:
        if name == "td":
            self._cells[self._field] = self._text.strip()
        elif name == "tr":
            key = self._key
            self._rows.append(Row(key.get("code", ""), key.get("number", ""), key.get("line", ""), self._cells))
        else:
            self._key[name] = self._text.strip()
