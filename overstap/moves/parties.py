"""Who acts for each party of a move, whoever started it."""

from overstap.moves.models import Move
from overstap.moves.profiles import profile
from overstap.moves.profiles.values import Credential, Starter, WithdrawUntil
from overstap.moves.transitions import legal
from overstap.moves.values import MoveState
from overstap.tenancy.models import Person
from overstap.tenancy.queries import language_of


def giver_person(move: Move) -> Person | None:
    """Who acts for the giver: the starter, or whoever answered a request; None while nobody did."""
    if profile(move.profile).starts is Starter.GIVER:
        return move.started_by
    from overstap.moves.takeovers.models import TakeoverRequest

    found = TakeoverRequest.objects.select_related("handled_by").filter(move=move).first()
    return found.handled_by if found else None


def by_links(move: Move) -> bool:
    """Whether personal links, and no transfer code, entitle the receiver."""
    return profile(move.profile).consents.credential is Credential.LINKS


def was_redeemed(move: Move) -> bool:
    """G1: where the profile says so, what somebody accepted is theirs to refuse, not the giver's to withdraw."""
    until = profile(move.profile).giver.may_withdraw_until
    return until is WithdrawUntil.REDEEMED and move.received_by_id is not None


def can_withdraw(move: Move) -> bool:
    """Whether withdrawing is the giver's to do now. A request that not all agreed to yet is refused, with a reason."""
    asked = by_links(move) and move.state in (MoveState.DRAFT, MoveState.OFFERED)
    return legal(move.state, MoveState.WITHDRAWN) and not asked and not was_redeemed(move)


def asks_client(move: Move) -> bool:
    """Whether somebody approves by a personal link, so that all parties are told of every step (R236)."""
    return bool(profile(move.profile).consents.by_link)


def language_of_giver(move: Move) -> str:
    """The language to write to the giver in."""
    person = giver_person(move)
    return person.language if person else language_of(move.giver_email)
