"""After the release: the client comes in on the account that they have (R238 to R241), and gets their export (G2)."""

from uuid import UUID

from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.moves.models import Move
from overstap.moves.state import locked, parts_of
from overstap.moves.takeovers import checks
from overstap.moves.takeovers.models import ClientInvitation, ExportWish
from overstap.moves.transitions import IllegalTransition
from overstap.moves.values import MoveState, Outcome
from overstap.tenancy import access, actions, audit, people
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Membership, Person
from overstap.tenancy.roles import Right, Role

_RELEASED = (MoveState.RELEASED, MoveState.CLOSED)


class NoClient(Refused):
    """The move names no client."""

    code = "NO-CLIENT"


def invite_client(actor: Actor, uid: UUID, email: str = "") -> str:
    """Invite the client as a client user; on accepting they see what moved. Gives the address that was used.

    ``email``: that of the client's account, where it differs from the one in the move (R241). A client who works here
    already gets access at once. Raises NotFound, NotAllowed, IllegalTransition, NoClient, ClientIsStaff, Malformed.
    """
    access.require(actor, Right.MANAGE_PEOPLE)
    access.require(actor, Right.MANAGE_ACCESS)
    move = locked(uid)
    _require_released(actor, move)
    address = checks.client(move.client_name, email.strip() or move.client_email)[1]
    checks.require_client(address, move.giver_id, move.receiver_id)
    member = Membership.objects.filter(environment=actor.environment, person__email__iexact=address, active=True)
    known = member.select_related("person").first()
    ClientInvitation.objects.update_or_create(
        move=move,
        defaults={
            "environment": actor.environment,
            "email": address,
            "invited_by": actor.person,
            "invited_at": clock.now(),
            "joined_at": clock.now() if known else None,
        },
    )
    if known:
        _give_access(actor, move, known.person)
    else:
        people.invite(actor=actor, email=address, role=Role.CLIENT_USER)
    audit.record(actor, "takeover.invite_client", {"move": str(uid), "email": address})
    return address


def export_done(actor: Actor, uid: UUID) -> None:
    """The holder sent the export that the client asked for. Raises NotFound, NotAllowed; harmless when done already."""
    access.require(actor, Right.EXPORT_BOOKS)
    move = locked(uid)
    wish = ExportWish.objects.filter(move=move, done_at=None).first()
    if wish is None:
        return
    if wish.holder_id != actor.environment.pk:
        raise access.NotAllowed(
            _("Only who holds the administrations can send the export."), code="NOT-THE-HOLDER", remedy=_("Ask them.")
        )
    wish.done_at, wish.done_by = clock.now(), actor.person
    wish.save(update_fields=["done_at", "done_by"])
    audit.record(actor, "takeover.export_done", {"move": str(uid)})


def _require_released(actor: Actor, move: Move) -> None:
    if move.receiver_id != actor.environment.pk:
        raise access.NotAllowed(
            _("This is for %(office)s to decide.") % {"office": move.receiver_name},
            code="NOT-THE-RECEIVER",
            remedy=_("Ask them."),
        )
    if not move.client_email:
        raise NoClient(
            _("This migration names no client."), remedy=_("Invite them under Settings > People, with their address.")
        )
    if move.state not in _RELEASED:
        raise IllegalTransition(
            _("The client can be invited once you have released the administrations."),
            remedy=_("Release them first."),
            facts={"state": move.state},
        )


def _give_access(actor: Actor, move: Move, person: Person) -> None:
    for part in parts_of(move, Outcome.RELEASED, Outcome.CLOSED):
        if part.target is not None:
            actions.give_access(actor=actor, code=part.target.code, person=person)
