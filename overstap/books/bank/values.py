"""The words of bank and cash: statements as a bank sends them, and what is done with their lines.

Amounts are signed Decimals with two decimals, as the owner of the account sees them: what comes in is positive (a debit
on the ledger account of the bank), what goes out negative. Text that is absent is the empty string.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

CONSENT_DAYS = 180  # PSD2: Delegated Regulation (EU) 2018/389, article 10, as amended by (EU) 2022/2360


class BankLine(NamedTuple):
    """One line of a statement. A NamedTuple, not a dataclass: a hundred thousand are made per file."""

    booked_on: date
    value_on: date
    amount: Decimal
    counter_name: str = ""
    counter_account: str = ""  # an IBAN as a rule
    reference: str = ""  # what the payer or we gave along: end-to-end identification
    bank_reference: str = ""  # what the bank calls it
    code: str = ""  # the bank's kind of transaction
    description: str = ""


@dataclass(frozen=True, slots=True)
class BankStatement:
    """A statement (afschrift) of one account, as a file has it. ``place`` is where in the file it stands."""

    account: str  # an IBAN, or a number as the bank writes it
    currency: str
    reference: str  # how the bank numbers it; may repeat, may be empty
    opened_on: date
    opening: Decimal
    closed_on: date
    closing: Decimal
    lines: Sequence[BankLine]
    place: str


class AccountKind(StrEnum):
    """What money lies in."""

    BANK = "bank"
    CASH = "cash"


class LineState(StrEnum):
    """What was done with a line of a statement."""

    WAITING = "waiting"
    BOOKED = "booked"  # a payment of open items, booked here
    ASIDE = "aside"  # dealt with otherwise, as a person says


class MatchState(StrEnum):
    """Whether a confirmation holds."""

    CONFIRMED = "confirmed"
    UNDONE = "undone"


class LinkState(StrEnum):
    """How a bank link stands, as far as this register knows: the consent itself lies at the bank."""

    ACTIVE = "active"
    TO_ACTIVATE = "to_activate"  # to be activated again, after a move or a renewal that was asked
    ENDED = "ended"  # switched off by a person


class LinkShown(StrEnum):
    """How a bank link is shown: its state, and what the calendar and the place make of it."""

    ACTIVE = "active"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    TO_ACTIVATE = "to_activate"
    READ_ONLY = "active_read_only"  # R176: in an administration that moved away
    ENDED = "ended"


class Reason(StrEnum):
    """Why a payment is thought to pay an open item."""

    INVOICE = "invoice"  # the description or reference names the invoice
    AMOUNT = "amount"  # exactly what is open
    ACCOUNT = "account"  # from a bank account that the relation is known by
    NAME = "name"  # from a name like the relation's


@dataclass(frozen=True, slots=True)
class Target:
    """An open item that a payment may be for. ``open`` is debit positive, as the ledger has it."""

    kind: str  # CU or SU
    relation: str
    relation_name: str
    invoice_ref: str
    open: Decimal


@dataclass(frozen=True, slots=True)
class Proposal:
    """That a payment seems to pay these items, each with the part of the amount that goes to it; and why.

    ``score`` is 0 to 100, the sum of the points of its reasons.
    """

    targets: Sequence[Target]
    amounts: Sequence[Decimal]  # signed as the line
    score: int
    reasons: Sequence[tuple[Reason, int]]
