"""What a move means for delivery addresses and for the addresses of pages; its profile says for how long."""

from uuid import UUID

from overstap.moves.models import Move, MoveAdministration
from overstap.moves.profiles import profile
from overstap.moves.state import parts_of
from overstap.moves.values import Outcome
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.addresses import actions, queries
from overstap.tenancy.addresses.values import AddressRow, Lasting
from overstap.tenancy.roles import Right


def released(move: Move) -> None:
    """R056, R057, R109, R112: a new delivery address, the old one forwarding; old pages lead on (R064)."""
    lasting = _lasting(move)
    for part in parts_of(move, Outcome.RELEASED):
        if part.target is not None:
            actions.holder_changed(part.source, part.target, lasting)


def taken_back(move: Move) -> None:
    """The old address is the living one again, and the newer one forwards."""
    lasting = _lasting(move)
    for part in parts_of(move, Outcome.TAKEN_BACK):
        if part.target is not None:
            actions.holder_returned(part.target, part.source, lasting)


def addresses_of(actor: Actor, uid: UUID) -> list[AddressRow]:
    """The addresses of what moves in ``uid``, as the actor's side may see them."""
    access.require(actor, Right.READ_MOVES)
    uids = MoveAdministration.objects.filter(move__uid=uid).values_list("administration_uid", flat=True)
    return queries.of_identities(actor, list(uids))


def _lasting(move: Move) -> Lasting:
    which = profile(move.profile).addresses
    return Lasting(inbox=which.inbox_forward_days if which.inbox_changes else None, links=which.link_redirect_days)
