"""The receiver's verbs: look at a ticket, redeem it; and an office's empty client."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, IntegrityError, transaction
from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.secrets import token_hash
from overstap.moves import attempts, notices, preflight
from overstap.moves.actions.common import agree_when_all_have, consent, require_clean, require_consent
from overstap.moves.models import Move
from overstap.moves.profiles import profile
from overstap.moves.state import locked, parts_of
from overstap.moves.tickets import file
from overstap.moves.tickets.actions.common import asked, require_office
from overstap.moves.tickets.file import TicketRefused
from overstap.moves.tickets.values import Ticket, TicketShown
from overstap.moves.values import Party, Problem
from overstap.tenancy import access, audit, checks
from overstap.tenancy.access import Actor
from overstap.tenancy.actions import Taken
from overstap.tenancy.models import Environment, Person
from overstap.tenancy.roles import Right, Role

NAME_TAKEN = "OV003"  # the SQLSTATE of tickets_make_client
OF_THE_OFFICE = ("licence-premium", "package-connected")  # checks that look at the office's own environment


@dataclass(frozen=True, slots=True, kw_only=True)
class RedeemOrder:
    """What somebody who has a ticket asks for: the new environment's name and URL part (R132, R133)."""

    name: str
    url_part: str
    content: bytes
    agreed: bool


@dataclass(frozen=True, slots=True)
class Redeemed:
    """A new environment; its administrations come in at ``run_at`` (None: as soon as the worker can)."""

    uid: UUID
    slug: str
    name: str
    run_at: datetime | None


def look(actor: Actor, content: bytes) -> TicketShown:
    """What a ticket says, for an office that might redeem it; it stays valid.

    Raises NotAllowed, NotAnOffice, TooManyAttempts, and TicketRefused: TICKET-UNREADABLE, -ALTERED, -FOREIGN, -UNKNOWN,
    -USED, -WITHDRAWN, -EXPIRED, -REPLACED (downloaded again since), -OWN.
    """
    access.require(actor, Right.RECEIVE_MOVE)
    require_office(actor.environment)
    attempts.require_some_left(actor)
    found = look_up(file.read(content, file.key()))
    if found["office_id"] == actor.environment.office_id:
        raise refusal("own")
    return shown(found)


def redeem(actor: Actor, order: RedeemOrder) -> Redeemed:
    """Take over the environment of a ticket, as a new client of the actor's office (R131 to R139).

    The environment is there at once, with the actor as its superuser; what is in it arrives when the profile says. Of
    many who redeem one ticket at the same moment exactly one gets it. Raises what ``look`` raises, Malformed, Taken
    (CLIENT-NAME-TAKEN, SLUG-TAKEN), PreflightFailed, ConsentMissing.
    """
    told = look(actor, order.content)
    name, slug = checks.name(order.name), checks.slug(order.url_part.strip().lower())
    require_clean(office_problems(actor, told.profile))
    require_consent(order.agreed)
    ticket = file.read(order.content, file.key())
    values = [ticket.move_uid, token_hash(ticket.nonce), actor.environment.pk, slug, name, clock.now()]
    made = claim("SELECT tickets_redeem(%s, %s, %s, %s, %s, %s)", values, slug)
    found = settle(actor.person, made, actor.environment)
    audit.record(actor, "ticket.redeem", {"move": str(found.uid), "name": name, "slug": slug})
    return found


def add_client(actor: Actor, *, name: str, url_part: str) -> str:
    """A new, empty client environment of the actor's office; gives its URL part.

    Raises NotAllowed, NotAnOffice, Malformed, Taken.
    """
    access.require(actor, Right.MANAGE_ADMINISTRATIONS)
    require_office(actor.environment)
    client, slug = checks.name(name), checks.slug(url_part.strip().lower())
    claim("SELECT tickets_add_client(%s, %s, %s)", [actor.environment.pk, slug, client], slug)
    audit.record(actor, "client.add", {"name": client, "slug": slug})
    return slug


def office_problems(actor: Actor, profile_name: str) -> list[Problem]:
    """What stands in the way of redeeming at the office's side."""
    return preflight.receiver_problems(preflight.Context(profile(profile_name), actor.environment), OF_THE_OFFICE)


def look_up(ticket: Ticket) -> Mapping[str, Any]:
    """What the database has behind a ticket that we signed. Raises TicketRefused where it cannot be redeemed."""
    values: list[Any] = [ticket.move_uid, token_hash(ticket.nonce), clock.now()]
    found: Mapping[str, Any] | None = asked("SELECT tickets_look(%s, %s, %s)", values)
    found = as_mapping(found)
    if found.get("refusal", "unknown"):
        raise refusal(str(found.get("refusal", "unknown")))
    return found


def claim(statement: str, values: list[Any], slug: str) -> Mapping[str, Any]:
    """Ask the database for the one who wins. Raises TicketRefused, Taken."""
    try:
        with transaction.atomic():
            found = as_mapping(asked(statement, values))
    except IntegrityError:
        raise _url_part_taken(slug) from None
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") != NAME_TAKEN:
            raise
        raise Taken(
            _("Your office has a client of that name already."),
            code="CLIENT-NAME-TAKEN",
            remedy=_("Give this one another name."),
        ) from None
    if found.get("refusal"):
        raise refusal(str(found["refusal"]))
    return found


def settle(person: Person, made: Mapping[str, Any], home: Environment | None) -> Redeemed:
    """After a claim: ``person``, superuser of the new environment, agrees for it, and the move is on its way."""
    seen = [made["environment"], *([home.pk] if home else [])]
    with access.acting(person.pk, seen):
        environment = Environment.objects.select_related("office").get(pk=made["environment"])
        move = locked(UUID(str(made["move_uid"])))
        _keep_codes(move)
        consent(move, Party.RECEIVER, Actor(person, environment, Role.SUPERUSER), parts_of(move))
        agree_when_all_have(move, person, {"environment": environment.slug})
        notices.accepted(move)
        audit.record(None, "ticket.redeemed", {"move": str(move.uid)}, environment=environment)
    return Redeemed(move.uid, environment.slug, environment.name, move.run_at)


def shown(found: Mapping[str, Any]) -> TicketShown:
    """What may be known of a ticket that can be redeemed."""
    names = ("move_uid", "profile", "environment", "slug", "office", "started_by", "administrations", "expires_at",
             "fee", "currency")  # fmt: skip
    return TicketShown(**{name: found[name] for name in names})


def refusal(why: str) -> TicketRefused:
    """Why a ticket that we signed cannot be redeemed, as an error with a code of its own."""
    again = _("Ask whoever sent it for a new one.")
    known = {
        "unknown": (_("This ticket belongs to no migration here."), again),
        "used": (_("This ticket was redeemed already."), _("Look under Clients, or ask a colleague who redeemed it.")),
        "withdrawn": (_("This ticket was withdrawn."), again),
        "expired": (_("This ticket has expired."), again),
        "replaced": (_("This ticket was downloaded again since; only the last one works."), again),
        "own": (
            _("This ticket is of your own office."),
            _("Send it to whoever takes the environment over; withdraw it if nobody does."),
        ),
    }
    message, remedy = known[why]
    return TicketRefused(message, code=f"TICKET-{why.upper()}", remedy=remedy)


def as_mapping(found: object) -> Mapping[str, Any]:
    """What a function of the database gave; nothing for null."""
    told = json.loads(found) if isinstance(found, str) else found
    return told if isinstance(told, Mapping) else {}


def _keep_codes(move: Move) -> None:
    """Codes inside an environment stay as they are; nothing else is there yet."""
    for part in parts_of(move):
        part.new_code = part.old_code
        part.save(update_fields=["new_code"])


def _url_part_taken(slug: str) -> Taken:
    return Taken(
        _("There is an environment “%(slug)s” already.") % {"slug": slug},
        code="SLUG-TAKEN",
        remedy=_("Choose another URL part."),
    )
