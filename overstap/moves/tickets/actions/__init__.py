"""The verbs of environment tickets, each with permission, transaction, audit and log."""

from overstap.moves.tickets.actions.common import has_clients, is_transferable
from overstap.moves.tickets.actions.incidents import carry_out, decline, file_incident
from overstap.moves.tickets.actions.make import TicketMade, download_again, make_ticket, transfer_problems
from overstap.moves.tickets.actions.redeem import (
    Redeemed,
    RedeemOrder,
    add_client,
    look,
    office_problems,
    redeem,
    refusal,
)

__all__ = [
    "RedeemOrder",
    "Redeemed",
    "TicketMade",
    "add_client",
    "carry_out",
    "decline",
    "download_again",
    "file_incident",
    "has_clients",
    "is_transferable",
    "look",
    "make_ticket",
    "office_problems",
    "redeem",
    "refusal",
    "transfer_problems",
]
