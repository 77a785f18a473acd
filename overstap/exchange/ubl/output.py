"""Elements of UBL, written one after the other in the order that its schemas ask for; what is empty is left out."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from lxml import etree

from overstap.exchange.ubl.codes import finding
from overstap.exchange.ubl.errors import InvoiceBreaksRules
from overstap.exchange.ubl.parsing import CAC, CBC
from overstap.lib.sentences import sentence

_SPACES = {"cac": CAC, "cbc": CBC}
Value = str | Decimal | date | None


class Out:
    """An element that is being filled."""

    def __init__(self, element: etree._Element, place: str, currency: str) -> None:
        self.element, self.place, self.currency = element, place, currency

    def inside(self, name: str) -> "Out":
        """A new child to be filled."""
        return Out(etree.SubElement(self.element, _tag(name)), f"{self.place}/{name}", self.currency)

    def put(self, name: str, value: Value, attributes: Mapping[str, str] | None = None) -> None:
        """A child with this text, unless there is none; empty attributes are left out."""
        text = _text(value)
        if not text:
            return
        child = etree.SubElement(self.element, _tag(name))
        try:
            child.text = text
            for key, written in (attributes or {}).items():
                if written:
                    child.set(key, written)
        except ValueError:
            raise InvoiceBreaksRules([finding("UBL-CHARACTER", f"{self.place}/{name}", _CHARACTER)]) from None

    def deep(self, path: str, value: Value, attributes: Mapping[str, str] | None = None) -> None:
        """A descendant along ``path`` (names with a slash between them) with this text, unless there is none."""
        *parents, name = path.split("/")
        if not _text(value):
            return
        here = self
        for parent in parents:
            here = here.inside(parent)
        here.put(name, value, attributes)

    def amount(self, name: str, value: Decimal | None) -> None:
        """An amount in the currency of the document."""
        self.put(name, value, {"currencyID": self.currency})


_CHARACTER = sentence("A character in it cannot stand in XML.")


def _tag(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_SPACES[prefix]}}}{local}"


def _text(value: Value) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return (value or "").strip()
