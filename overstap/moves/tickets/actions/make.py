"""The giver's verbs: make a ticket, download it again. Withdrawing is that of every move (actions.withdraw)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.moves import freeze, preflight
from overstap.moves.actions.common import consent, require_clean, require_consent
from overstap.moves.actions.making import Start, make_move
from overstap.moves.models import Move, MoveAdministration
from overstap.moves.profiles import Profile
from overstap.moves.profiles.values import FreezeFrom
from overstap.moves.state import for_system, go, locked, parts_of
from overstap.moves.tickets import notices
from overstap.moves.tickets.actions.common import require_transferable, sealed_ticket, ticket_profile
from overstap.moves.tickets.models import EnvironmentTicket
from overstap.moves.tickets.values import PROFILE, file_name
from overstap.moves.transitions import IllegalTransition
from overstap.moves.values import MoveState, Party, Problem
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right
from overstap.tenancy.values import AdministrationState

NO_CODE_YET = "ticket:"  # in the place of a hash, between making the move and making the ticket
TRACES = (AdministrationState.MOVED, AdministrationState.READ_ONLY)  # of what left: not held here


@dataclass(frozen=True, slots=True)
class TicketMade:
    """A ticket that stands. The file is handed out here, once; only the hash of its nonce is kept."""

    uid: UUID
    file_name: str
    content: bytes
    expires_at: datetime
    problems: Sequence[Problem]


def transfer_problems(actor: Actor, profile_name: str = PROFILE) -> list[Problem]:
    """What stands in the way of transferring the actor's environment, and what to know before it."""
    access.require(actor, Right.START_MOVE)
    require_transferable(actor.environment)
    return _problems(actor, ticket_profile(profile_name), held(actor))


def make_ticket(actor: Actor, *, agreed: bool, profile_name: str = PROFILE) -> TicketMade:
    """Transfer the actor's environment: all of it read-only at once, and a ticket for whoever takes it over.

    R103, R121 to R127, R142 to R144, R147. All or nothing: raises NotAllowed, NotTransferable, PreflightFailed (also
    when one administration is in another move), ConsentMissing, Refused (MOVE-EXISTS), WritersBusy.
    """
    access.require(actor, Right.START_MOVE)
    require_transferable(actor.environment)
    which = ticket_profile(profile_name)
    wanted = held(actor)
    problems = _problems(actor, which, wanted)
    require_clean(problems)
    require_consent(agreed)
    start = Start(
        code_hash=f"{NO_CODE_YET}{actor.environment.pk}:{actor.person.pk}",
        giver_email=actor.person.email,
        payment_agreement_moves=True,
    )
    move = make_move(actor, which, wanted, start)
    row = EnvironmentTicket.objects.create(
        move=move, slug=actor.environment.slug, administrations=len(wanted), downloads=1, downloaded_at=clock.now()
    )
    content, move.code_hash = sealed_ticket(move, row.slug, row.administrations)
    parts = parts_of(move)
    consent(move, Party.GIVER, actor, parts)
    _freeze(move, which, parts)
    codes = [part.old_code for part in parts]
    go(move, MoveState.OFFERED, actor.person, {"administrations": codes, "found": _found(problems), "ticket": True})
    notices.ticket_made(move, row)
    audit.record(actor, "ticket.make", {"move": str(move.uid), "administrations": codes})
    return TicketMade(move.uid, file_name(row.slug), content, move.expires_at, problems)


def download_again(actor: Actor, uid: UUID) -> TicketMade:
    """The ticket once more, for whoever made it, while nobody redeemed it: a new one, and the one before is worthless.

    Raises NotFound, NotAllowed, IllegalTransition.
    """
    access.require(actor, Right.START_MOVE)
    move = locked(uid)
    row = EnvironmentTicket.objects.filter(move=move).first()
    if row is None or move.giver_id != actor.environment.pk:
        raise access.NotFound(_("There is no such ticket here."), code="TICKET-NOT-FOUND")
    if move.started_by_id != actor.person.pk:
        raise access.NotAllowed(
            _("Only %(name)s, who made the ticket, can download it.") % {"name": move.started_by.name},
            code="NOT-THE-MAKER",
            remedy=_("Ask %(name)s, or withdraw it and make one yourself.") % {"name": move.started_by.name},
        )
    _require_standing(move)
    content, move.code_hash = sealed_ticket(move, row.slug, row.administrations)
    move.save(update_fields=["code_hash"])
    row.downloads, row.downloaded_at = row.downloads + 1, clock.now()
    row.save(update_fields=["downloads", "downloaded_at"])
    audit.record(actor, "ticket.download", {"move": str(move.uid), "number": row.downloads})
    return TicketMade(move.uid, file_name(row.slug), content, move.expires_at, [])


def held(actor: Actor) -> list[Administration]:
    """Every administration that the actor's environment holds: what left it before does not count (R101, R103)."""
    found = Administration.objects.filter(environment=actor.environment).exclude(state__in=TRACES)
    return list(found.order_by("code"))


def _problems(actor: Actor, which: Profile, wanted: Sequence[Administration]) -> list[Problem]:
    if not wanted:
        raise IllegalTransition(
            _("There is no administration here to transfer."),
            code="NOTHING-CHOSEN",
            remedy=_("A transfer needs at least one administration."),
        )
    return preflight.giver_problems(preflight.Context(which, actor.environment, administrations=wanted))


def _freeze(move: Move, which: Profile, parts: Sequence[MoveAdministration]) -> None:
    """R124: read-only from this moment, until the ticket is withdrawn or expires, or the move puts it back."""
    if which.giver.frozen_from is not FreezeFrom.CREDENTIAL:
        return
    with for_system(move.uid):
        for part in parts:
            freeze.freeze_part(part)
            part.source.frozen_until = None  # nobody knows when the ticket will be redeemed
            part.source.save(update_fields=["frozen_until"])


def _found(problems: Sequence[Problem]) -> list[str]:
    return sorted({problem.check for problem in problems})


def _require_standing(move: Move) -> None:
    if move.state != MoveState.OFFERED or move.receiver_id is not None or move.expires_at <= clock.now():
        raise IllegalTransition(
            _("This ticket no longer stands; there is nothing to download."),
            code="TICKET-GONE",
            remedy=_("Look at the migration: it was redeemed, withdrawn, or has expired."),
            facts={"state": move.state},
        )
