"""The codes with which a profile names its aftercare, as plain data: whose a task is, and when it is due.

Their words are in ``texts``. No Django here: profiles ask which codes there are.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from overstap.moves.values import Party

BANK_LINK = "bank-link"
BANK_CONNECTIONS = "bank-connections"
PAID_BANK_LINK = "paid-bank-link"
BECON_NUMBER = "becon-number"
CANCEL_LICENCE = "cancel-old-licence"
DELETE_ORIGINAL = "delete-old-environment"


@dataclass(frozen=True, slots=True)
class TaskKind:
    """One kind of task. ``days``: due so many days after the release, or after the undo window with ``after_undo``."""

    side: Party
    days: int
    article: str  # the help article that tells how
    each: bool = False  # one for every administration, in a move of administrations
    after_undo: bool = False


_SETTINGS, _ADDRESSES, _CONNECTIONS = "aftercare-settings", "aftercare-addresses", "aftercare-connections"
_CERTIFICATES, _BILLING, _ORIGINAL = "aftercare-certificates", "aftercare-billing-and-reports", "delete-the-original"

TASKS: Mapping[str, TaskKind] = {
    "give-access": TaskKind(Party.RECEIVER, 1, "release-and-access"),
    "invite-people": TaskKind(Party.RECEIVER, 3, _SETTINGS),  # R189
    "invite-client": TaskKind(Party.RECEIVER, 3, _SETTINGS),  # R238
    "new-delivery-address": TaskKind(Party.RECEIVER, 3, _ADDRESSES),
    "mailbox-rules": TaskKind(Party.GIVER, 7, _ADDRESSES),  # R110
    "supplier-websites": TaskKind(Party.RECEIVER, 14, _ADDRESSES),  # R111
    "bookmarks": TaskKind(Party.GIVER, 7, _ADDRESSES),  # R108
    BECON_NUMBER: TaskKind(Party.RECEIVER, 7, _SETTINGS, each=True),  # R186, R187
    "tax-contact-type": TaskKind(Party.RECEIVER, 7, _SETTINGS, each=True),  # R188
    "app-connections": TaskKind(Party.RECEIVER, 7, _CONNECTIONS),  # R118
    "mobile-pairing": TaskKind(Party.RECEIVER, 7, _CONNECTIONS),  # R119
    BANK_LINK: TaskKind(Party.RECEIVER, 5, _CONNECTIONS, each=True),  # R174, R250
    "digipoort-certificate": TaskKind(Party.RECEIVER, 14, _CERTIFICATES),  # R258, R259
    "user-billing": TaskKind(Party.RECEIVER, 14, _BILLING),  # R255, R256
    "payment-agreement": TaskKind(Party.RECEIVER, 14, _BILLING),
    "reports": TaskKind(Party.RECEIVER, 21, _BILLING),  # R257
    PAID_BANK_LINK: TaskKind(Party.GIVER, 30, _CONNECTIONS, each=True),  # only where there is one, whatever the profile
    DELETE_ORIGINAL: TaskKind(Party.GIVER, 30, _ORIGINAL, after_undo=True),  # R190
    CANCEL_LICENCE: TaskKind(Party.GIVER, 14, _ORIGINAL, after_undo=True),  # R191
}

# What was not copied: a question about each, and a task as long as nobody said that it is not used (R243 to R254).
NOT_COPIED: Mapping[str, TaskKind] = {
    BANK_CONNECTIONS: TaskKind(Party.RECEIVER, 5, _CONNECTIONS, each=True),
    "ports": TaskKind(Party.RECEIVER, 14, _CERTIFICATES, each=True),
    "certificates": TaskKind(Party.RECEIVER, 14, _CERTIFICATES, each=True),
    "vat-rights": TaskKind(Party.RECEIVER, 7, _CERTIFICATES, each=True),
    "reporting-structure": TaskKind(Party.RECEIVER, 21, _BILLING, each=True),
}

KINDS: Mapping[str, TaskKind] = {**TASKS, **NOT_COPIED}

BANKS: Mapping[str, str] = {
    "rabobank": "Rabobank",
    "knab": "Knab",
    "abn-amro": "ABN AMRO",
    "ing": "ING",
}

# The lines of the check report (R159 to R166, R178 to R182).
REPORT = (
    "bank-balance",
    "trial-balance",
    "relations",
    "sales-products",
    "open-items-debtors",
    "open-items-creditors",
    "vat-returns",
    "fixed-assets",
    "bank-and-cash-accounts",
    "bank-links",
    "bank-transactions",
    "unsent-sales-invoices",
)
