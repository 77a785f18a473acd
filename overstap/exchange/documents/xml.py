"""XML files: a document type and pages with programs in them are refused; what is not well-formed is told."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from lxml import etree

from overstap.exchange.documents.values import LARGEST_XML, MOST_TEXT, DocumentRefused
from overstap.lib.findings import Finding, Severity
from overstap.lib.sentences import sentence

if TYPE_CHECKING:
    from lxml.etree import ParserTarget

# What a browser would carry out: {namespace or nothing}root.
_ACTIVE = frozenset({"html", "svg", "xhtml", "stylesheet", "transform", "xul", "window"})


class _Looker:
    """A parser target that makes nothing but the text, and refuses what no invoice needs."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.length = 0
        self._depth = 0

    def doctype(self, name: str, *_: object) -> None:
        raise DocumentRefused(
            sentence("The file declares a document type (%(name)s).", name=name[:40]),
            code="DOCUMENT-DOCTYPE",
            remedy=sentence("An invoice has none. Do not trust this file; ask the sender for another."),
        )

    def start(self, tag: str, attributes: object) -> None:
        del attributes
        if self._depth == 0 and tag.rpartition("}")[2].lower() in _ACTIVE:
            raise DocumentRefused(
                sentence("This is a web page or a drawing, not a message with data."),
                code="DOCUMENT-KIND",
                remedy=sentence("Save it as a PDF and send that."),
            )
        self._depth += 1
        self._part()

    def end(self, tag: str) -> None:
        del tag
        self._depth -= 1
        self._part()

    def data(self, text: str) -> None:
        if self.length < MOST_TEXT:
            self.words.append(text)
            self.length += len(text)

    def close(self) -> None:
        return None

    def _part(self) -> None:
        """Words on either side of a tag are two."""
        if self.words and self.words[-1] != " ":
            self.words.append(" ")


def look(content: bytes) -> Iterator[Finding]:
    """What is wrong with an XML file. Raises DocumentRefused."""
    _found, findings = _parse(content)
    yield from findings


def text(content: bytes) -> tuple[str, list[Finding]]:
    """The text between the tags, and what is wrong. Raises DocumentRefused."""
    looker, findings = _parse(content)
    return " ".join("".join(looker.words).split())[:MOST_TEXT], findings


def _parse(content: bytes) -> tuple[_Looker, list[Finding]]:
    if len(content) > LARGEST_XML:
        raise DocumentRefused(
            sentence("The XML file is larger than %(most)d MB.", most=LARGEST_XML // 1_000_000),
            code="DOCUMENT-TOO-LARGE",
            remedy=sentence("Send attachments apart from it."),
        )
    looker = _Looker()
    parser = etree.XMLParser(
        target=cast("ParserTarget", looker), resolve_entities=False, no_network=True, huge_tree=False
    )
    try:
        etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        return looker, [_broken(error)]
    return looker, []


def _broken(error: etree.XMLSyntaxError) -> Finding:
    return Finding(
        "DOCUMENT-XML-BROKEN",
        Severity.WARNING,
        f"line {error.lineno}",
        sentence("The XML file is not well-formed."),
        sentence("It is kept as it came; ask the sender for another."),
    )
