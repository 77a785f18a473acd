"""What the tables of the versions are made of: elements with the field that holds them, their length and kind."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What the text of an element must look like."""

    TEXT = "text"
    DATE = "date"
    AMOUNT = "amount"
    NUMBER = "number"  # a decimal number that is no amount
    COUNT = "count"  # a whole number, zero or more
    GROUP = "group"  # has children


@dataclass(frozen=True, slots=True)
class Element:
    """One child element of a record.

    ``field`` is the field of our value that holds it; an empty one means that it is kept in ``extra`` under its own
    ``name``. ``limit`` is the greatest length, 0 for none.
    """

    name: str
    field: str = ""
    limit: int = 0
    required: bool = False
    kind: Kind = Kind.TEXT
    allowed: frozenset[str] = frozenset()


Table = tuple[Element, ...]


def text(name: str, field: str = "", limit: int = 0, allowed: str = "", *, required: bool = False) -> Element:
    return Element(name, field, limit, required, Kind.TEXT, frozenset(allowed.split()))


def day(name: str, field: str = "", *, required: bool = False) -> Element:
    return Element(name, field, 0, required, Kind.DATE)


def amount(name: str, field: str = "", *, required: bool = False) -> Element:
    return Element(name, field, 0, required, Kind.AMOUNT)


def number(name: str, field: str = "", *, required: bool = False) -> Element:
    return Element(name, field, 0, required, Kind.NUMBER)


def count(name: str, field: str = "", *, required: bool = False) -> Element:
    return Element(name, field, 0, required, Kind.COUNT)


def group(name: str, field: str = "") -> Element:
    return Element(name, field, 0, required=False, kind=Kind.GROUP)
