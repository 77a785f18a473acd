"""The verbs about people who worked in what came here: invite, link, unlink, give again, put aside.

All are for superusers of the environment, in the transaction of ``access.enter``.
"""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.moves.people import standing
from overstap.moves.people.models import Placeholder
from overstap.moves.people.values import EventKind, PlaceholderState
from overstap.tenancy import access, audit, checks, people
from overstap.tenancy.access import Actor
from overstap.tenancy.actions import no_member
from overstap.tenancy.models import Membership, Person
from overstap.tenancy.roles import Right, Role


class RoleChoiceNeeded(Refused):
    """Somebody who managed the other environment does not manage this one by a click."""

    code = "FORMER-SUPERUSER"


class AddressNeeded(Refused):
    """There is no address to mail to."""

    code = "FORMER-ADDRESS"


def invite(actor: Actor, uids: Sequence[UUID], *, role: str = "", email: str = "") -> list[str]:
    """Invite people with the role that they had, or all with ``role``; one of them at another ``email``.

    Who accepts gets back the access that they had. An earlier invitation is of no use any more. Gives the addresses.
    Raises NotAllowed, NotFound, PlaceholderRefused, RoleChoiceNeeded, AddressNeeded, Malformed, Taken (MEMBER-EXISTS).
    """
    _require_right(actor)
    if email and len(set(uids)) != 1:
        raise AddressNeeded(_("Another address is for one person at a time."), remedy=_("Choose one person."))
    wanted = checks.role(role) if role else ""
    found = standing.locked(actor, uids, "invite")
    return [_invite(actor, one, wanted, email) for one in found]


def link(actor: Actor, uid: UUID, person: UUID, reason: str = "") -> list[str]:
    """Put a member of the environment behind a name, who gets back what it had; gives the codes that were opened.

    What each booked or approved stays under its own name. For somebody else than the one whose address it is, a
    reason is needed. Raises NotAllowed, NotFound, PlaceholderRefused, Malformed.
    """
    _require_right(actor)
    one = standing.locked(actor, [uid], "link")[0]
    member = _member(actor, person)
    is_own = bool(one.email) and member.email.lower() == one.email.lower()
    why = standing.reason_of(reason, needed=not is_own)
    if one.state == PlaceholderState.INVITED:
        standing.withdraw(one)
    _set(one, PlaceholderState.LINKED, why, person=member)
    standing.note(one, EventKind.LINKED, actor.person.name, why)
    codes = standing.restore(one, actor.person)
    facts = {"name": one.name, "person": member.email, "reason": why, "administrations": codes}
    audit.record(actor, "former.link", facts)
    return codes


def unlink(actor: Actor, uid: UUID, reason: str) -> list[str]:
    """Take the person from behind a name, with exactly what that gave; gives the codes that were closed.

    Their membership and role stay. Raises NotAllowed, NotFound, PlaceholderRefused, Malformed (REASON-NEEDED).
    """
    _require_right(actor)
    one = standing.locked(actor, [uid], "unlink")[0]
    why = standing.reason_of(reason, needed=True)
    behind = one.person.email if one.person else ""
    codes = standing.take(one)
    _set(one, PlaceholderState.WAITING, why, person=None)
    standing.note(one, EventKind.UNLINKED, actor.person.name, why)
    facts = {"name": one.name, "person": behind, "reason": why, "administrations": codes}
    audit.record(actor, "former.unlink", facts)
    return codes


def restore(actor: Actor, uid: UUID) -> list[str]:
    """Give whoever stands behind a name what it has not (any more), of moves since; gives the codes."""
    _require_right(actor)
    one = standing.locked(actor, [uid], "restore")[0]
    if one.person is None or not _works_here(actor, one.person):
        raise no_member(one.person.email if one.person else one.name)
    codes = standing.restore(one, actor.person)
    if codes:
        standing.note(one, EventKind.RESTORED, actor.person.name)
        facts = {"name": one.name, "person": one.person.email, "administrations": codes}
        audit.record(actor, "former.restore", facts)
    return codes


def put_aside(actor: Actor, uid: UUID, reason: str) -> None:
    """Keep a name for authorship alone: the e-mail address is erased, for good.

    Raises NotAllowed, NotFound, PlaceholderRefused, Malformed (REASON-NEEDED).
    """
    _require_right(actor)
    one = standing.locked(actor, [uid], "put_aside")[0]
    why = standing.reason_of(reason, needed=True)
    if one.state == PlaceholderState.INVITED:
        standing.withdraw(one)
    one.email, one.invited_email = "", ""
    _set(one, PlaceholderState.PUT_ASIDE, why, person=None)
    standing.note(one, EventKind.PUT_ASIDE, actor.person.name, why)
    audit.record(actor, "former.put_aside", {"name": one.name, "reason": why})


def _invite(actor: Actor, one: Placeholder, role: str, email: str) -> str:
    address = checks.email(email) if email else one.email
    if not address:
        raise AddressNeeded(
            _("There is no address of %(name)s.") % {"name": one.name}, remedy=_("Give an address to invite them at.")
        )
    if not role and one.role == Role.SUPERUSER:
        raise RoleChoiceNeeded(
            _("%(name)s was superuser elsewhere; that is no reason to be one here.") % {"name": one.name},
            remedy=_("Open their page and choose a role."),
        )
    people.invite(actor=actor, email=address, role=role or one.role)
    one.invited_email = address
    _set(one, PlaceholderState.INVITED, "", person=None)
    standing.note(one, EventKind.INVITED, actor.person.name)
    audit.record(actor, "former.invite", {"name": one.name, "email": address, "role": role or one.role})
    return address


def _set(one: Placeholder, state: PlaceholderState, reason: str, *, person: Person | None) -> None:
    one.state, one.reason, one.person, one.changed_at = state, reason, person, clock.now()
    one.save()


def _member(actor: Actor, uid: UUID) -> Person:
    found = Membership.objects.filter(environment=actor.environment, person__uid=uid, active=True)
    membership = found.select_related("person").first()
    if membership is None or not membership.person.is_active:
        raise access.NotFound(
            _("That person does not work in this environment."),
            code="MEMBER-NOT-FOUND",
            remedy=_("Invite them first."),
        )
    return membership.person


def _works_here(actor: Actor, person: Person) -> bool:
    return Membership.objects.filter(environment=actor.environment, person=person, active=True).exists()


def _require_right(actor: Actor) -> None:
    access.require(actor, Right.MANAGE_PEOPLE)
    access.require(actor, Right.MANAGE_ACCESS)
