"""Scenario 3: an entrepreneur without an Admin Center sends the ticket in; the operator handles it (R149 to R158)."""

import json
from datetime import UTC
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from overstap.lib import clock
from overstap.lib.errors import NeedsPerson, Refused
from overstap.lib.secrets import token_hash
from overstap.moves.actions.common import require_consent
from overstap.moves.tickets import file, notices
from overstap.moves.tickets.actions.common import asked
from overstap.moves.tickets.actions.redeem import Redeemed, claim, look_up, settle
from overstap.moves.tickets.models import Incident
from overstap.moves.tickets.values import IncidentState, Ticket, Wish
from overstap.tenancy import access, audit, checks
from overstap.tenancy.access import acting
from overstap.tenancy.actions import Taken, create_person
from overstap.tenancy.models import Person
from overstap.tenancy.operators.access import Operator
from overstap.tenancy.values import PersonKind

LONGEST_REASON = 2_000


class IncidentHandled(Refused):
    """Somebody has dealt with it already."""

    code = "INCIDENT-HANDLED"


def file_incident(wish: Wish, language: str, *, agreed: bool) -> UUID:
    """Ask for an environment of one's own with a ticket; nobody needs to be signed in. Gives the incident's number.

    The ticket itself is not kept, nor its nonce. Raises Malformed (each of the five fields is required, R152 to R156),
    TicketRefused, Taken (SLUG-TAKEN), ConsentMissing.
    """
    with audit.on_refusal(None, "", "incident.file", {"email": wish.email, "slug": wish.url_part}), acting(None, []):
        licence, client = checks.name(wish.licence_number, 50), checks.name(wish.client_name)
        part, email = checks.slug(wish.url_part.strip().lower()), checks.email(wish.email)
        ticket = file.read(wish.ticket, file.key())
        look_up(ticket)
        _require_free(part)
        require_consent(agreed)
        values: list[Any] = [clock.now(), language, licence, client, part, email]
        values += [ticket.move_uid, token_hash(ticket.nonce), json.dumps(_told(ticket))]
        statement = "SELECT tickets_file_incident(%s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb)"
        number = UUID(str(asked(statement, values)))
        audit.record(None, "incident.file", {"number": str(number), "slug": part, "email": email})
        notices.incident_filed(number, email, client, language)
        return number


def carry_out(operator: Operator, uid: UUID) -> Redeemed:
    """Make the entrepreneur's environment and redeem the ticket on their behalf; they get a mail (R157).

    The account is made where the address has none. Raises NotFound, IncidentHandled, TicketRefused, Taken, NeedsPerson.
    """
    one = _open(uid)
    person = _person(one, operator.person)
    values: list[Any] = [one.move_uid, one.nonce_hash, person.pk, one.url_part, one.client_name]
    values += [one.licence_number, clock.now()]
    made = claim("SELECT tickets_redeem_for(%s, %s, %s, %s, %s, %s, %s)", values, one.url_part)
    with override(one.language):
        found = settle(person, made, None)
    _handle(one, operator, IncidentState.CARRIED_OUT)
    notices.incident_carried_out(one, found.run_at)
    audit.record(None, "incident.carry-out", {"number": str(uid), "move": str(found.uid), "slug": found.slug})
    return found


def decline(operator: Operator, uid: UUID, reason: str) -> None:
    """Do not do it; the entrepreneur reads the reason in a mail. Raises NotFound, IncidentHandled, Malformed."""
    one = _open(uid)
    one.reason = checks.name(" ".join(reason.split()), LONGEST_REASON)
    _handle(one, operator, IncidentState.DECLINED)
    notices.incident_declined(one)
    audit.record(None, "incident.decline", {"number": str(uid), "reason": one.reason})


def not_found() -> access.NotFound:
    """The refusal where no incident has that number."""
    return access.NotFound(_("There is no such incident."), code="INCIDENT-NOT-FOUND", remedy=_("Look at the list."))


def _open(uid: UUID) -> Incident:
    one = Incident.objects.select_for_update().filter(uid=uid).first()
    if one is None:
        raise not_found()
    if one.state != IncidentState.OPEN:
        raise IncidentHandled(_("This incident was handled already."), remedy=_("Look at what came of it."))
    return one


def _handle(one: Incident, operator: Operator, state: IncidentState) -> None:
    one.state, one.handled_by, one.handled_at = state, operator.person, clock.now()
    one.save(update_fields=["state", "handled_by", "handled_at", "reason"])


def _person(one: Incident, by: Person) -> Person:
    known = Person.objects.filter(email__iexact=one.email).first()
    if known is None:
        return create_person(email=one.email, name=one.client_name, language=one.language, by=by)
    if known.kind != PersonKind.HUMAN or not known.is_active:  # an operator sees no books
        raise NeedsPerson(
            _("The account of %(email)s cannot have an environment.") % {"email": one.email},
            code="ACCOUNT-UNUSABLE",
            remedy=_("Decline the incident, and ask for another address."),
        )
    return known


def _told(ticket: Ticket) -> dict[str, object]:
    return {
        "issuer": ticket.issuer,
        "environment": ticket.environment,
        "slug": ticket.slug,
        "administrations": ticket.administrations,
        "expires_at": ticket.expires_at.astimezone(UTC).isoformat(),
    }


def _require_free(part: str) -> None:
    if not asked("SELECT tickets_url_part_is_free(%s)", [part]):
        raise Taken(
            _("There is an environment “%(slug)s” already.") % {"slug": part},
            code="SLUG-TAKEN",
            remedy=_("Choose another URL part."),
        )
