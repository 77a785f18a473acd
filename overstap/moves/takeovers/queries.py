"""Reads of takeovers: one value for the page that all parties see, and what is known of a request."""

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from overstap.moves.actions.common import scope_hash
from overstap.moves.listing import waits_for
from overstap.moves.models import Consent, Move, MoveEvent
from overstap.moves.profiles import Profile, profile, shipped
from overstap.moves.profiles.values import Credential, Starter
from overstap.moves.state import parts_of
from overstap.moves.takeovers import waiting
from overstap.moves.takeovers.models import Approval, ClientInvitation, ExportWish, TakeoverRequest
from overstap.moves.takeovers.values import Answer, Moved, PartyStand, Stand, Takeover, TakeoverRow, Told
from overstap.moves.values import MoveState, Party
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right

_WORDS: Mapping[str, Stand] = {Answer.APPROVED: Stand.APPROVED, Answer.REFUSED: Stand.REFUSED, "": Stand.WAITING}


def takeover(actor: Actor, uid: UUID) -> Takeover:
    """A takeover, or another move to which a client has to agree, for somebody at one of its two sides.

    Raises NotAllowed, and NotFound for those who are no party to it and for a move without approvals.
    """
    access.require(actor, Right.READ_MOVES)
    move = Move.objects.filter(uid=uid).first()
    if move is None or not profile(move.profile).consents.by_link:
        raise access.NotFound(
            _("There is no takeover with this number that you take part in."),
            code="MOVE-NOT-FOUND",
            remedy=_("Look under Migrations, or ask whoever sent you the address."),
        )
    return takeover_of(move, Party.GIVER if move.giver_id == actor.environment.pk else Party.RECEIVER)


def takeover_of(move: Move, reader: Party) -> Takeover:
    """The takeover as ``reader`` sees it; runs as somebody who sees the move."""
    which = profile(move.profile)
    parts = parts_of(move)
    request = TakeoverRequest.objects.filter(move=move).first()
    invitation = ClientInvitation.objects.filter(move=move).first()
    return Takeover(
        uid=move.uid,
        state=move.state,
        reader=reader,
        profile=which,
        giver=move.giver_name,
        receiver=move.receiver_name or move.receiver_email,
        client_name=move.client_name,
        client_email=move.client_email,
        requested_by=move.started_by.name,
        wanted=tuple(request.wanted) if request else (),
        managed=request.managed if request else {},
        parts=tuple(Moved(part.name, part.old_code, part.new_code or part.old_code) for part in parts),
        parties=_parties(move, which),
        scope_hash=scope_hash(move, parts) if parts else "",
        fee=move.fee,
        currency=move.currency,
        run_at=move.run_at,
        expires_at=move.expires_at,
        released_at=move.released_at,
        undo_until=move.undo_until,
        changed=_changed(move),
        export_asked_at=ExportWish.objects.filter(move=move, done_at=None).values_list("asked_at", flat=True).first(),
        invited=invitation.email if invitation else "",
        joined=invitation is not None and invitation.joined_at is not None,
        events=tuple(
            Told(one.at, one.kind, one.person, one.data) for one in MoveEvent.objects.filter(move=move).order_by("-seq")
        ),
    )


def listed(actor: Actor, most: int = 200) -> list[TakeoverRow]:
    """The newest moves of the actor's environment to which a client has to agree. Raises NotAllowed."""
    access.require(actor, Right.READ_MOVES)
    moves = list(Move.objects.exclude(client_email="").order_by("-id")[:most])
    asked = waiting.asked(moves)
    return [
        TakeoverRow(
            uid=str(move.uid),
            state=move.state,
            giver=move.giver_name,
            receiver=move.receiver_name or move.receiver_email,
            client=move.client_name,
            expires_at=move.expires_at,
            waits_for=waits_for(move, asked),
        )
        for move in moves
    ]


def requestable() -> list[Profile]:
    """The kinds of move that begin with a request by the receiver, those of the installation first."""
    found = [profile(name) for name in names()]
    return [one for one in found if one.starts is Starter.RECEIVER and one.consents.credential is Credential.LINKS]


def offerable() -> list[Profile]:
    """The kinds of move that a giver offers with a transfer code, those of the installation first."""
    found = [profile(name) for name in names()]
    return [one for one in found if one.starts is Starter.GIVER and one.consents.credential is Credential.CODE]


def names() -> list[str]:
    """The names of all profiles: shipped, and copied by an operator."""
    from overstap.moves.models import ProfileCopy

    return [*shipped(), *ProfileCopy.objects.order_by("name").values_list("name", flat=True)]


def managed_by(move: Move) -> Mapping[str, str]:
    """R246: of what is not copied, who looked after it, as the requester knew (Manager); empty without a request."""
    found = TakeoverRequest.objects.filter(move=move).values_list("managed", flat=True).first()
    return found or {}


def over() -> str:
    """What a link says once the migration has ended."""
    return _("This migration has ended.")


def _parties(move: Move, which: Profile) -> tuple[PartyStand, ...]:
    asked = {one.party: one for one in Approval.objects.select_related("person").filter(move=move, voided_at=None)}
    agreed = {one.party: one for one in Consent.objects.select_related("person").filter(move=move)}
    names_of = {
        Party.GIVER: move.giver_name,
        Party.RECEIVER: move.receiver_name or move.receiver_email,
        Party.CLIENT: move.client_name,
    }
    return tuple(
        _stand(party, names_of[party], asked.get(party), agreed.get(party)) for party in which.consents.parties
    )


def _stand(party: Party, name: str, asked: Approval | None, agreed: Consent | None) -> PartyStand:
    if agreed is not None:
        since, reminders = (asked.asked_at, len(asked.reminded)) if asked else (None, 0)
        return PartyStand(party, name, agreed.person.name, Stand.APPROVED, since, agreed.at, "", reminders)
    if asked is None:
        return PartyStand(party, name, "", Stand.LATER, None, None, "", 0)
    return PartyStand(
        party,
        name,
        asked.person.name if asked.person else "",
        _WORDS[asked.answer],
        asked.asked_at,
        asked.answered_at,
        asked.reason,
        len(asked.reminded),
    )


def _changed(move: Move) -> str:
    """Why everybody was asked again, while not everybody has answered since."""
    if move.state != MoveState.OFFERED:
        return ""
    voided = Approval.objects.filter(move=move).exclude(voided_at=None).order_by("-voided_at", "-id")
    return voided.values_list("void_reason", flat=True).first() or ""
