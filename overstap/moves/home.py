"""What somebody sees first: moves that wait for them, moves under way, what happened lately."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from overstap.moves.listing import other_side, side_of, waits_for_its_time
from overstap.moves.models import Move, MoveAdministration, MoveEvent
from overstap.moves.takeovers import waiting
from overstap.moves.transitions import AT_WORK
from overstap.moves.values import MoveState, Party
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may

MOST = 20
_ENDED = (MoveState.CLOSED, MoveState.WITHDRAWN, MoveState.REJECTED, MoveState.TAKEN_BACK)
# Who has to do something, by state; where nobody is named, the system or the clock has.
_TURN: Mapping[str, frozenset[Party]] = {
    MoveState.DRAFT: frozenset({Party.GIVER}),
    MoveState.DELIVERED: frozenset({Party.RECEIVER}),
    MoveState.EXPIRED: frozenset({Party.GIVER}),
    MoveState.FAILED: frozenset({Party.GIVER, Party.RECEIVER}),
}


@dataclass(frozen=True, slots=True)
class OpenMove:
    """A move that has not ended. ``mine``: it waits for the reader; ``busy``: the system is at work on it."""

    uid: str
    state: str
    side: str
    other: str
    names: tuple[str, ...]
    started_at: datetime
    expires_at: datetime
    undo_until: datetime | None
    mine: bool
    busy: bool


@dataclass(frozen=True, slots=True)
class RecentEvent:
    """Something that happened in a move."""

    move: str
    names: tuple[str, ...]
    kind: str
    person: str
    at: datetime


def open_moves(actor: Actor, most: int = MOST) -> list[OpenMove]:
    """The newest moves of the actor's environment that have not ended; none for who may not read moves."""
    if not may(actor.role, Right.READ_MOVES):
        return []
    moves = list(Move.objects.exclude(state__in=_ENDED).order_by("-id")[:most])
    names, asked = _names(moves), waiting.asked(moves)
    return [_open(actor, move, names[move.pk], asked.get(move.pk, frozenset())) for move in moves]


def recent_events(actor: Actor, most: int = 8) -> list[RecentEvent]:
    """What happened last in the moves of the actor's environment; nothing for who may not read moves."""
    if not may(actor.role, Right.READ_MOVES):
        return []
    events = list(MoveEvent.objects.select_related("move").order_by("-id")[:most])
    names = _names([event.move for event in events])
    return [RecentEvent(str(one.move.uid), names[one.move_id], one.kind, one.person, one.at) for one in events]


def _open(actor: Actor, move: Move, names: tuple[str, ...], asked: frozenset[Party]) -> OpenMove:
    side = side_of(actor, move)
    return OpenMove(
        uid=str(move.uid),
        state=move.state,
        side=side,
        other=move.giver_name if side == Party.RECEIVER else other_side(move),
        names=names,
        started_at=move.created_at,
        expires_at=move.expires_at,
        undo_until=move.undo_until,
        mine=side in _TURN.get(move.state, asked if move.code_used_at else frozenset()),
        busy=move.state in AT_WORK and not waits_for_its_time(move),
    )


def _names(moves: Iterable[Move]) -> dict[int, tuple[str, ...]]:
    called = {move.pk: waiting.name_without_parts(move) for move in moves}
    found: dict[int, tuple[str, ...]] = dict.fromkeys(called, ())
    rows: Sequence[tuple[int, str]] = list(
        MoveAdministration.objects.filter(move__in=found).order_by("number").values_list("move_id", "name")
    )
    for move, name in rows:
        found[move] += (name,)
    return {move: names or (called[move],) for move, names in found.items()}
