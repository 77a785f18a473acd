"""The verbs of a move, each with permission, transaction, audit and log. Pages and command line call these.

Every verb takes an ``Actor`` (tenancy.audit.attempt gives one); moves are named by their uid.
"""

from overstap.moves.actions.drafts import (
    accept_draft,
    begin_receive,
    begin_start,
    discard_draft,
    offer_draft,
    reject_draft,
    save_draft,
)
from overstap.moves.actions.give import OfferMade, offer, withdraw
from overstap.moves.actions.receive import (
    accept,
    look_up,
    look_up_hashed,
    receiver_problems,
    reject,
    release,
    take_back,
)
from overstap.moves.actions.resume import resume

__all__ = [
    "OfferMade",
    "accept",
    "accept_draft",
    "begin_receive",
    "begin_start",
    "discard_draft",
    "look_up",
    "look_up_hashed",
    "offer",
    "offer_draft",
    "receiver_problems",
    "reject",
    "reject_draft",
    "release",
    "resume",
    "save_draft",
    "take_back",
    "withdraw",
]
