"""Proof that a text is well-formed XML without a document type: libxml2 reads all of it and makes nothing of it.

It does so in a thread of its own, which costs the reader nothing while another core is free: libxml2 works without
Python's lock. The parser lives in that thread alone, because lxml gives each thread a dictionary of names that
no other may use at the same moment.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, cast

from lxml import etree

from overstap.exchange.xaf.errors import NOT_LIKE_THIS, BrokenXml, ForbiddenXml, TooMuch, UnreadableAuditFile
from overstap.lib.sentences import sentence

if TYPE_CHECKING:
    from lxml.etree import ParserTarget

# What libxml2 says when one of its limits is met (depth 256, a text of 10 MB, a name of 50,000 characters).
_LIMITS = ("Excessive depth", "huge text node", "Huge input lookup", "too long", "size limit", "XML_PARSE_HUGE")


# libxml2's codes for a document that stops: ERR_DOCUMENT_EMPTY, _DOCUMENT_END, _COMMENT_NOT_FINISHED, _PI_NOT_FINISHED,
# _CDATA_NOT_FINISHED, _ATTRIBUTE_NOT_FINISHED, _GT_REQUIRED, _LTSLASH_REQUIRED, _TAG_NOT_FINISHED, _NAME_REQUIRED.
_UNFINISHED = frozenset({4, 5, 40, 45, 47, 63, 68, 73, 74, 77})


class _Nothing:
    """A parser target that makes nothing and refuses document types before an entity can be declared."""

    def doctype(self, name: str, *_: object) -> None:
        raise ForbiddenXml(
            sentence("The file declares a document type (%(name)s).", name=name[:40]),
            remedy=sentence("An audit file has none. Export it again, and do not trust this file."),
        )

    def close(self) -> None:
        return None


class WellFormed:
    """Checks text as it comes, and gives errors their file, line and column."""

    def __init__(self) -> None:
        self._parser = etree.XMLParser(
            target=cast("ParserTarget", _Nothing()),
            encoding="utf-8",
            resolve_entities=False,
            no_network=True,
            huge_tree=False,
        )
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="well-formed")
        self._under_way: Future[None] | None = None
        self._line_before = 0
        self._lines = 0
        self.name = ""

    def file(self, name: str, lines_before: int) -> None:
        """What follows comes from this file; ``lines_before`` lines of other files have gone before."""
        self.settle()
        self.name, self._line_before = name, lines_before

    def feed(self, text: str) -> None:
        """Check the next part. Raises BrokenXml, ForbiddenXml, TooMuch."""
        self.feed_beside(text)
        self.settle()

    def feed_beside(self, text: str) -> None:
        """Check the next part while the caller goes on; what is wrong with it is raised by the next call."""
        self.settle()
        self._under_way = self._thread.submit(self._check, text)

    def settle(self) -> None:
        """Wait until everything fed was checked. Raises what ``feed`` raises."""
        if self._under_way is not None:
            under_way, self._under_way = self._under_way, None
            under_way.result()

    def _check(self, text: str) -> None:
        self._lines += text.count("\n")
        try:
            self._parser.feed(text.encode("utf-8", "surrogatepass"))
        except etree.XMLSyntaxError as error:
            raise self.refusal(error) from None

    def close(self) -> None:
        """Check that the document ends here. Raises BrokenXml with code XAF-TRUNCATED when it does not."""
        self.settle()
        self._thread.submit(self._end).result()
        self._thread.shutdown()

    def _end(self) -> None:
        try:
            self._parser.close()
        except etree.XMLSyntaxError as error:
            raise self.refusal(error, at_end=True) from None

    def refusal(self, error: etree.XMLSyntaxError, *, at_end: bool = False) -> UnreadableAuditFile:
        """What to raise for an error of libxml2, with the place in the file it comes from."""
        line, column = error.position
        at_end = at_end and line > self._lines - 1 and getattr(error, "code", None) in _UNFINISHED
        line = max(line - self._line_before, 1)
        facts: dict[str, object] = {"file": self.name, "line": line, "column": column}
        says = (error.msg or "not well-formed").partition(", line ")[0].strip()
        if any(words in says for words in _LIMITS):
            return TooMuch(
                sentence("%(file)s, line %(line)d, column %(column)d: %(reason)s.", reason=says, **facts),
                remedy=NOT_LIKE_THIS,
                facts=facts,
            )
        if at_end:
            return BrokenXml(
                sentence("%(file)s, line %(line)d, column %(column)d: the file stops here, in the middle.", **facts),
                code="XAF-TRUNCATED",
                remedy=sentence("Copy or export it again; if it was split, give all its parts."),
                facts=facts,
            )
        return BrokenXml(
            sentence(
                "%(file)s, line %(line)d, column %(column)d: this is not well-formed XML (%(reason)s).",
                reason=says,
                **facts,
            ),
            remedy=sentence("Export it again; if that does not help, ask the maker of the package."),
            facts=facts,
        )
