"""Who has not answered yet, for lists of moves: one query, however many there are."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from overstap.moves.models import Move
from overstap.moves.takeovers.models import Approval
from overstap.moves.values import MoveState, Party

Waiting = Mapping[int, frozenset[Party]]


def asked(moves: Iterable[Move]) -> Waiting:
    """By move: the parties whose answer is awaited. Without a move in which that can be, no query at all."""
    found: dict[int, frozenset[Party]] = {}
    offered = [move.pk for move in moves if move.state == MoveState.OFFERED and move.client_email]
    if not offered:
        return found
    rows = Approval.objects.filter(move__in=offered, voided_at=None, answer="")
    for move, party in rows.values_list("move_id", "party"):
        found[move] = found.get(move, frozenset()) | {Party(party)}
    return found


def told(parties: frozenset[Party]) -> str:
    """Whose approval is awaited, in one sentence; empty for nobody."""
    words = {Party.GIVER: _("the giver"), Party.CLIENT: _("the client"), Party.RECEIVER: _("the receiver")}
    names = [words[party] for party in words if party in parties]
    return _("Waits for the approval of %(names)s.") % {"names": ", ".join(names)} if names else ""


def name_without_parts(move: Move) -> str:
    """What a move is called while nobody chose its administrations."""
    return _("Administrations of %(client)s") % {"client": move.client_name}
