"""The verbs of rehearsals: order one, before an offer or of a move that everybody agreed to."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from overstap.durable import engine
from overstap.lib.errors import Refused
from overstap.moves.copies import with_copies
from overstap.moves.models import Move
from overstap.moves.profiles import profile
from overstap.moves.rehearsals.models import Rehearsal
from overstap.moves.state import for_system, parts_of
from overstap.moves.transitions import IllegalTransition
from overstap.moves.values import MoveState
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Administration, Mandate
from overstap.tenancy.roles import Right
from overstap.tenancy.values import AdministrationState

REHEARSE = "moves.rehearse"
MOST_OPEN = 3  # rehearsals of one office that wait or run
MOST = 50  # administrations in one


class TooManyRehearsals(Refused):
    """Enough is being rehearsed already."""

    code = "REHEARSALS-TOO-MANY"


class NothingToRehearse(Refused):
    """There is nothing here that could move."""

    code = "REHEARSAL-NOTHING"


def order(actor: Actor, codes: Sequence[str], profile_name: str) -> UUID:
    """Rehearse moving these administrations, before anything is offered; gives the rehearsal's uid.

    The worker runs it. Nothing is locked and nothing changes. Raises NotAllowed, NotFound, NothingToRehearse,
    TooManyRehearsals, and what ``profile`` raises.
    """
    access.require(actor, Right.START_MOVE)
    which = profile(profile_name)
    chosen = [access.administration_to_manage(actor, code, Right.START_MOVE) for code in dict.fromkeys(codes)]
    wanted = with_copies(which, chosen)
    _require_held(wanted)
    _require_some_room(actor)
    made = Rehearsal.objects.create(
        environment=actor.environment, profile=which.name, ordered_by=actor.person, **_scope(wanted)
    )
    Mandate.objects.create(reference=made.uid, environment=actor.environment, granted_by=actor.person)
    return _ordered(actor, made)


def order_of_move(actor: Actor, uid: UUID) -> UUID:
    """Rehearse a move that everybody agreed to and that waits for its moment; either party may.

    Raises NotAllowed, NotFound, IllegalTransition (MOVE-STATE), TooManyRehearsals.
    """
    move = _visible(actor, uid)
    access.require(actor, Right.START_MOVE if move.giver_id == actor.environment.pk else Right.RECEIVE_MOVE)
    if move.state != MoveState.AGREED or move.receiver_id is None:
        raise IllegalTransition(
            _("Only a move that everybody agreed to, and that waits, can be rehearsed as such."),
            remedy=_("Rehearse the administrations themselves."),
            facts={"state": move.state},
        )
    _require_some_room(actor)
    with for_system(uid):
        sources = [part.source for part in parts_of(move)]
        _require_held(sources)
        made = Rehearsal.objects.create(
            environment=move.giver,
            receiver=move.receiver,
            move=move,
            profile=move.profile,
            ordered_by=actor.person,
            **_scope(sources),
        )
        for mandate in Mandate.objects.filter(reference=uid, ended_at=None):
            Mandate.objects.create(
                reference=made.uid, environment_id=mandate.environment_id, granted_by_id=mandate.granted_by_id
            )
    return _ordered(actor, made)


def _ordered(actor: Actor, made: Rehearsal) -> UUID:
    audit.record(actor, "rehearsal.order", {"administrations": made.codes, "rehearsal": str(made.uid)})
    engine.defer(REHEARSE, lock=f"rehearsals of {made.environment_id}", uid=str(made.uid))
    return made.uid


def _scope(wanted: Sequence[Administration]) -> dict[str, list[str]]:
    return {
        "codes": [one.code for one in wanted],
        "names": [one.name for one in wanted],
        "uids": [str(one.uid) for one in wanted],
    }


def _require_held(wanted: Sequence[Administration]) -> None:
    if not wanted or len(wanted) > MOST:
        raise NothingToRehearse(
            _("Choose between 1 and %(most)d administrations.") % {"most": MOST},
            remedy=_("Rehearse the others apart."),
        )
    for one in wanted:
        if one.sealed_at is not None or one.state not in (AdministrationState.ACTIVE, AdministrationState.FROZEN):
            raise NothingToRehearse(
                _("“%(name)s” is not held here; it cannot move.") % {"name": one.name},
                remedy=_("Choose another administration."),
            )


def _require_some_room(actor: Actor) -> None:
    if Rehearsal.objects.filter(finished_at=None).count() >= MOST_OPEN:
        raise TooManyRehearsals(
            _("%(most)d rehearsals are waiting or running here already.") % {"most": MOST_OPEN},
            remedy=_("Wait until one is done; you find them under Migrations > Rehearsals."),
            facts={"environment": actor.environment.slug},
        )


def _visible(actor: Actor, uid: UUID) -> Move:
    access.require(actor, Right.READ_MOVES)
    move = Move.objects.filter(uid=uid).first()
    if move is None:
        raise access.NotFound(
            _("There is no move %(uid)s that you take part in.") % {"uid": uid},
            code="MOVE-NOT-FOUND",
            remedy=_("Look under Migrations, or ask whoever sent you the address."),
        )
    return move
