"""XML to and from Twinfield: made as elements, never of pieces of text; read without entities."""

import re
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from lxml import etree
from lxml.etree import _Element as Element

from overstap.connectors.port import PackageAway

__all__ = ["Element"]

_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")
# What XML 1.0 cannot hold at all; lxml refuses to write it.
_NEVER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Unreadable(PackageAway):
    """What came is no XML, or XML of a kind that no package sends."""

    code = "TWINFIELD-UNREADABLE"


def make(tag: str, *children: Element, text: object = None, **attributes: str) -> Element:
    """An element with text or children; what XML cannot hold is left out of the text."""
    made = etree.Element(tag, {name: clean(value) for name, value in attributes.items()})
    if text is not None:
        made.text = clean(str(text))
    made.extend(children)
    return made


def leaves(told: Mapping[str, object]) -> list[Element]:
    """An element for each name that has a value; those with None are left out."""
    return [make(name, text=value) for name, value in told.items() if value is not None]


def clean(text: str) -> str:
    """``text`` without what XML cannot hold."""
    return _NEVER.sub("", text)


def written(element: Element) -> str:
    """The element as text."""
    return etree.tostring(element, encoding="unicode")


def parser() -> etree.XMLParser:
    """One that opens nothing, and expands nothing."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)


def parsed(text: str) -> Element:
    """The root of an answer. Raises Unreadable; also for a document type, which no answer has."""
    try:
        root = etree.fromstring(without_declaration(text).encode(), parser())
    except (etree.XMLSyntaxError, UnicodeEncodeError) as error:
        raise unreadable() from error
    refuse_types(root)
    return root


def without_declaration(text: str) -> str:
    """A string has no encoding any more, whatever the declaration says with which it begins."""
    return _DECLARATION.sub("", text)


def refuse_types(root: Element) -> None:
    """Raises Unreadable where the document of ``root`` declares a type, and with it entities."""
    if root.getroottree().docinfo.internalDTD is not None:
        raise unreadable()


def unreadable() -> Unreadable:
    """The error for an answer that cannot be read."""
    return Unreadable(_("Twinfield's answer cannot be read."), remedy=_("Try again later."))


def text(element: Element, path: str) -> str:
    """The text at ``path`` below, without blanks around it; empty where there is none."""
    return (element.findtext(path) or "").strip()


def local(element: Element) -> str:
    """The name without its namespace."""
    return etree.QName(element).localname


def found(element: Element, name: str) -> Iterator[Element]:
    """Everything below with this local name."""
    return (one for one in element.iter() if isinstance(one.tag, str) and local(one) == name)


def inner(element: Element, name: str) -> str:
    """The text of the first child with this local name; empty where there is none."""
    for one in element:
        if isinstance(one.tag, str) and local(one) == name:
            return (one.text or "").strip()
    return ""
