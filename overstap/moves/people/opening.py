"""After the release: access for oneself and colleagues, to everything of a move at once (R082 to R084)."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from overstap.lib.errors import Refused
from overstap.moves.models import Move, MoveAdministration
from overstap.moves.people.values import Colleague
from overstap.moves.values import Outcome
from overstap.tenancy import access, actions
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Administration, AdministrationAccess, Membership
from overstap.tenancy.roles import Right
from overstap.tenancy.values import AdministrationState

_RELEASED = (Outcome.RELEASED, Outcome.CLOSED)


class NothingToOpen(Refused):
    """The move brought nothing that can be opened (yet, or any more)."""

    code = "NOTHING-RELEASED"


def give(actor: Actor, uid: UUID, people: Sequence[UUID]) -> int:
    """R083, R084: let these members work in everything that move ``uid`` brought; gives how many they are.

    Raises NotAllowed, NotFound, NothingToOpen before the release, or where the reader is no receiver of it.
    """
    codes = [one.code for one in _released(actor, uid)]
    wanted = set(people)
    found = Membership.objects.filter(environment=actor.environment, person__uid__in=wanted, active=True)
    members = list(found.select_related("person"))
    if not wanted or len(members) != len(wanted):
        raise access.NotFound(
            _("Choose people who work in this environment."), code="MEMBER-NOT-FOUND", remedy=_("Invite them first.")
        )
    if not codes:
        raise NothingToOpen(
            _("There is nothing of this move to open."), remedy=_("Access can be given once it has been released.")
        )
    for code in codes:
        for member in members:
            actions.give_access(actor=actor, code=code, person=member.person)
    return len(members)


def colleagues(actor: Actor, uid: UUID) -> tuple[int, list[Colleague]]:
    """How many administrations move ``uid`` brought, and which members may open how many of them."""
    released = _released(actor, uid)
    inside = Counter(
        AdministrationAccess.objects.filter(administration__in=[one.pk for one in released]).values_list(
            "person_id", flat=True
        )
    )
    members = Membership.objects.filter(environment=actor.environment, active=True).select_related("person")
    rows = [
        Colleague(one.person.uid, one.person.name, one.person.email, one.role, inside[one.person_id])
        for one in members.order_by("person__name", "person__email")
    ]
    return len(released), rows


def _released(actor: Actor, uid: UUID) -> list[Administration]:
    access.require(actor, Right.MANAGE_ACCESS)
    if not Move.objects.filter(uid=uid).exists():
        raise access.NotFound(
            _("There is no move %(uid)s that you take part in.") % {"uid": uid}, code="MOVE-NOT-FOUND"
        )
    parts = MoveAdministration.objects.filter(move__uid=uid, outcome__in=_RELEASED)
    found = Administration.objects.filter(
        environment=actor.environment, pk__in=parts.values_list("target_id"), sealed_at=None
    )
    return list(found.exclude(state__in=(AdministrationState.MOVED, AdministrationState.INCOMING)).order_by("code"))
