"""The verbs of a move, each with permission, transaction, audit and log. Pages and command line call these.

Every verb takes an ``Actor`` (tenancy.audit.attempt gives one); moves are named by their uid.
"""

from overstap.moves.actions.give import OfferMade, offer, withdraw
from overstap.moves.actions.receive import accept, look_up, reject, release, take_back
from overstap.moves.actions.resume import resume

__all__ = ["OfferMade", "accept", "look_up", "offer", "reject", "release", "resume", "take_back", "withdraw"]
