"""Bytes to a tree of XML: no document type, no entities, no network, and nothing larger than an invoice is."""

from typing import TYPE_CHECKING, cast

from lxml import etree

from overstap.exchange.ubl.errors import UnreadableInvoice
from overstap.exchange.ubl.values import Kind
from overstap.lib.sentences import sentence

if TYPE_CHECKING:
    from lxml.etree import ParserTarget

MOST_BYTES = 25_000_000
MOST_ELEMENTS = 1_000_000
DEEPEST = 24
_SCHEMAS = "urn:oasis:names:specification:ubl:schema:xsd:"
CAC = _SCHEMAS + "CommonAggregateComponents-2"
CBC = _SCHEMAS + "CommonBasicComponents-2"
ROOTS = {
    f"{{{_SCHEMAS}Invoice-2}}Invoice": Kind.INVOICE,
    f"{{{_SCHEMAS}CreditNote-2}}CreditNote": Kind.CREDIT_NOTE,
}
_LIMITS = ("Excessive depth", "huge text node", "Huge input lookup", "too long", "size limit", "XML_PARSE_HUGE")
_NOT_LIKE_THIS = sentence("No invoice is built like this; do not trust the file.")
_ASK_AGAIN = sentence("Ask the sender for the invoice again.")


class _Nothing:
    """A parser target that makes nothing and refuses a document type before an entity can be declared."""

    def doctype(self, name: str, *_: object) -> None:
        raise UnreadableInvoice(
            sentence("The file declares a document type (%(name)s).", name=name[:40]),
            code="UBL-DOCTYPE",
            remedy=_NOT_LIKE_THIS,
        )

    def close(self) -> None:
        return None


def is_invoice(content: bytes) -> bool:
    """Whether this is an invoice or credit note in UBL that can be read at all."""
    try:
        parse(content)
    except UnreadableInvoice:
        return False
    return True


def parse(content: bytes) -> tuple[Kind, etree._Element]:
    """The kind of document and its root. Raises UnreadableInvoice."""
    if len(content) > MOST_BYTES:
        raise _too_much()
    if not content.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<"):
        raise _something_else()
    try:
        etree.fromstring(content, _parser(cast("ParserTarget", _Nothing())))
        root = etree.fromstring(content, _parser())
    except etree.XMLSyntaxError as error:
        raise _refusal(error) from None
    kind = ROOTS.get(str(root.tag))
    if kind is None:
        raise _something_else()
    _see_size(root)
    return kind, root


def _parser(target: "ParserTarget | None" = None) -> "etree.XMLParser":
    return etree.XMLParser(
        target=target,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _see_size(root: etree._Element) -> None:
    depth = count = 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > DEEPEST or count > MOST_ELEMENTS:
            raise _too_much()


def _refusal(error: etree.XMLSyntaxError) -> UnreadableInvoice:
    says = (error.msg or "not well-formed").partition(", line ")[0].strip()
    if any(words in says for words in _LIMITS):
        return _too_much()
    line, column = error.position
    return UnreadableInvoice(
        sentence(
            "Line %(line)d, column %(column)d: this is not well-formed XML (%(reason)s).",
            line=line,
            column=column,
            reason=says,
        ),
        code="UBL-BROKEN-XML",
        remedy=_ASK_AGAIN,
        facts={"line": line, "column": column},
    )


def _something_else() -> UnreadableInvoice:
    return UnreadableInvoice(sentence("This is no invoice or credit note in UBL."), remedy=_ASK_AGAIN)


def _too_much() -> UnreadableInvoice:
    return UnreadableInvoice(
        sentence("The file is larger or deeper than any invoice is."), code="UBL-LIMIT", remedy=_NOT_LIKE_THIS
    )
