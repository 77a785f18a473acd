"""The hash chain of events: each event's hash covers the hash before it, so none can be changed or left out.

The hash of an event is the SHA-256 of the canonical JSON of ``{"at", "data", "kind", "person", "previous", "seq"}``.
Cutting off the *end* of a chain leaves a good chain; only the signature over the whole list shows that.
"""

from collections.abc import Iterable

from overstap.moves.proof.canonical import sha256_of
from overstap.moves.proof.values import Event, EventBody

GENESIS = "0" * 64


def event_hash(previous: str, event: EventBody) -> str:
    """The hash of ``event`` when it follows the event with hash ``previous`` (GENESIS: it is the first).

    Raises ProofRefused PROOF-VALUE-UNFIT when the event's data is not plain JSON.
    """
    body = {
        "at": event.at,
        "data": event.data,
        "kind": event.kind,
        "person": event.person,
        "previous": previous,
        "seq": event.seq,
    }
    return sha256_of(body, f"event {event.seq}")


def link(previous: str, body: EventBody) -> Event:
    """``body`` as the event that follows the one with hash ``previous``."""
    own = event_hash(previous, body)
    return Event(body.seq, body.at, body.kind, body.person, body.data, previous=previous, hash=own)


def check_chain(events: Iterable[Event]) -> int | None:
    """The ``seq`` of the first event that does not follow from those before it; None: the chain holds.

    Numbers have to rise, but may skip: several chains may draw from one counter.
    """
    previous, number = GENESIS, None
    for event in events:
        rises = number is None or event.seq > number
        if not rises or event.previous != previous or event.hash != event_hash(previous, event):
            return event.seq
        previous, number = event.hash, event.seq
    return None
