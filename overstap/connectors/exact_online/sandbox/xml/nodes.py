"""Nodes of Exact's XML: made, and read with care."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from lxml import etree

from overstap.connectors.exact_online.sandbox.tables import on_day

Node = etree._Element  # noqa: SLF001 - lxml has no other name for it


class Unreadable(ValueError):
    """What was sent is no XML, or says something that is no number or date."""


def new(name: str, **attributes: object) -> Node:
    """A node on its own; attributes that are None are left out."""
    made = etree.Element(name)
    for attribute, value in attributes.items():
        if value is not None:
            made.set(attribute, _written(value))
    return made


def add(parent: Node, name: str, text: object = None, **attributes: object) -> Node:
    """A node below ``parent``."""
    made = new(name, **attributes)
    if text is not None:
        made.text = _written(text)
    parent.append(made)
    return made


def add_known(parent: Node, name: str, text: object) -> None:
    """A node below ``parent``, where there is something to say."""
    if text is not None and text != "":
        add(parent, name, text)


def add_coded(parent: Node, name: str, code: object, description: object = None) -> Node:
    """``<Journal code="70"><Description>…``; the description may be missing."""
    made = add(parent, name, code=str(code).strip())
    add_known(made, "Description", description)
    return made


def add_day(parent: Node, name: str, written: Any) -> None:
    """A day that stands in a row as ``/Date(…)/``."""
    if written:
        add(parent, name, on_day(str(written)).isoformat())


def read(content: bytes) -> Node:
    """The root of what was sent; no entities, no network. Raises Unreadable."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(str(error)) from error


def text(node: Node | None, path: str = "") -> str:
    """What stands in a node below; empty where it is not there."""
    if node is None:
        return ""
    return (node.findtext(path) if path else node.text or "") or ""


def code(node: Node | None, path: str, attribute: str = "code") -> str:
    """The code of a node below; empty where it is not there."""
    found = None if node is None else node.find(path)
    return "" if found is None else found.get(attribute, "").strip()


def decimal(written: str) -> Decimal:
    """An amount; zero for nothing. Raises Unreadable."""
    try:
        found = Decimal(written.strip() or "0")
    except InvalidOperation as error:
        raise Unreadable(f"Ongeldig: {written[:40]}") from error
    if not found.is_finite():
        raise Unreadable(f"Ongeldig: {written[:40]}")
    return found


def whole(written: str, otherwise: int = 0) -> int:
    """A whole number; ``otherwise`` for nothing. Raises Unreadable."""
    if not written.strip():
        return otherwise
    if not written.strip().isascii() or not written.strip().isdecimal() or len(written) > 12:
        raise Unreadable(f"Ongeldig: {written[:40]}")
    return int(written)


def on(written: str) -> date | None:
    """A day; None for nothing. Raises Unreadable."""
    if not written.strip():
        return None
    try:
        return date.fromisoformat(written.strip()[:10])
    except ValueError as error:
        raise Unreadable(f"Ongeldig: {written[:40]}") from error


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "".join(one for one in str(value) if one >= " " or one in "\t\n")
