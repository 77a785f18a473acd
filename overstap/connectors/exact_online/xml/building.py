"""Small pieces of which a document of the XML interface is put together.

The names and their order are those of eExact-XML.xsd, Exact's own schema of this interface.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from lxml import etree

Element = etree._Element  # noqa: SLF001 - the type has no public name

_DESCRIPTION = 255  # typeString255 of the schema


def document(topic: str, elements: Iterable[Element]) -> bytes:
    """A document with ``elements`` under ``topic`` ("GLTransactions" …), as it is uploaded."""
    root = etree.Element("eExact")
    etree.SubElement(root, topic).extend(elements)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def element(name: str, **attributes: object) -> Element:
    """An element; attributes that are None or empty are left out."""
    made = etree.Element(name)
    for key, value in attributes.items():
        if value is not None and value != "":
            made.set(key, clean(str(value)))
    return made


def put(parent: Element, name: str, text: object, limit: int = _DESCRIPTION) -> None:
    """Add a child with ``text``; nothing where there is none."""
    if text is None or text == "":
        return
    etree.SubElement(parent, name).text = clean(str(text))[:limit]


def put_date(parent: Element, name: str, day: date | None) -> None:
    """Add a day, as the schema wants it: YYYY-MM-DD."""
    put(parent, name, day.isoformat() if day else None)


def put_coded(parent: Element, name: str, code: object, **attributes: object) -> None:
    """Add a reference to something by its code; nothing where there is none."""
    if code not in (None, ""):
        parent.append(element(name, code=code, **attributes))


def put_number(parent: Element, name: str, number: object) -> None:
    """Add an element that has only a number (FinYear, FinPeriod, TransactionType)."""
    parent.append(element(name, number=number))


def put_amount(parent: Element, name: str, amount: Decimal | None) -> None:
    """Add an amount: two decimals, a dot, no exponent."""
    put(parent, name, None if amount is None else f"{amount:f}")


def clean(text: str) -> str:
    """``text`` without the characters that no XML document may hold."""
    return "".join(filter(_allowed, text)).strip()


def _allowed(character: str) -> bool:
    code = ord(character)
    return code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code > 0xFFFF
