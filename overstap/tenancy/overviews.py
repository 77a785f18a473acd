"""What the pages of settings and the audit log show, a page at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from overstap.tenancy.access import (
    SYSTEM_EMAIL,
    Actor,
    NotFound,
    administration_to_manage,
    require,
)
from overstap.tenancy.models import Administration, AdministrationAccess, AuditEvent, Membership, Person
from overstap.tenancy.roles import Right
from overstap.tenancy.systems import name_of
from overstap.tenancy.values import AdministrationState

PAGE = 50
_LARGEST = 2**63 - 1
_INSIDE = Subquery(  # asked of the rows of one page alone
    AdministrationAccess.objects.filter(administration=OuterRef("pk"))
    .order_by()
    .values("administration")
    .annotate(number=Count("id"))
    .values("number")
)


@dataclass(frozen=True, slots=True)
class ManagedRow:
    """An administration in the list of whoever manages them; ``people``: how many may open it."""

    code: str
    name: str
    state: str
    package: str
    people: int


@dataclass(frozen=True, slots=True)
class ManagedPage:
    """Some administrations, and the code to ask the next page with (empty: there is none)."""

    rows: list[ManagedRow]
    after: str


@dataclass(frozen=True, slots=True)
class ManagedAdministration:
    """What can be changed about an administration, and what to show beside it."""

    code: str
    name: str
    state: str
    package: str
    delivery_address: str
    payment_agreement: str
    parent: str
    created_at: datetime
    is_active: bool
    takes_people: bool
    system: str  # what people call the connection that it works with; empty: none


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which lines of the audit log are wanted; what is empty does not matter."""

    person: UUID | None = None
    action: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A line of the audit log. ``number`` rises; ``code`` is that of the error where it was refused."""

    number: int
    at: datetime
    name: str
    email: str
    action: str
    outcome: str
    code: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Lines, newest first, and the number to ask older ones with (None: there are none)."""

    lines: list[AuditLine]
    before: int | None


def member(actor: Actor, uid: UUID, right: Right) -> tuple[Person, str]:
    """An active member of the environment and their role. Raises NotAllowed, or NotFound (MEMBER-NOT-FOUND)."""
    require(actor, right)
    found = Membership.objects.filter(environment=actor.environment, person__uid=uid, active=True)
    one = found.select_related("person").first()
    if one is None:
        raise NotFound(
            _("That person does not work in this environment."),
            code="MEMBER-NOT-FOUND",
            remedy=_("Invite them first."),
        )
    return one.person, one.role


def managed_administrations(actor: Actor, *, search: str = "", after: str = "", limit: int = PAGE) -> ManagedPage:
    """Administrations held here, by code: those after ``after`` with ``search`` in code or name. Raises NotAllowed."""
    require(actor, Right.MANAGE_ADMINISTRATIONS)
    found = Administration.objects.filter(environment=actor.environment).exclude(state=AdministrationState.MOVED)
    if search.isprintable():
        found = found.filter(Q(code__icontains=search) | Q(name__icontains=search)) if search else found
    else:
        found = found.none()
    if after and after.isprintable():
        found = found.filter(code__gt=after)
    ordered = found.annotate(people=Coalesce(_INSIDE, 0)).order_by("code")[: limit + 1]
    rows = [ManagedRow(one.code, one.name, one.state, one.package, one.people) for one in ordered]
    return ManagedPage(rows[:limit], rows[limit - 1].code if len(rows) > limit else "")


def managed_administration(actor: Actor, code: str) -> ManagedAdministration:
    """One of them. Raises NotAllowed or NotFound."""
    one = administration_to_manage(actor, code, Right.MANAGE_ADMINISTRATIONS)
    return ManagedAdministration(
        code=one.code,
        name=one.name,
        state=one.state,
        package=one.package,
        delivery_address=one.delivery_address,
        payment_agreement=one.payment_agreement,
        parent=one.parent.code if one.parent else "",
        created_at=one.created_at,
        is_active=one.state == AdministrationState.ACTIVE,
        takes_people=one.state != AdministrationState.INCOMING,
        system=name_of(one.system) if one.system else "",
    )


def audit_people(actor: Actor) -> list[tuple[UUID, str]]:
    """Who may have signed lines of this environment: present and past members, and the system. Raises NotAllowed."""
    require(actor, Right.READ_AUDIT)
    members = Membership.objects.filter(environment=actor.environment).values_list("person__uid", "person__name")
    system = Person.objects.filter(email=SYSTEM_EMAIL).values_list("uid", "name")
    return sorted([*members, *system], key=lambda person: person[1].lower())


def audit_page(actor: Actor, wanted: AuditFilter, *, before: int | None = None, limit: int = PAGE) -> AuditPage:
    """A page of the environment's audit log: lines with a number below ``before``. Raises NotAllowed."""
    require(actor, Right.READ_AUDIT)
    found = AuditEvent.objects.filter(environment=actor.environment).select_related("person").order_by("-id")
    if wanted.person is not None:
        # By number: the index on it is of no use in a join, of which the planner cannot tell how rare the person is.
        found = found.filter(person_id__in=list(Person.objects.filter(uid=wanted.person).values_list("pk", flat=True)))
    if wanted.action:
        found = found.filter(action=wanted.action)
    if wanted.outcome:
        found = found.filter(outcome=wanted.outcome)
    if before is not None:
        found = found.filter(id__lt=min(before, _LARGEST))
    lines = [_line(one) for one in found[: limit + 1]]
    return AuditPage(lines[:limit], lines[limit - 1].number if len(lines) > limit else None)


def _line(one: AuditEvent) -> AuditLine:
    name, email = (one.person.name, one.person.email) if one.person else ("", "")
    return AuditLine(one.pk, one.at, name, email, one.action, one.outcome, one.code, one.facts)
