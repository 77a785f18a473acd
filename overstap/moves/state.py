"""Getting hold of a move, and taking it from one state to the next."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import connection
from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.moves import events
from overstap.moves.models import Move, MoveAdministration
from overstap.moves.proof.canonical import Json
from overstap.moves.transitions import COMPLETED, ENDED, require_legal
from overstap.moves.values import MoveState, Outcome
from overstap.tenancy import access
from overstap.tenancy.models import Mandate, Person

_MOMENTS = {
    MoveState.FROZEN: "frozen_at",
    MoveState.CARRIED: "carried_at",
    MoveState.VERIFIED: "verified_at",
    MoveState.DELIVERED: "delivered_at",
    MoveState.RELEASED: "released_at",
}


def locked(uid: uuid.UUID) -> Move:
    """The move with its row locked until the transaction ends. Raises NotFound for those who are no party to it."""
    move = Move.objects.select_for_update().filter(uid=uid).first()
    if move is None:
        raise access.NotFound(
            _("There is no move %(uid)s that you take part in.") % {"uid": uid},
            code="MOVE-NOT-FOUND",
            remedy=_("Check the number with “overstap move status”."),
        )
    return move


def parts_of(move: Move, *outcomes: Outcome) -> list[MoveAdministration]:
    """The administrations of a move in order; with ``outcomes`` only those that stand so.

    A party sees the parts, and behind them (``source``, ``target``) only what lies in its own environment.
    """
    parts = MoveAdministration.objects.filter(move=move)
    if outcomes:
        parts = parts.filter(outcome__in=outcomes)
    found = list(parts.order_by("number"))
    for part in found:
        part.move = move
    return found


def go(move: Move, after: MoveState, person: Person, data: Mapping[str, Json] | None = None) -> None:
    """Take the move (row locked) to state ``after`` and write that in its log. Raises IllegalTransition.

    An end state also ends the system's mandates: the worker sees nothing of the move any more after that.
    """
    require_legal(move.state, after, _refusal(move, after), _("Look at the state of the move first."))
    move.state = after
    now = clock.now()
    moment = _MOMENTS.get(after)
    if moment is not None and getattr(move, moment) is None:
        setattr(move, moment, now)
    if after in ENDED:
        move.ended_at = now
    move.save()
    events.record(move, str(after), name_of(person), data)
    if after in ENDED:
        _let_go(move)


def name_of(person: Person) -> str:
    """A person as logs and proofs name them."""
    return f"{person.name} <{person.email}>"


@contextmanager
def for_system(uid: uuid.UUID) -> Iterator[Person]:
    """The system actor at work on one move: sees the environments that gave a mandate for it and no others."""
    system = access.system_person()
    with access.acting(system.pk, []):
        with connection.cursor() as cursor:
            cursor.execute("SELECT moves_environments(%s)", [uid])
            environments: list[int] = cursor.fetchone()[0]
        access.act_in(system.pk, environments, uid)
        yield system


def _let_go(move: Move) -> None:
    MoveAdministration.objects.filter(move=move).update(open=False)
    with for_system(move.uid):
        Mandate.objects.filter(reference=move.uid, ended_at=None).update(ended_at=clock.now())


def _refusal(move: Move, after: MoveState) -> str:
    if after is MoveState.WITHDRAWN and move.state in COMPLETED:
        return _("This move is completed; only the receiver can give the administrations back.")
    return _("A move that is “%(before)s” cannot become “%(after)s”.") % {"before": move.state, "after": str(after)}
