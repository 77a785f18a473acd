"""The list of moves: who is on the other side, and what each waits for."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.moves.models import Move, MoveAdministration
from overstap.moves.parties import can_withdraw
from overstap.moves.takeovers import waiting
from overstap.moves.values import MoveState, Party
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A move in a list."""

    number: int  # what to ask the next page with
    uid: str
    state: str
    side: str  # giver or receiver: which side the reader's environment is on
    other: str  # who is on the other side
    administrations: tuple[str, ...]
    started_at: datetime
    expires_at: datetime
    undo_until: datetime | None
    waits_for: str
    withdrawable: bool  # by its giver, now


@dataclass(frozen=True, slots=True)
class WaitingOffer:
    """An offer that waits for somebody to enter its code."""

    giver: str
    started_by: str
    expires_at: datetime
    administrations: tuple[str, ...]


def overview(
    actor: Actor,
    *,
    search: str = "",
    state: str = "",
    side: str = "",
    after: int | None = None,
    limit: int | None = None,
) -> list[MoveRow]:
    """The moves of the actor's environment, newest first (R099); ``search`` looks in names and codes.

    ``side`` (giver or receiver) leaves out what the environment takes part in on the other side; ``after`` is the
    number of the last row already shown. Raises NotAllowed.
    """
    access.require(actor, Right.READ_MOVES)
    if not search.isprintable() or (state and state not in set(MoveState)):
        return []
    moves = _on_side(actor, side)
    if state:
        moves = moves.filter(state=state)
    if search:
        moves = moves.filter(_found_by(search))
    if after is not None:
        moves = moves.filter(pk__lt=after)
    return _rows(actor, list(moves.order_by("-pk")[:limit]))


def offered_to_me(actor: Actor) -> list[WaitingOffer]:
    """Offers whose transfer code went to the actor's own address, newest first; none for who may not receive."""
    if not may(actor.role, Right.RECEIVE_MOVE):
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT moves_offered_to_me(%s)", [clock.now()])
        found = cursor.fetchone()[0]
    rows: list[dict[str, Any]] = json.loads(found) if isinstance(found, str) else found
    return [
        WaitingOffer(
            giver=row["giver"],
            started_by=row["started_by"],
            expires_at=datetime.fromisoformat(row["expires_at"]),
            administrations=tuple(row["administrations"] or ()),
        )
        for row in rows
    ]


def side_of(actor: Actor, move: Move) -> str:
    """Which side of a move the actor's environment is on: giver or receiver."""
    return str(Party.GIVER if move.giver_id == actor.environment.pk else Party.RECEIVER)


def waits_for_its_time(move: Move) -> bool:
    """Whether everybody agreed, and the hour at which it runs has not come."""
    return move.state == MoveState.AGREED and move.run_at is not None and move.run_at > clock.now()


def other_side(move: Move) -> str:
    """The receiver as the giver knows them; before a ticket is redeemed that is nobody in particular."""
    return move.receiver_name or move.receiver_email or _("whoever has the ticket")


def waits_for(move: Move, asked: waiting.Waiting | None = None) -> str:
    """What a move waits for, in one sentence; nothing for an ended one. ``asked``: who has to approve, if known."""
    sentences = {
        MoveState.DRAFT: _("The giver chooses the administrations."),
        MoveState.OFFERED: _offered_waits(move, asked) if move.state == MoveState.OFFERED else "",
        MoveState.DELIVERED: _("The receiver looks at the verification and releases."),
        MoveState.RELEASED: _("The undo window ends; until then the receiver can give it back."),
        MoveState.EXPIRED: _("The giver withdraws it and starts again."),
        MoveState.FAILED: _("Somebody mends what stopped it and resumes, or one of the parties ends it."),
    }
    at_work = (MoveState.AGREED, MoveState.SCHEDULED, MoveState.FROZEN, MoveState.CARRIED, MoveState.VERIFIED)
    if waits_for_its_time(move):
        return _("It runs on %(when)s.") % {"when": clock.for_people(move.run_at)} if move.run_at else ""
    if move.state in (*at_work, MoveState.TAKING_BACK):
        return _("The system is at work.")
    return sentences.get(MoveState(move.state), "")


def _offered_waits(move: Move, asked: waiting.Waiting | None) -> str:
    who = (waiting.asked([move]) if asked is None else asked).get(move.pk, frozenset())
    if move.code_used_at is not None and who:
        return waiting.told(who)
    if not move.receiver_email:
        return _("Whoever has the transfer ticket redeems it.")
    return _("The receiver enters the transfer code.")


def _on_side(actor: Actor, side: str) -> QuerySet[Move]:
    if side == Party.GIVER:
        return Move.objects.filter(giver=actor.environment)
    if side == Party.RECEIVER:
        return Move.objects.filter(receiver=actor.environment)
    return Move.objects.all()


def _found_by(search: str) -> Q:
    parts = MoveAdministration.objects.filter(
        Q(name__icontains=search) | Q(old_code__iexact=search) | Q(new_code__iexact=search)
    )
    names = Q(giver_name__icontains=search) | Q(receiver_name__icontains=search) | Q(client_name__icontains=search)
    return Q(pk__in=parts.values("move")) | names


def _rows(actor: Actor, moves: Sequence[Move]) -> list[MoveRow]:
    names: dict[int, list[str]] = {move.pk: [] for move in moves}
    parts = MoveAdministration.objects.filter(move__in=list(names)).order_by("move", "number")
    for move, name in parts.values_list("move", "name"):
        names[move].append(name)
    asked = waiting.asked(moves)
    return [_row(actor, move, names[move.pk], asked) for move in moves]


def _row(actor: Actor, move: Move, names: Sequence[str], asked: waiting.Waiting) -> MoveRow:
    side = side_of(actor, move)
    return MoveRow(
        number=move.pk,
        uid=str(move.uid),
        state=move.state,
        side=side,
        other=move.giver_name if side == Party.RECEIVER else other_side(move),
        administrations=tuple(names) or (waiting.name_without_parts(move),),
        started_at=move.created_at,
        expires_at=move.expires_at,
        undo_until=move.undo_until,
        waits_for=waits_for(move, asked),
        withdrawable=can_withdraw(move),
    )
