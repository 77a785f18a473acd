"""What the XML interface answers to an upload: messages, one or more for each record (Messages of eExact-XML.xsd).

The HTTP status is 200 even where nothing was taken over: only the messages tell.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from lxml import etree

from overstap.connectors.port import OutcomeUnknown

_LONGEST = 500  # characters


class Weight(StrEnum):
    """``type`` of a Message."""

    ERROR = "0"
    WARNING = "1"
    DONE = "2"
    FATAL = "3"


@dataclass(frozen=True, slots=True)
class Message:
    """What was said of one record; ``key`` is how Exact names it (its GUID or code), ``alternative`` its number."""

    weight: Weight
    text: str
    topic: str = ""
    key: str = ""
    alternative: str = ""

    @property
    def refused(self) -> bool:
        """Whether the record was not taken over."""
        return self.weight in (Weight.ERROR, Weight.FATAL)


def parsed(answer: bytes) -> Sequence[Message]:
    """The messages of an answer, in its order. Raises OutcomeUnknown for what is no answer."""
    try:
        root = etree.fromstring(answer, _parser())
    except etree.XMLSyntaxError:
        raise _no_answer() from None
    if root.tag != "eExact":
        raise _no_answer()
    return [_message(found) for found in root.iter("Message")]


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _message(found: etree._Element) -> Message:
    topic, data = found.find("Topic"), found.find("Topic/Data")
    return Message(
        _weight(found.get("type", "")),
        _words(found.findtext("Description") or ""),
        "" if topic is None else topic.get("code", ""),
        "" if data is None else data.get("key", "").strip(),
        "" if data is None else data.get("keyAlt", "").strip(),
    )


def _words(told: str) -> str:
    """What Exact says, without anything that is no text; as much of it as somebody wants to read."""
    return "".join(sign if sign.isprintable() else " " for sign in told).strip()[:_LONGEST]


def _weight(told: str) -> Weight:
    """An unknown weight counts as an error: nothing is called done that is not known to be."""
    return Weight(told) if told in set(Weight) else Weight.ERROR


def _no_answer() -> OutcomeUnknown:
    return OutcomeUnknown(_("The XML interface of Exact Online gave an answer that cannot be read."))
