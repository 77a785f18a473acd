"""The move's own log: append-only, hash-chained, written in the transaction of what it tells."""

from collections.abc import Mapping

from overstap.lib import clock
from overstap.moves.models import Move, MoveEvent
from overstap.moves.proof import chain
from overstap.moves.proof.canonical import Json
from overstap.moves.proof.values import Event, EventBody, moment


def record(move: Move, kind: str, person: str, data: Mapping[str, Json] | None = None) -> None:
    """Add a line. ``person`` is a name with an e-mail address; ``data`` plain JSON.

    The caller holds the move's row lock, so that numbers follow on each other.
    """
    last = MoveEvent.objects.filter(move=move).order_by("-seq").first()
    at = clock.now()
    body = EventBody(seq=last.seq + 1 if last else 1, at=moment(at), kind=kind, person=person, data=dict(data or {}))
    linked = chain.link(last.hash if last else chain.GENESIS, body)
    MoveEvent.objects.create(
        move=move,
        seq=body.seq,
        at=at,
        kind=kind,
        person=person,
        data=dict(body.data),
        previous=linked.previous,
        hash=linked.hash,
    )


def chain_of(move: Move) -> tuple[Event, ...]:
    """The whole log as values, oldest first."""
    return tuple(
        Event(
            seq=event.seq,
            at=moment(event.at),
            kind=event.kind,
            person=event.person,
            data=event.data,
            previous=event.previous,
            hash=event.hash,
        )
        for event in MoveEvent.objects.filter(move=move).order_by("seq")
    )
