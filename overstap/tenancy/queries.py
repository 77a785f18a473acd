"""What pages and commands show of tenancy. Every query shows a person no more than their role allows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from overstap.tenancy.access import Actor, NotAllowed, acting, administration_to_manage, require
from overstap.tenancy.models import (
    Administration,
    AdministrationAccess,
    AuditEvent,
    Environment,
    Invitation,
    Licence,
    Membership,
    Person,
)
from overstap.tenancy.roles import Right, may
from overstap.tenancy.values import AdministrationState, PersonKind

LONGEST_PAGE = 500


@dataclass(frozen=True, slots=True)
class EnvironmentRow:
    """An environment in which somebody works."""

    slug: str
    name: str
    office: str
    role: str
    tier: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member of an environment."""

    email: str
    name: str
    role: str
    since: datetime
    uid: UUID


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation that stands: not accepted, not withdrawn (it may have expired)."""

    email: str
    role: str
    invited_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AdministrationRow:
    """An administration in the list of an environment. ``access``: whether the asker may open its books."""

    code: str
    name: str
    state: str
    package: str
    access: bool
    parent: str
    frozen_until: datetime | None


@dataclass(frozen=True, slots=True)
class AccessRow:
    """A member, and whether they may open one administration."""

    email: str
    name: str
    role: str
    access: bool
    uid: UUID


@dataclass(frozen=True, slots=True)
class AuditRow:
    """A line of the audit log; ``number`` is what to ask the next page with."""

    number: int
    at: datetime
    person: str
    action: str
    outcome: str
    code: str
    facts: Mapping[str, object]


def environments_of(person: Person) -> list[EnvironmentRow]:
    """The environments in which ``person`` works, by name."""
    with acting(person.pk, []):
        memberships = list(
            Membership.objects.filter(person=person, active=True)
            .select_related("environment__office")
            .order_by("environment__name", "environment__slug")
        )
        with acting(person.pk, [membership.environment_id for membership in memberships]):
            tiers = dict(Licence.objects.values_list("environment_id", "tier"))
    return [
        EnvironmentRow(
            slug=one.environment.slug,
            name=one.environment.name,
            office=one.environment.office.name,
            role=one.role,
            tier=tiers[one.environment_id],
        )
        for one in memberships
    ]


def language_of(email: str) -> str:
    """The language to write in to this address: the account's, or the installation's where there is no account."""
    chosen = Person.objects.filter(email__iexact=email).values_list("language", flat=True).first()
    return chosen or settings.LANGUAGE_CODE


def licence(actor: Actor) -> Licence:
    """The licence of the actor's environment."""
    return Licence.objects.get(environment=actor.environment)


def members(actor: Actor) -> list[MemberRow]:
    """The active members, by name. Raises NotAllowed."""
    require(actor, Right.MANAGE_PEOPLE)
    return [
        MemberRow(one.person.email, one.person.name, one.role, one.since, one.person.uid)
        for one in _members(actor.environment)
    ]


def invitations(actor: Actor) -> list[InvitationRow]:
    """The invitations that stand, newest first. Raises NotAllowed."""
    require(actor, Right.MANAGE_PEOPLE)
    found = Invitation.objects.filter(environment=actor.environment, accepted_at=None, withdrawn_at=None)
    return [InvitationRow(one.email, one.role, one.invited_at, one.expires_at) for one in found.order_by("-id")]


def administrations(actor: Actor) -> list[AdministrationRow]:
    """The administrations held here, by code.

    Whoever manages them sees all, to be able to give access (R083); others see those that they may open.
    """
    found = Administration.objects.filter(environment=actor.environment).exclude(state=AdministrationState.MOVED)
    mine = set(AdministrationAccess.objects.filter(person=actor.person).values_list("administration_id", flat=True))
    rows = found.select_related("parent").order_by("code")
    sees_all = may(actor.role, Right.MANAGE_ACCESS) or may(actor.role, Right.MANAGE_ADMINISTRATIONS)
    return [_administration_row(one, access=one.pk in mine) for one in rows if sees_all or one.pk in mine]


def without_access(actor: Actor, most: int = 20) -> list[AdministrationRow]:
    """Active administrations that nobody may open yet (R082), by code; none for who cannot give access."""
    if not may(actor.role, Right.MANAGE_ACCESS):
        return []
    found = Administration.objects.filter(environment=actor.environment, state=AdministrationState.ACTIVE)
    unseen = found.filter(administrationaccess=None).select_related("parent").order_by("code")[:most]
    return [_administration_row(one, access=False) for one in unseen]


def access_list(actor: Actor, code: str) -> list[AccessRow]:
    """Every member, and whether they may open administration ``code`` (R085). Raises NotAllowed or NotFound."""
    one = administration_to_manage(actor, code, Right.MANAGE_ACCESS)
    inside = set(AdministrationAccess.objects.filter(administration=one).values_list("person_id", flat=True))
    return [
        AccessRow(
            email=member.person.email,
            name=member.person.name,
            role=member.role,
            access=member.person_id in inside,
            uid=member.person.uid,
        )
        for member in _members(actor.environment)
    ]


def audit_events(actor: Actor, *, before: int | None = None, limit: int = 50) -> list[AuditRow]:
    """A page of the environment's audit log, newest first: lines with a number below ``before``.

    Raises NotAllowed.
    """
    require(actor, Right.READ_AUDIT)
    return _audit_page(actor.environment, before, limit)


def operator_audit_events(operator: Person, *, before: int | None = None, limit: int = 50) -> list[AuditRow]:
    """As ``audit_events``, of the lines that belong to no environment: for the operator alone."""
    if operator.kind != PersonKind.OPERATOR:
        raise NotAllowed(_("Only the operator of this installation reads these lines."), code="OPERATOR-ONLY")
    with acting(operator.pk, []):
        return _audit_page(None, before, limit)


def _members(environment: Environment) -> list[Membership]:
    found = Membership.objects.filter(environment=environment, active=True).select_related("person")
    return list(found.order_by("person__name", "person__email"))


def _administration_row(one: Administration, *, access: bool) -> AdministrationRow:
    return AdministrationRow(
        code=one.code,
        name=one.name,
        state=one.state,
        package=one.package,
        access=access,
        parent=one.parent.code if one.parent else "",
        frozen_until=one.frozen_until,
    )


def _audit_page(environment: Environment | None, before: int | None, limit: int) -> list[AuditRow]:
    found = AuditEvent.objects.filter(environment=environment).select_related("person").order_by("-id")
    if before is not None:
        found = found.filter(id__lt=before)
    return [
        AuditRow(one.pk, one.at, one.person.email if one.person else "", one.action, one.outcome, one.code, one.facts)
        for one in found[: min(max(limit, 1), LONGEST_PAGE)]
    ]
