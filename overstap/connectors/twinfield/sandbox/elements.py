"""Reading and making elements of the XML that goes through ProcessXml."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from lxml import etree
from lxml.etree import _Element as Element

from overstap.connectors.twinfield.sandbox.texts import Said

__all__ = ["Element"]

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


class Unreadable(ValueError):
    """It is no XML."""


def parsed(text: str | bytes) -> Element:
    """The root of ``text``. Raises Unreadable. Nothing outside it is ever read."""
    if isinstance(text, str):
        # A string has no encoding any more, whatever its declaration says.
        text = _DECLARATION.sub("", text).encode()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(str(error)) from error


def written(root: Element) -> str:
    """As Twinfield sends it: UTF-8 without a byte order mark, and with no declaration inside the string."""
    return etree.tostring(root, encoding="unicode")


def plain(tag: object) -> str:
    """A tag without its namespace."""
    return str(tag).rpartition("}")[2]


def child(parent: Element, tag: str) -> Element | None:
    """The first child of that name, whatever its namespace."""
    return next((one for one in parent if plain(one.tag) == tag), None)


def children(parent: Element | None, tag: str) -> list[Element]:
    """The children of that name."""
    return [] if parent is None else [one for one in parent if plain(one.tag) == tag]


def text(parent: Element | None, tag: str = "") -> str:
    """The text of an element, or of its child ``tag``; empty where there is none."""
    found = child(parent, tag) if tag and parent is not None else parent
    return "" if found is None else (found.text or "").strip()


def texts(parent: Element | None) -> dict[str, str]:
    """The children that have no children of their own, as words."""
    return {} if parent is None else {plain(one.tag): text(one) for one in parent if len(one) == 0}


def put(parent: Element, tag: str, value: object = "", attributes: Mapping[str, str] | None = None) -> Element:
    """A child with a text."""
    made = etree.SubElement(parent, tag, dict(attributes or {}))
    if value != "":
        made.text = str(value)
    return made


def put_all(parent: Element, values: Mapping[str, object]) -> None:
    """A child for each."""
    for tag, value in values.items():
        put(parent, tag, value)


def root(tag: str, attributes: Mapping[str, str] | None = None) -> Element:
    """A new element."""
    return etree.Element(tag, dict(attributes or {}))


def named(parent: Element, tag: str, code: str, name: str, shortname: str = "") -> Element:
    """A child that holds a code, with its names."""
    return put(parent, tag, code, {"name": name, "shortname": shortname})


def accuse(element: Element, message: str, grade: str = "error") -> None:
    """Say on an element what is the matter with it."""
    told = element.get("msg")
    element.set("msgtype", "error" if "error" in (grade, element.get("msgtype")) else grade)
    element.set("msg", f"{told}//{message}" if told else message)
    element.set("result", "0")


def amount(element: Element | None) -> Decimal:
    """An amount with at most two decimals. Raises Said."""
    said = text(element)
    try:
        found = Decimal(said)
    except InvalidOperation:
        raise Said("value-invalid", said) from None
    if not found.is_finite() or abs(found) >= Decimal(10) ** 13 or found != round(found, 2):
        raise Said("value-invalid", said)
    return round(found, 2)


def whole(said: str) -> int:
    """A number without a sign; 0 for what is none."""
    return int(said) if re.fullmatch(r"[0-9]{1,18}", said) else 0


def day(said: str) -> date:
    """A day as Twinfield writes it, 20260131. Raises Said."""
    if not re.fullmatch(r"[0-9]{8}", said):
        raise Said("value-invalid", said)
    try:
        return date(int(said[:4]), int(said[4:6]), int(said[6:]))
    except ValueError:
        raise Said("value-invalid", said) from None


def written_day(on: date | None) -> str:
    """A day as Twinfield writes it."""
    return "" if on is None else f"{on:%Y%m%d}"


def written_moment(at: datetime) -> str:
    """A moment as Twinfield writes it."""
    return f"{at:%Y%m%d%H%M%S}"


def money(value: Decimal) -> str:
    """An amount as Twinfield writes it."""
    return f"{value:.2f}"
