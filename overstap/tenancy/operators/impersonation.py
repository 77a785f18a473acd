"""An operator who works in the name of somebody, to see what they see: with a reason, for half an hour at most.

The person is told by mail when it begins. Every line of the audit log that is written meanwhile names the operator
(``audit.on_behalf``). What may be done meanwhile is the doors' to keep: web.operating.impersonating.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override

from overstap.durable import letters, outbox
from overstap.durable.letters import Letter, Link
from overstap.lib import clock
from overstap.lib.errors import NeedsPerson, Refused
from overstap.tenancy import audit, checks
from overstap.tenancy.access import HOUSE_EMAILS, NotFound, acting
from overstap.tenancy.models import Person
from overstap.tenancy.operators.access import Operator, is_operator
from overstap.tenancy.operators.models import Impersonation
from overstap.tenancy.values import PersonKind

LASTS = timedelta(minutes=30)
BUTTON, TIME, SIGN_OUT, NEXT = "button", "time", "sign_out", "next"
_LONGEST_REASON = 500


class NotInTheirName(Refused):
    """Nobody works in the name of this one."""

    code = "IMPERSONATION-PERSON"


class NotWhileImpersonating(NeedsPerson):
    """This is for the person alone."""

    code = "IMPERSONATION-REFUSED"


@dataclass(frozen=True, slots=True)
class Current:
    """An impersonation that stands: who, for whom, until when at latest."""

    uid: uuid.UUID
    operator: Person
    person: Person
    until: datetime

    def facts(self) -> dict[str, object]:
        """What every line of the audit log tells meanwhile."""
        return {"operator": f"{self.operator.name} <{self.operator.email}>", "impersonation": str(self.uid)}


@dataclass(frozen=True, slots=True)
class ImpersonationRow:
    """One of the past or the present. ``ended_at`` is empty while it stands; ``live``: it does."""

    uid: uuid.UUID
    operator: str
    person: str
    email: str
    reason: str
    started_at: datetime
    ended_at: datetime | None
    ended_by: str
    live: bool


def whom(operator: Operator, person: uuid.UUID) -> Person:
    """Somebody in whose name one may work. Raises NotFound, or NotInTheirName for operators and the house's own."""
    del operator
    found = Person.objects.filter(uid=person).first()
    if found is None:
        raise NotFound(_("There is no such person."), code="PERSON-NOT-FOUND", remedy=_("Look in the environment."))
    if found.kind != PersonKind.HUMAN or found.email in HOUSE_EMAILS or not found.is_active:
        raise NotInTheirName(
            _("Nobody can work in the name of %(name)s.") % {"name": found.name},
            remedy=_("Choose somebody who works in an environment and can sign in."),
        )
    return found


def start(operator: Operator, person: uuid.UUID, *, reason: str) -> Current:
    """Begin; an earlier one of this operator ends with it. Raises NotFound, NotInTheirName, or Malformed: no reason."""
    told = checks.name(" ".join(reason.split()), _LONGEST_REASON)
    found, now = whom(operator, person), clock.now()
    for earlier in Impersonation.objects.filter(operator=operator.person, ended_at=None):
        _end(earlier, NEXT)
    made = Impersonation.objects.create(
        operator=operator.person, person=found, reason=told, started_at=now, ends_at=now + LASTS
    )
    facts = {"person": found.email, "reason": told, "until": made.ends_at.isoformat(), "impersonation": str(made.uid)}
    audit.record(None, "operator.impersonate", facts)
    with override(found.language):
        letter = _letter(made)
    outbox.post_letter(f"impersonation/{made.uid}", found.email, letter, found.language)
    return Current(made.uid, operator.person, found, made.ends_at)


def current(person: Person, uid: str) -> Current | None:
    """The impersonation of this operator, where it stands; one whose time is up is ended by that."""
    if not is_operator(person):
        return None
    with acting(person.pk, []):
        one = Impersonation.objects.select_related("person").filter(uid=uid, operator=person, ended_at=None).first()
        if one is None:
            return None
        if one.ends_at <= clock.now():
            _end(one, TIME)
            return None
        if one.person.kind != PersonKind.HUMAN or not one.person.is_active:
            return None
    return Current(one.uid, person, one.person, one.ends_at)


def end(operator: Operator, uid: uuid.UUID, *, by: str = BUTTON) -> None:
    """End one, whoever began it; one that ended already stays as it is. Raises NotFound."""
    del operator
    one = Impersonation.objects.select_related("person").filter(uid=uid).first()
    if one is None:
        raise NotFound(_("There is no such impersonation."), code="IMPERSONATION-NOT-FOUND")
    if one.ended_at is None:
        _end(one, by)


def note_page(one: Current, method: str, path: str, status: int) -> None:
    """A line for operators about a page that was asked for in somebody's name."""
    with acting(one.operator.pk, []):
        facts = {"person": one.person.email, "page": path, "method": method, "status": status}
        audit.record(None, "operator.impersonated-page", {**facts, "impersonation": str(one.uid)})


def impersonations(operator: Operator, limit: int = 100) -> Sequence[ImpersonationRow]:
    """The latest, newest first."""
    del operator
    now = clock.now()
    found = Impersonation.objects.select_related("operator", "person").order_by("-id")[:limit]
    return [
        ImpersonationRow(
            uid=one.uid,
            operator=one.operator.name,
            person=one.person.name,
            email=one.person.email,
            reason=one.reason,
            started_at=one.started_at,
            ended_at=one.ended_at or (one.ends_at if one.ends_at <= now else None),
            ended_by=one.ended_by or (TIME if one.ends_at <= now else ""),
            live=one.ended_at is None and one.ends_at > now,
        )
        for one in found
    ]


def live(operator: Operator) -> int:
    """How many stand at present."""
    del operator
    return Impersonation.objects.filter(ended_at=None, ends_at__gt=clock.now()).count()


def _end(one: Impersonation, by: str) -> None:
    at = min(clock.now(), one.ends_at)
    if not Impersonation.objects.filter(pk=one.pk, ended_at=None).update(ended_at=at, ended_by=by):
        return  # somebody else was quicker
    facts = {"person": one.person.email, "outcome": by, "impersonation": str(one.uid)}
    audit.record(None, "operator.impersonate-end", facts)


def _letter(made: Impersonation) -> Letter:
    return Letter(
        _("An operator works in your name"),
        (
            _("%(operator)s, an operator of this installation, sees Overstap as you see it for at most half an hour.")
            % {"operator": made.operator.name},
            _("Nothing can be agreed, accepted, released or exported in your name meanwhile, and nobody invited."),
        ),
        facts=(
            (_("Reason"), made.reason),
            (_("Operator"), f"{made.operator.name} <{made.operator.email}>"),
            (_("From"), clock.for_people(made.started_at)),
            (_("Until at the latest"), clock.for_people(made.ends_at)),
        ),
        action=Link(_("Open Overstap"), letters.page("/")),
        notes=(_("Everything is in the audit log. You did not ask for help? Then tell your superuser."),),
    )
