"""Reads of tickets, clients and incidents, for pages and command line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from overstap.durable.letters import page as address_of
from overstap.lib import clock
from overstap.moves.models import ProfileCopy
from overstap.moves.profiles import profile, shipped
from overstap.moves.profiles.values import Credential
from overstap.moves.tickets.actions.common import asked, has_clients, is_transferable, require_office
from overstap.moves.tickets.actions.incidents import not_found
from overstap.moves.tickets.actions.redeem import as_mapping
from overstap.moves.tickets.models import EnvironmentTicket, Incident
from overstap.moves.tickets.values import IncidentState, file_name
from overstap.moves.transitions import AT_WORK
from overstap.moves.values import MoveState, Party
from overstap.tenancy import access
from overstap.tenancy.access import Actor, acting
from overstap.tenancy.models import Environment
from overstap.tenancy.operators.access import Operator
from overstap.tenancy.roles import Right
from overstap.tenancy.values import EnvironmentKind

PAGE = 50
_OVER = (MoveState.WITHDRAWN, MoveState.REJECTED, MoveState.TAKEN_BACK)  # the giver works on as before
_GONE = (MoveState.RELEASED, MoveState.TAKING_BACK, MoveState.CLOSED)  # the receiver holds it


@dataclass(frozen=True, slots=True)
class Standing:
    """How the environment of the reader stands in its newest transfer.

    ``kind``: "ticket" (out, not redeemed), "leaving", "left" (only the read-only view is here), "arriving" (redeemed,
    on its way), "ready" (waits for its release), "stopped".
    """

    kind: str
    uid: UUID
    state: str
    side: str
    other: str
    file_name: str
    maker: str
    maker_pk: int
    downloads: int
    expires_at: datetime
    run_at: datetime | None
    released_at: datetime | None
    new_slug: str = ""  # where it went, for those who work there too


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client environment of an office."""

    number: int
    slug: str
    name: str
    address: str  # whole
    role: str
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class ClientPage:
    """Some clients, by name; ``after`` asks for the next, where there are more."""

    rows: Sequence[ClientRow]
    after: str


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An incident as the operator sees it; the nonce of its ticket is nowhere."""

    uid: UUID
    number: int
    filed_at: datetime
    licence_number: str
    client_name: str
    url_part: str
    email: str
    language: str
    state: str
    handled_by: str
    handled_at: datetime | None
    reason: str
    ticket: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class IncidentDetail:
    """An incident with its ticket looked at just now; ``refusal`` is why it cannot be redeemed, empty when it can."""

    row: IncidentRow
    refusal: str
    url_part_is_free: bool
    administrations: int
    started_by: str
    office: str


def standing(actor: Actor) -> Standing | None:
    """The newest transfer of the actor's environment, if one still means something; one query for most."""
    if not is_transferable(actor.environment):
        return None
    found = EnvironmentTicket.objects.select_related("move__started_by").order_by("-move_id")
    one = found.filter(Q(move__giver=actor.environment) | Q(move__receiver=actor.environment)).first()
    return _standing(one, actor.environment.pk) if one else None


def ticket(actor: Actor, uid: UUID) -> Standing:
    """The transfer ``uid`` as the actor's side sees it. Raises NotAllowed, NotFound."""
    access.require(actor, Right.READ_MOVES)
    one = EnvironmentTicket.objects.select_related("move__started_by").filter(move__uid=uid).first()
    found = _standing(one, actor.environment.pk, over=True) if one else None
    if found is None:
        raise access.NotFound(_("There is no such ticket here."), code="TICKET-NOT-FOUND")
    return found


def clients(actor: Actor, *, search: str = "", after: str = "", limit: int = PAGE) -> ClientPage:
    """The clients of the actor's office of which the actor is a member, by name. Raises NotAllowed, NotAnOffice."""
    access.require(actor, Right.READ_MOVES)
    require_office(actor.environment)
    rows = Environment.objects.filter(kind=EnvironmentKind.CLIENT, office=actor.environment.office)
    if search:
        rows = rows.filter(Q(name__icontains=_plain(search)) | Q(slug__icontains=_plain(search)))
    if after:
        rows = rows.filter(slug__gt=_plain(after))
    found = list(rows.order_by("slug")[: limit + 1])
    shown = found[:limit]
    with acting(actor.person.pk, [actor.environment.pk, *(one.pk for one in shown)]):
        roles = dict(actor.person.membership_set.values_list("environment_id", "role"))
        newest = _newest([one.pk for one in shown])
        rows_shown = [_client(one, roles.get(one.pk, ""), newest.get(one.pk)) for one in shown]
    return ClientPage(rows_shown, shown[-1].slug if len(found) > limit else "")


def admin_centers(slugs: Sequence[str], actor_pk: int) -> list[str]:
    """Which of the environments ``slugs`` of a person have an Admin Center, by URL part."""
    with acting(actor_pk, []):
        found = Environment.objects.select_related("office").filter(slug__in=slugs).order_by("slug")
        return [one.slug for one in found if has_clients(one)]


def ticket_profiles() -> list[str]:
    """Every profile whose moves go by a ticket, that of the installation first."""
    names = [*shipped(), *ProfileCopy.objects.order_by("name").values_list("name", flat=True)]
    return [name for name in names if profile(name).consents.credential is Credential.TICKET]


def incidents(
    operator: Operator, *, state: str = "", before: int | None = None, limit: int = PAGE
) -> list[IncidentRow]:
    """Incidents, the newest first; ``before`` is the number of the last one shown."""
    del operator  # row-level security knows who asks
    found = Incident.objects.select_related("handled_by")
    if state in set(IncidentState):
        found = found.filter(state=state)
    if before is not None:
        found = found.filter(pk__lt=before)
    return [_incident(one) for one in found.order_by("-pk")[:limit]]


def incident(operator: Operator, uid: UUID) -> IncidentDetail:
    """One incident, its ticket checked at this moment. Raises NotFound."""
    del operator
    one = Incident.objects.select_related("handled_by").filter(uid=uid).first()
    if one is None:
        raise not_found()
    values: list[Any] = [one.move_uid, one.nonce_hash, clock.now()]
    seen = as_mapping(asked("SELECT tickets_look(%s, %s, %s)", values))
    return IncidentDetail(
        row=_incident(one),
        refusal=str(seen.get("refusal", "unknown")),
        url_part_is_free=bool(asked("SELECT tickets_url_part_is_free(%s)", [one.url_part])),
        administrations=int(seen.get("administrations", 0)),
        started_by=str(seen.get("started_by", "")),
        office=str(seen.get("office", "")),
    )


def incidents_waiting(operator: Operator) -> int:
    """How many incidents wait for an operator."""
    del operator
    return Incident.objects.filter(state=IncidentState.OPEN).count()


def _newest(environments: Sequence[int]) -> dict[int, EnvironmentTicket]:
    """Of each environment its newest transfer."""
    found = EnvironmentTicket.objects.select_related("move__started_by").order_by("move_id")
    mine = found.filter(Q(move__giver__in=environments) | Q(move__receiver__in=environments))
    newest: dict[int, EnvironmentTicket] = {}
    for one in mine:
        for side in (one.move.giver_id, one.move.receiver_id):
            if side is not None and side in environments:
                newest[side] = one
    return newest


def _client(one: Environment, role: str, found: EnvironmentTicket | None) -> ClientRow:
    return ClientRow(
        number=one.pk,
        slug=one.slug,
        name=one.name,
        address=address_of(f"/e/{one.slug}/"),
        role=role,
        standing=_standing(found, one.pk) if found else None,
    )


def _standing(one: EnvironmentTicket, environment: int, *, over: bool = False) -> Standing | None:
    move = one.move
    side = Party.GIVER if move.giver_id == environment else Party.RECEIVER
    kind = _kind(move.state, side, redeemed=move.receiver_id is not None)
    if not kind and not over:
        return None
    return Standing(
        kind=kind,
        uid=move.uid,
        state=move.state,
        side=str(side),
        other=move.receiver_name if side is Party.GIVER else move.giver_name,
        file_name=file_name(one.slug),
        maker=move.started_by.name,
        maker_pk=move.started_by_id,
        downloads=one.downloads,
        expires_at=move.expires_at,
        run_at=move.run_at,
        released_at=move.released_at,
        new_slug=_new_slug(move.receiver_id) if side is Party.GIVER and kind == "left" else "",
    )


def _kind(state: str, side: Party, *, redeemed: bool) -> str:
    if state in _OVER or (state == MoveState.EXPIRED and not redeemed):
        return "over" if side is Party.RECEIVER else ""
    if side is Party.GIVER:
        return "left" if state in _GONE else "leaving" if redeemed else "ticket"
    if state == MoveState.DELIVERED:
        return "ready"
    if state == MoveState.FAILED:
        return "stopped"
    return "arriving" if state in AT_WORK - {MoveState.TAKING_BACK} else ""


def _new_slug(environment: int | None) -> str:
    """Row-level security shows it to those who are members there, and to nobody else (R108)."""
    if environment is None:
        return ""
    return Environment.objects.filter(pk=environment).values_list("slug", flat=True).first() or ""


def _incident(one: Incident) -> IncidentRow:
    return IncidentRow(
        uid=one.uid,
        number=one.pk,
        filed_at=one.filed_at,
        licence_number=one.licence_number,
        client_name=one.client_name,
        url_part=one.url_part,
        email=one.email,
        language=one.language,
        state=one.state,
        handled_by=one.handled_by.name if one.handled_by else "",
        handled_at=one.handled_at,
        reason=one.reason,
        ticket=one.ticket,
    )


def _plain(text: str) -> str:
    return text if text.isprintable() else ""
