"""The words of a move profile: everything in which one kind of move differs from another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from enum import StrEnum

from overstap.moves.values import Party


class Unit(StrEnum):
    """What moves."""

    ADMINISTRATIONS = "administrations"
    ENVIRONMENT = "environment"  # all administrations of it, and the name it is found under


class Credential(StrEnum):
    """What entitles the receiver to take over."""

    NONE = "none"  # one and the same office
    CODE = "code"  # a transfer code, by mail
    TICKET = "ticket"  # a signed file
    LINKS = "links"  # a personal link for each party


class Starter(StrEnum):
    """Who takes the first step."""

    GIVER = "giver"
    RECEIVER = "receiver"


class Executor(StrEnum):
    """Who carries it out once everybody agreed."""

    SYSTEM = "system"
    OPERATOR = "operator"  # looks at the order first


class Runs(StrEnum):
    """When it runs after everybody agreed."""

    AT_ONCE = "at_once"
    NIGHTLY = "nightly"  # at the next ``Schedule.at``
    CHOSEN = "chosen"  # at the moment that the starter chose; at once where none was chosen


class FreezeFrom(StrEnum):
    """From when on nothing can be saved at the giver's."""

    SWITCH = "switch"  # for the blink of the switch alone
    CREDENTIAL = "credential"  # from the moment the credential exists


class Keeps(StrEnum):
    """What the giver has afterwards."""

    SAME = "same"  # the administration itself: only its connection changed
    NOTHING = "nothing"  # the identity moves
    READ_ONLY = "read_only"  # a view of the ledger as it was


class CodeRule(StrEnum):
    """How the moved administration gets its code at the receiver."""

    KEPT = "kept"
    OPTIONAL = "optional"
    CHOSEN = "chosen"
    URL_PART = "url_part"  # the environment gets a new name and URL part; codes inside it stay


class WithdrawUntil(StrEnum):
    """Until when the giver may withdraw."""

    REDEEMED = "redeemed"  # until somebody accepted
    RELEASED = "released"


class Copies(StrEnum):
    """What becomes of copied administrations (R086, R087)."""

    REFUSED = "refused"  # a copy cannot move, and stays where it is
    WITH_PARENT = "with_parent"  # a copy moves with what it was copied from, and never alone
    APART = "apart"  # each is treated as any other


class PaymentAgreement(StrEnum):
    """What becomes of the payment agreement."""

    STAYS = "stays"
    MOVES = "moves"
    UNLESS_UNTICKED = "unless_unticked"
    TASK = "task"  # a person arranges a new one


class Quotations(StrEnum):
    """What becomes of quotations that are open."""

    LOST = "lost"  # they stay behind, and the links to approve them end (R115, R116)
    KEPT = "kept"  # they go along, and the links lead to the new holder


class FeePer(StrEnum):
    """What the fee is counted by."""

    ADMINISTRATION = "administration"
    ORDER = "order"  # the same, however many administrations (R015)


# What of authorisation can be in the way of a move, by code: see ``holdings.authorisation`` (R065, R071 to R076).
AUTHORISATION_GATES = ("waiting", "authorisers", "workflows", "before_booking", "after_booking")


@dataclass(frozen=True, slots=True)
class Consents:
    """Who must agree, and how."""

    parties: tuple[Party, ...]
    by_link: tuple[Party, ...]  # these agree on a page behind a personal link
    credential: Credential
    valid_days: int  # of the credential and of the links
    reminder_days: tuple[int, ...]  # after the request, for who has not answered


@dataclass(frozen=True, slots=True)
class Schedule:
    """When it runs. ``at`` is local time in Europe/Amsterdam, for nightly runs."""

    runs: Runs
    at: time | None
    executor: Executor


@dataclass(frozen=True, slots=True)
class Giver:
    """What the giver's side keeps and may do."""

    keeps: Keeps
    frozen_from: FreezeFrom
    may_withdraw_until: WithdrawUntil
    may_delete_after_undo: bool


@dataclass(frozen=True, slots=True)
class Fee:
    """What it costs, and whom."""

    payer: Party
    per: FeePer
    amount: Decimal
    currency: str

    def of(self, administrations: int) -> Decimal:
        """The fee of an order of so many administrations."""
        return self.amount * administrations if self.per is FeePer.ADMINISTRATION else self.amount


@dataclass(frozen=True, slots=True)
class Undo:
    """The way back after the release: for how many days, and who decides."""

    days: int
    by: Party


@dataclass(frozen=True, slots=True)
class Addresses:
    """What becomes of old addresses. Days count from the release; 0: the old one ends then."""

    inbox_changes: bool
    inbox_forward_days: int
    link_redirect_days: int


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of move, as data."""

    name: str
    source: str  # the page or people that it comes from
    titles: Mapping[str, str]  # by language
    terms: Mapping[Party, Mapping[str, str]]  # by party, then language: what that party agrees to
    unit: Unit
    copies: Copies
    starts: Starter
    consents: Consents
    schedule: Schedule
    giver: Giver
    code: CodeRule
    addresses: Addresses
    payment_agreement: PaymentAgreement
    quotations: Quotations
    fee: Fee
    undo: Undo
    advised_administrations: int  # 0: no advice
    rehearsal_first: bool
    placeholders: bool  # people are kept as placeholders whose role can be restored (R066-R070)
    bank_links_move: frozenset[str]  # banks whose link the bank itself carries over
    bank_links_tasks: frozenset[str]  # banks whose link somebody has to make again
    tasks: tuple[str, ...]  # aftercare, by code (aftercare.texts)
    not_copied: tuple[str, ...]  # to be set up again, by code (aftercare.texts)
    report: tuple[str, ...]  # lines of the check report, by code (aftercare.texts)
    authorisation_gates: frozenset[str]  # what of authorisation has to be finished first (AUTHORISATION_GATES)
    overridable: frozenset[str]
    not_held: tuple[str, ...]

    def asks(self, party: Party) -> bool:
        """Whether ``party`` must agree."""
        return party in self.consents.parties
