"""Uploads to the XML interface, and which of its messages belongs to which record."""

from collections.abc import Iterable, Sequence

from overstap.connectors.exact_online.client import Client
from overstap.connectors.exact_online.xml import building, messages
from overstap.connectors.exact_online.xml.building import Element
from overstap.connectors.exact_online.xml.messages import Message

PATH = "/docs/XMLUpload.aspx"


def upload(client: Client, division: str, topic: str, elements: Iterable[Element]) -> Sequence[Message]:
    """Upload records of one topic; the messages. Raises PackageRefused, OutcomeUnknown, and the others of the port."""
    body = building.document(topic, elements)
    return messages.parsed(client.upload(PATH, body, params={"Topic": topic, "_Division_": division}))


def by_record(names: Sequence[str], said: Sequence[Message]) -> Sequence[Message | None]:
    """The message of each record: by its number or code, else by place where there are as many of both.

    Of several messages about one record an error counts most. One that names a record is not taken for another's.
    """
    named: dict[str, Message] = {}
    for message in said:
        for name in filter(None, (message.key, message.alternative)):
            if name not in named or not named[name].refused:
                named[name] = message
    known = set(filter(None, names))
    unclaimed = {place: one for place, one in enumerate(said) if known.isdisjoint((one.key, one.alternative))}
    by_place = unclaimed if len(said) == len(names) else {}
    return [named.get(name) or by_place.get(place) for place, name in enumerate(names)]
