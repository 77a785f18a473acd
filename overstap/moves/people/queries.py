"""Who had which role where: the list for whoever received, a person in full, and what one has back of one's own.

The list takes a fixed number of queries, however many people and administrations there are on a page.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.moves.models import Move, MoveAdministration
from overstap.moves.people.models import Placeholder, PlaceholderEvent, Restored, RoleBefore
from overstap.moves.people.values import (
    Archive,
    Former,
    FormerPage,
    Happened,
    Held,
    PlaceholderState,
    RestoredKind,
    Shown,
)
from overstap.moves.values import Outcome
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.models import AdministrationAccess, Invitation, Membership
from overstap.tenancy.roles import Right, may
from overstap.tenancy.values import AdministrationState

PAGE = 50
TO_DO = (PlaceholderState.WAITING, PlaceholderState.INVITED, PlaceholderState.DECLINED)
WHICH = ("todo", "here", "aside", "all")  # what a list can be asked for
_WHICH = {
    "todo": TO_DO,
    "here": (PlaceholderState.ACCEPTED, PlaceholderState.LINKED),
    "aside": (PlaceholderState.PUT_ASIDE, PlaceholderState.ENDED),
}


@dataclass(frozen=True, slots=True)
class Summary:
    """What the page of a move says about its people. ``mine``: how much of it the reader may open."""

    total: int = 0
    waiting: int = 0
    administrations: int = 0
    mine: int = 0
    may_give: bool = False


@dataclass(slots=True)
class _Around:
    """What belongs to the placeholders of one page."""

    roles: dict[int, list[Held]] = field(default_factory=lambda: defaultdict(list))
    invitations: dict[str, Invitation] = field(default_factory=dict)
    members: dict[str, UUID] = field(default_factory=dict)
    working: set[int] = field(default_factory=set)


def listing(
    actor: Actor, *, move: UUID | None = None, which: str = "all", search: str = "", after: str = "", limit: int = PAGE
) -> FormerPage:
    """People by name, of everything that came here or of one move; ``which`` is one of WHICH.

    ``after`` is what the page before gave. Raises NotAllowed, and NotFound for a move of others.
    """
    _require_right(actor)
    found = _of_move(actor, move) if move else Placeholder.objects.filter(environment=actor.environment)
    if which in _WHICH:
        found = found.filter(state__in=_WHICH[which])
    if not search.isprintable():
        return FormerPage((), "")
    if search:
        found = found.filter(Q(name__icontains=search) | Q(email__icontains=search))
    found = _after(found, after)
    ones = list(found.select_related("person").order_by("name", "id")[: limit + 1])
    rows = _rows(actor, ones[:limit], move)
    return FormerPage(rows, f"{ones[limit - 1].pk}" if len(ones) > limit else "")


def former(actor: Actor, uid: UUID) -> tuple[Former, list[Happened]]:
    """Somebody in full, with all that was done about them, newest first. Raises NotAllowed or NotFound."""
    _require_right(actor)
    one = Placeholder.objects.filter(environment=actor.environment, uid=uid).select_related("person").first()
    if one is None:
        raise access.NotFound(
            _("That person is not among those who worked in what came here."), code="FORMER-NOT-FOUND"
        )
    events = PlaceholderEvent.objects.filter(placeholder=one).order_by("-id")
    return _rows(actor, [one], None)[0], [Happened(event.at, event.kind, event.by, event.reason) for event in events]


def summary(actor: Actor, uid: UUID) -> Summary:
    """How many people of move ``uid`` wait for something, and how much of it the reader may open."""
    if not may(actor.role, Right.MANAGE_ACCESS):
        return Summary()
    released = MoveAdministration.objects.filter(
        move__uid=uid, outcome__in=(Outcome.RELEASED, Outcome.CLOSED), target__environment=actor.environment
    ).exclude(target__state__in=(AdministrationState.MOVED, AdministrationState.INCOMING))
    targets = list(released.values_list("target_id", flat=True))
    if not targets:
        return Summary()
    mine = AdministrationAccess.objects.filter(administration__in=targets, person=actor.person).count()
    states = list(_of_move(actor, uid, ended=False).values_list("state", flat=True))
    waiting = sum(1 for state in states if state in (PlaceholderState.WAITING, PlaceholderState.DECLINED))
    return Summary(len(states), waiting, len(targets), mine, may_give=True)


def archives_open_to(actor: Actor) -> list[Archive]:
    """R068, R069: the personal archives that were given back to the actor, by code of the administration."""
    rows = Restored.objects.filter(
        environment=actor.environment, person=actor.person, kind=RestoredKind.ARCHIVE, taken_at=None
    ).exclude(administration__state=AdministrationState.MOVED)
    return [
        Archive(
            row.administration.uid,
            row.administration.code,
            row.administration.name,
            row.archive_of.uid,
            row.archive_of.name,
        )
        for row in rows.select_related("administration", "archive_of").order_by("administration__code", "id")
        if row.archive_of is not None
    ]


def _of_move(actor: Actor, uid: UUID, *, ended: bool = True) -> QuerySet[Placeholder]:
    if not Move.objects.filter(uid=uid).exists():
        raise access.NotFound(
            _("There is no move %(uid)s that you take part in.") % {"uid": uid}, code="MOVE-NOT-FOUND"
        )
    lines = RoleBefore.objects.filter(environment=actor.environment, move__uid=uid)
    if not ended:
        lines = lines.filter(ended_at=None)
    return Placeholder.objects.filter(environment=actor.environment, pk__in=lines.values("placeholder_id"))


def _after(found: QuerySet[Placeholder], after: str) -> QuerySet[Placeholder]:
    """Those behind the one with number ``after``, by name; a number that is none begins anew."""
    if not (after.isascii() and after.isdigit() and len(after) < 19):
        return found
    last = Placeholder.objects.filter(pk=int(after)).values_list("name", flat=True).first()
    if last is None:
        return found
    return found.filter(Q(name__gt=last) | Q(name=last, id__gt=int(after)))


def _rows(actor: Actor, ones: Sequence[Placeholder], move: UUID | None) -> list[Former]:
    around = _around(actor, ones, move)
    return [_row(one, around) for one in ones]


def _around(actor: Actor, ones: Sequence[Placeholder], move: UUID | None) -> _Around:
    around = _Around()
    lines = RoleBefore.objects.filter(placeholder__in=[one.pk for one in ones])
    if move:
        lines = lines.filter(move__uid=move)
    told = list(lines.select_related("administration", "move").order_by("-until", "name", "id"))
    inside = _inside(ones, told)
    people = {one.pk: one.person_id for one in ones}
    for line in told:
        given = (line.administration_id, people[line.placeholder_id]) in inside
        around.roles[line.placeholder_id].append(_held(line, is_given=given))
    addresses = {address.lower() for one in ones for address in (one.email, one.invited_email) if address}
    around.invitations = _newest_invitations(actor, addresses)
    members = Membership.objects.filter(environment=actor.environment, active=True).annotate(low=Lower("person__email"))
    wanted = members.filter(Q(low__in=addresses) | Q(person__in=[one.person_id for one in ones if one.person_id]))
    for low, uid, person in wanted.values_list("low", "person__uid", "person_id"):
        around.members[low] = uid
        around.working.add(person)
    return around


def _inside(ones: Iterable[Placeholder], lines: Iterable[RoleBefore]) -> set[tuple[int, int | None]]:
    people = [one.person_id for one in ones if one.person_id]
    if not people:
        return set()
    administrations = {line.administration_id for line in lines}
    found = AdministrationAccess.objects.filter(person__in=people, administration__in=administrations)
    return set(found.values_list("administration_id", "person_id"))


def _newest_invitations(actor: Actor, addresses: set[str]) -> dict[str, Invitation]:
    found = Invitation.objects.filter(environment=actor.environment).annotate(low=Lower("email"))
    newest = found.filter(low__in=addresses).order_by("low", "-id").distinct("low")
    return {one.email.lower(): one for one in newest}


def _held(line: RoleBefore, *, is_given: bool) -> Held:
    return Held(
        administration_uid=line.administration_uid,
        administration=line.name,
        code=line.code,
        code_here=line.administration.code,
        holder=line.holder,
        role=line.role,
        has_access=line.has_access,
        has_booked=line.has_booked,
        has_agreed=line.has_agreed,
        has_archive=line.has_archive,
        until=line.until,
        move_uid=line.move.uid,
        is_of_giver=line.origin == line.move.uid,
        ended_at=line.ended_at,
        is_given=is_given,
    )


def _row(one: Placeholder, around: _Around) -> Former:
    invitation = around.invitations.get(one.invited_email.lower()) if one.invited_email else None
    behind = one.person
    return Former(
        number=one.pk,
        uid=one.uid,
        name=one.name,
        email=one.email,
        role=one.role,
        state=_shown(one, invitation),
        stored=one.state,
        roles=tuple(around.roles[one.pk]),
        person_uid=behind.uid if behind else None,
        person_name=behind.name if behind else "",
        person_email=behind.email if behind else "",
        person_works_here=behind is not None and behind.pk in around.working,
        invited_email=one.invited_email,
        invited_role=invitation.role if invitation else "",
        expires_at=invitation.expires_at if invitation and one.state == PlaceholderState.INVITED else None,
        reason=one.reason,
        changed_at=one.changed_at,
        member_uid=around.members.get(one.email.lower()) if one.email else None,
    )


def _shown(one: Placeholder, invitation: Invitation | None) -> str:
    if one.state != PlaceholderState.INVITED:
        return str(Shown(one.state))
    if invitation is None or invitation.withdrawn_at is not None or invitation.accepted_at is not None:
        return str(Shown.WITHDRAWN)
    return str(Shown.EXPIRED if invitation.expires_at <= clock.now() else Shown.INVITED)


def _require_right(actor: Actor) -> None:
    access.require(actor, Right.MANAGE_PEOPLE)
    access.require(actor, Right.MANAGE_ACCESS)
