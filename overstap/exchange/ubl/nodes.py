"""The tree as the reader sees it: what it asks for is noted, so that what nobody asked for can be told."""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from lxml import etree

from overstap.exchange.ubl.codes import Findings
from overstap.exchange.ubl.parsing import CAC, CBC
from overstap.lib.sentences import sentence

MOST_ATTACHED = 15_000_000  # bytes of all attachments together
_NUMBER = re.compile(r"[+-]?(?:\d{1,15}(?:\.\d{0,10})?|\.\d{1,10})", re.ASCII)
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(Z|[+-]\d{2}:\d{2})?", re.ASCII)
_SPACES = {"cac": CAC, "cbc": CBC}
_MOST_NOT_TAKEN = 50


@dataclass(slots=True)
class Sheet:
    """What is noted while a document is read."""

    findings: Findings = field(default_factory=Findings)
    asked: set[etree._Element] = field(default_factory=set)
    attached: int = 0  # bytes
    currency: str = ""


class Node:
    """An element with children, and its place as an XPath."""

    def __init__(self, element: etree._Element, place: str, sheet: Sheet) -> None:
        self.element, self.place, self.sheet = element, place, sheet

    def all(self, name: str) -> list["Node"]:
        """The children called ``name`` (as cac:Party)."""
        found = self.element.findall(_tag(name))
        self.sheet.asked.update(found)
        return [Node(one, f"{self.place}/{name}[{place}]", self.sheet) for place, one in enumerate(found, 1)]

    def one(self, *names: str) -> "Node | None":
        """The child along ``names``; of several the first, with a finding."""
        here = self
        for name in names:
            found = here.all(name)
            if not found:
                return None
            if len(found) > 1:
                self.note("UBL-REPEATED", f"{here.place}/{name}[2]", sentence("This stands here more than once."))
            here = Node(found[0].element, f"{here.place}/{name}", self.sheet)
        return here

    def text(self, *names: str) -> str:
        """The text of the child along ``names``, without spaces around it; empty when there is none."""
        node = self.one(*names)
        return node.own_text() if node is not None else ""

    def own_text(self) -> str:
        """The text in this element."""
        self.sheet.asked.add(self.element)
        text = (self.element.text or "").strip()
        if not text and len(self.element) == 0:
            self.note("SI-UBL-2", self.place, sentence("The element is empty."))
        return text

    def attribute(self, name: str) -> str:
        """An attribute of this element; empty when there is none."""
        return (self.element.get(name) or "").strip()

    def number(self, *names: str) -> Decimal | None:
        """The number in the child along ``names``."""
        node = self.one(*names)
        return node.own_number() if node is not None else None

    def own_number(self) -> Decimal | None:
        """The number in this element."""
        text = self.own_text()
        if text and not _NUMBER.fullmatch(text):
            self.note("UBL-BAD-NUMBER", self.place, sentence("%(text)r is not a number.", text=text[:40]))
            return None
        return Decimal(text) if text else None

    def amount(self, *names: str) -> Decimal | None:
        """The amount in the child along ``names``, in the currency of the document."""
        node = self.one(*names)
        if node is None:
            return None
        node.see_currency()
        return node.own_number()

    def see_currency(self) -> None:
        """Note an amount without a currency, or in another than that of the document."""
        currency = self.attribute("currencyID")
        if currency != self.sheet.currency:
            self.note(
                "UBL-CURRENCY",
                self.place,
                sentence(
                    "The amount is in %(found)r and the document in %(expected)r.",
                    found=currency[:10],
                    expected=self.sheet.currency[:10],
                ),
            )

    def day(self, *names: str) -> date | None:
        """The date in the child along ``names``."""
        node = self.one(*names)
        text = node.own_text() if node is not None else ""
        if node is None or not text:
            return None
        match = _DAY.fullmatch(text)
        day = _date(match.group(1)) if match else None
        if match is None or day is None:
            self.note("UBL-BAD-DATE", node.place, sentence("%(text)r is not a date.", text=text[:40]))
        elif match.group(2):
            self.note("UBL-DATE-ZONE", node.place, sentence("The date %(text)r has a time zone.", text=text))
        return day

    def content(self) -> bytes | None:
        """The bytes that stand in this element in base64, as long as all of them together are not too many."""
        text = self.own_text()
        if self.sheet.attached + len(text) * 3 // 4 > MOST_ATTACHED:
            self.note("UBL-ATTACHMENT-SIZE", self.place, sentence("The attachments are too large together."))
            return None
        try:
            content = base64.b64decode("".join(text.split()), validate=True)
        except (binascii.Error, ValueError):
            self.note("UBL-ATTACHMENT-BROKEN", self.place, sentence("The attachment is not in base64."))
            return None
        self.sheet.attached += len(content)
        return content

    def note(self, code: str, place: str, message: str) -> None:
        """A finding."""
        self.sheet.findings.add(code, place, message)

    def not_taken(self) -> None:
        """Note what stands in the document and nobody asked for."""
        places = list(self._left())
        for place in places[:_MOST_NOT_TAKEN]:
            self.note("UBL-NOT-TAKEN", place, sentence("This is not taken over."))

    def _left(self) -> Iterator[str]:
        tree = self.element.getroottree()
        spaces = {space: short for short, space in _SPACES.items()}
        for element in self.element.iter("*"):
            parent = element.getparent()
            if element in self.sheet.asked or parent is None:
                continue
            if parent is self.element or parent in self.sheet.asked:
                yield _place(tree.getelementpath(element), spaces, self.place)


def _place(path: str, spaces: dict[str, str], root: str) -> str:
    short = re.sub(r"\{([^}]*)\}", lambda found: f"{spaces.get(found.group(1), '*')}:", path)
    return f"{root}/{short}"


def _tag(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_SPACES[prefix]}}}{local}"


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
