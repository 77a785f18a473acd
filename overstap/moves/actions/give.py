"""The giver's verbs: offer and withdraw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from overstap.lib.errors import Refused
from overstap.moves import codes, notices, preflight, schedule, undo
from overstap.moves.actions.common import consent, require_clean, require_consent
from overstap.moves.actions.making import Start, make_move
from overstap.moves.copies import with_copies
from overstap.moves.models import Move, Override
from overstap.moves.parties import was_redeemed
from overstap.moves.profiles import Profile, profile
from overstap.moves.state import for_system, go, locked, parts_of
from overstap.moves.takeovers import asking, checks
from overstap.moves.transitions import require_legal
from overstap.moves.values import MoveState, Outcome, Party, Problem
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right

NOT_RELEASED = (Outcome.PENDING, Outcome.FROZEN, Outcome.CARRIED, Outcome.VERIFIED, Outcome.DELIVERED)


class OverrideRefused(Refused):
    """This gate cannot be set aside."""

    code = "OVERRIDE-REFUSED"


@dataclass(frozen=True, slots=True)
class OfferMade:
    """An offer that stands. The code itself is in the receiver's mail and nowhere else."""

    uid: UUID
    expires_at: datetime
    problems: Sequence[Problem]  # advice, and gates that were overridden


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferOrder:
    """What a giver asks for. The e-mail addresses cannot be changed afterwards (R089)."""

    codes: Sequence[str]
    receiver_email: str
    giver_email: str = ""  # default: the actor's own
    profile: str = "transfer-code"
    payment_agreement_moves: bool = True
    client_name: str = ""  # where the profile asks the client to agree (R234)
    client_email: str = ""
    run_at: datetime | None = None  # where the profile lets the giver choose; None: as soon as everybody agreed
    agreed: bool = False
    overrides: Mapping[str, str] | None = None  # check -> reason


def offer(actor: Actor, order: OfferOrder) -> OfferMade:
    """Offer administrations to whoever gets the code (R035, R053, R079, R088).

    Raises NotAllowed (naming the superusers to ask), NotFound, PreflightFailed with everything found,
    ConsentMissing, OverrideRefused, ClientIsStaff, Malformed, MomentRefused.
    """
    access.require(actor, Right.START_MOVE)
    chosen = [access.administration_to_manage(actor, code, Right.START_MOVE) for code in dict.fromkeys(order.codes)]
    _require_something(chosen)
    _require_addresses(order.receiver_email, order.giver_email or actor.person.email)
    which = profile(order.profile)
    wanted = with_copies(which, chosen)
    schedule.require_possible(which, order.run_at)
    client = _client(actor, order, which)
    overrides = _allowed_overrides(which, order.overrides or {})
    context = preflight.Context(which, actor.environment, administrations=wanted, overrides=overrides)
    problems = preflight.giver_problems(context)
    require_clean(problems)
    require_consent(order.agreed)
    code = codes.make_code()
    move = _make(actor, order, which, wanted, codes.hash_of(code))
    move.client_name, move.client_email = client
    move.save(update_fields=["client_name", "client_email"])
    _write_down(move, actor, overrides, problems)
    asking.begin_for_client(move)
    notices.code_for_receiver(move, code)
    notices.offer_confirmed(move)
    return OfferMade(move.uid, move.expires_at, problems)


def withdraw(actor: Actor, uid: UUID, reason: str = "") -> None:
    """Withdraw a move that is not completed (R091, R098); whatever was carried is put back, unchanged.

    Raises NotFound, NotAllowed, IllegalTransition (MOVE-STATE) for a completed or ended move.
    """
    access.require(actor, Right.START_MOVE)
    move = locked(uid)
    if move.giver_id != actor.environment.pk:
        raise access.NotAllowed(
            _("Only the giver can withdraw a move."),
            code="NOT-THE-GIVER",
            remedy=_("You can reject the offer, or give the administrations back."),
        )
    require_legal(
        move.state,
        MoveState.WITHDRAWN,
        _("This move cannot be withdrawn any more: it is completed or ended."),
        _("Ask the receiver to give the administrations back."),
    )
    _require_not_too_late(move)
    with for_system(uid):
        for part in parts_of(move, *NOT_RELEASED):
            undo.put_back(part, Outcome.WITHDRAWN)
    go(move, MoveState.WITHDRAWN, actor.person, {"reason": reason})
    notices.withdrawn(move, reason)
    audit.record(actor, "move.withdraw", {"move": str(uid), "reason": reason})


def _require_not_too_late(move: Move) -> None:
    if was_redeemed(move):
        raise access.NotAllowed(
            _("%(receiver)s has accepted already; only they can still refuse.") % {"receiver": move.receiver_name},
            code="REDEEMED-ALREADY",
            remedy=_("Ask %(receiver)s to reject it.") % {"receiver": move.receiver_name},
        )


def _require_something(wanted: Sequence[Administration]) -> None:
    if not wanted:
        raise Refused(
            _("You chose no administration."), code="NOTHING-CHOSEN", remedy=_("Choose one or more administrations.")
        )


def _client(actor: Actor, order: OfferOrder, which: Profile) -> tuple[str, str]:
    """R234: name and address of the client, where this kind of move asks for their approval."""
    if not which.asks(Party.CLIENT):
        return "", ""
    name, email = checks.client(order.client_name, order.client_email)
    if email.lower() == order.receiver_email.strip().lower():
        raise checks.SamePerson(
            _("The client and the receiver cannot have one address."), remedy=_("Use the client's own address.")
        )
    checks.require_client(email, actor.environment.pk)
    return name, email


def _require_addresses(*addresses: str) -> None:
    for address in addresses:
        try:
            validate_email(address)
        except ValidationError:
            raise Refused(
                _("“%(address)s” is not an e-mail address.") % {"address": address[:100]},
                code="MAIL-ADDRESS",
                remedy=_("Correct the address."),
            ) from None


def _allowed_overrides(which: Profile, overrides: Mapping[str, str]) -> dict[str, str]:
    for check, reason in overrides.items():
        if check not in which.overridable or not reason.strip():
            raise OverrideRefused(
                _("The check “%(check)s” cannot be set aside without a reason, or not at all.") % {"check": check},
                remedy=_("Mend what the check found."),
            )
    return dict(overrides)


def _make(actor: Actor, order: OfferOrder, which: Profile, wanted: Sequence[Administration], code_hash: str) -> Move:
    start = Start(
        code_hash=code_hash,
        receiver_email=order.receiver_email,
        giver_email=order.giver_email or actor.person.email,
        payment_agreement_moves=order.payment_agreement_moves,
        run_at=order.run_at,
    )
    return make_move(actor, which, wanted, start)


def _write_down(move: Move, actor: Actor, overrides: Mapping[str, str], problems: Sequence[Problem]) -> None:
    parts = parts_of(move)
    consent(move, Party.GIVER, actor, parts)
    for check, reason in overrides.items():
        Override.objects.create(move=move, check_name=check, person=actor.person, reason=reason)
    found = [problem.check for problem in problems]
    go(
        move,
        MoveState.OFFERED,
        actor.person,
        {"administrations": [part.old_code for part in parts], "found": sorted(set(found))},
    )
    audit.record(actor, "move.offer", {"move": str(move.uid), "administrations": [part.old_code for part in parts]})
