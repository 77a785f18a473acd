"""What follows on a move, in the transaction of the step itself, as the system actor, which sees both parties."""

from overstap.moves import addressing, copies
from overstap.moves.aftercare import making as aftercare
from overstap.moves.holdings import bank, quotations
from overstap.moves.models import Move
from overstap.moves.people import keeping


def released(move: Move) -> None:
    """People may work in it at the receiver's."""
    copies.released(move)
    addressing.released(move)
    keeping.keep(move)
    aftercare.released(move)
    bank.released(move)
    quotations.released(move)


def taken_back(move: Move) -> None:
    """The giver holds it again."""
    addressing.taken_back(move)
    keeping.end(move)
    aftercare.taken_back(move)
    bank.taken_back(move)
    quotations.taken_back(move)


def closed(move: Move) -> None:
    """The time in which it could be taken back has ended."""
