"""The plan of a move, for whoever may see it: what goes along, changes, stays, or is for somebody to arrange.

It is read from the giver's data at the moment that it is asked for; what the ledger itself does is told by the pages.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _

from overstap.moves.holdings import planning
from overstap.moves.holdings.values import Fate, PlanLine
from overstap.moves.models import Move, MoveAdministration
from overstap.moves.profiles import profile
from overstap.moves.state import for_system
from overstap.moves.transitions import ENDED
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right
from overstap.tenancy.values import AdministrationState


def before_offer(actor: Actor, which: str, codes: Collection[str]) -> list[PlanLine]:
    """For the giver, of administrations that are not offered yet; ``which`` names the profile. Raises NotAllowed."""
    access.require(actor, Right.START_MOVE)
    held = Administration.objects.filter(environment=actor.environment, code__in=list(codes))
    return planning.lines(profile(which), list(held.exclude(state=AdministrationState.MOVED).order_by("code")))


def of_offer(actor: Actor, uid: UUID) -> list[PlanLine]:
    """For who has the transfer code of move ``uid``: without facts, which are the giver's until the offer is accepted.

    The caller has checked the code. Raises NotAllowed.
    """
    access.require(actor, Right.RECEIVE_MOVE)
    return [replace(line, facts=()) for line in _lines(uid)]


def of_move(actor: Actor, uid: UUID) -> list[PlanLine]:
    """For either party. Without lines once the move has ended. Raises NotAllowed, NotFound."""
    access.require(actor, Right.READ_MOVES)
    if not Move.objects.filter(uid=uid).exists():
        raise access.NotFound(
            _("There is no move %(uid)s that you take part in.") % {"uid": uid},
            code="MOVE-NOT-FOUND",
            remedy=_("Look under Migrations, or ask whoever sent you the address."),
        )
    return _lines(uid)


def by_fate(lines: Sequence[PlanLine]) -> dict[str, list[PlanLine]]:
    """The lines under each fate."""
    return {fate.value: [line for line in lines if line.fate is fate] for fate in Fate}


def _lines(uid: UUID) -> list[PlanLine]:
    """As the system actor, which sees the giver's data as long as the giver's mandate stands."""
    with for_system(uid):
        move = Move.objects.filter(uid=uid).first()
        if move is None or move.state in ENDED:
            return []
        parts = MoveAdministration.objects.filter(move=move).select_related("source").order_by("number")
        return planning.lines(profile(move.profile), [part.source for part in parts])
