"""The words of a move."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

MOST_ACCOUNTS = 2_000  # accounts of a trial balance kept with a verification


class MoveState(StrEnum):
    """Where a move stands (DESIGN.md, A move)."""

    DRAFT = "draft"  # asked for by the receiver; the giver has not said which administrations
    OFFERED = "offered"  # the code is out
    AGREED = "agreed"  # every party agreed
    SCHEDULED = "scheduled"  # prepared: preflight clean, first fingerprints taken
    FROZEN = "frozen"  # nothing can be saved in the source
    CARRIED = "carried"  # the receiver's environment holds the ledger
    VERIFIED = "verified"  # compared record by record
    DELIVERED = "delivered"  # awaiting release
    RELEASED = "released"  # people may work; can be taken back until the undo window ends
    TAKING_BACK = "taking_back"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    EXPIRED = "expired"  # has to be withdrawn before a new start (R098)
    FAILED = "failed"  # resumable: put back, nothing lost
    TAKEN_BACK = "taken_back"


class Outcome(StrEnum):
    """The outcome of one administration in a move (R052)."""

    PENDING = "pending"
    FROZEN = "frozen"
    CARRIED = "carried"
    VERIFIED = "verified"
    DELIVERED = "delivered"
    RELEASED = "released"
    CLOSED = "closed"
    FAILED = "failed"  # put back with the giver, as it was
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    TAKEN_BACK = "taken_back"


class Party(StrEnum):
    """Who takes part."""

    GIVER = "giver"
    RECEIVER = "receiver"
    CLIENT = "client"  # whose books they are, where the profile asks for their consent


class DraftKind(StrEnum):
    """What a draft becomes."""

    START = "start"
    RECEIVE = "receive"


class Gravity(StrEnum):
    """What a preflight check does when it finds something: a gate blocks, advice never does."""

    GATE = "gate"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Problem:
    """What a preflight check found."""

    check: str
    gravity: Gravity
    place: str
    message: str
    remedy: str
    overridden: bool = False
    about: str = ""  # the (old) code of the administration that it is about, if one is

    def as_dict(self) -> dict[str, object]:
        """Plain data for ``--json`` output and the event log."""
        return {
            "check": self.check,
            "gravity": str(self.gravity),
            "place": self.place,
            "message": self.message,
            "remedy": self.remedy,
            "overridden": self.overridden,
        }


@dataclass(frozen=True, slots=True)
class OfferedAdministration:
    """One administration as an offer shows it to the receiver."""

    number: int  # its place in the move, from 1
    uid: str
    name: str
    code: str
    package: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What a receiver sees of a move after entering its code: enough to decide, and no business data."""

    move_uid: str
    giver: str
    giver_office: str
    started_by: str
    profile: str
    expires_at: str
    fee: str
    currency: str
    payment_agreement_moves: bool
    administrations: Sequence[OfferedAdministration]


@dataclass(frozen=True, slots=True)
class KindResult:
    """The comparison of one kind of record: counts both ways, and which records are not as they were."""

    kind: str
    expected: int
    present: int
    missing: Sequence[str]
    extra: Sequence[str]
    different: Sequence[str]
    digest: str  # of all present records: SHA-256 over the SHA-256 of each chunk's hashes, in key order

    @property
    def clean(self) -> bool:
        """Whether every record is there, once, unchanged."""
        return self.expected == self.present and not (self.missing or self.extra or self.different)

    def as_dict(self) -> dict[str, object]:
        """Plain data; the keys of the records are capped at 100 a list, the counts are whole."""
        return {
            "kind": self.kind,
            "expected": self.expected,
            "present": self.present,
            "missing": len(self.missing),
            "extra": len(self.extra),
            "different": len(self.different),
            "samples": {
                "missing": list(self.missing[:100]),
                "extra": list(self.extra[:100]),
                "different": list(self.different[:100]),
            },
            "digest": self.digest,
            "clean": self.clean,
        }


@dataclass(frozen=True, slots=True)
class StatementResult:
    """The comparison of one accounting statement (trial balance per period, open items, VAT, number series)."""

    name: str
    compared: int  # number of figures
    differences: Sequence[Mapping[str, str]]  # key, expected, present

    @property
    def clean(self) -> bool:
        """Whether every figure is the same."""
        return not self.differences

    def as_dict(self) -> dict[str, object]:
        """Plain data; at most 100 differences, the count is whole."""
        return {
            "name": self.name,
            "compared": self.compared,
            "differences": len(self.differences),
            "samples": [dict(difference) for difference in self.differences[:100]],
            "clean": self.clean,
        }


@dataclass(frozen=True, slots=True)
class NotCompared:
    """Something that was not compared, and why; it is never shown as fine."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class BalanceOfBoth:
    """What an account closes with at the source and at the target; None where nothing is booked on it."""

    account: str
    name: str
    type: str
    source: Decimal | None
    target: Decimal | None

    @property
    def clean(self) -> bool:
        """Whether both sides have the same."""
        return self.source == self.target

    def as_dict(self) -> dict[str, object]:
        """Plain data; an amount as text, null where nothing is booked."""
        return {
            "account": self.account,
            "name": self.name,
            "type": self.type,
            "source": None if self.source is None else f"{self.source:.2f}",
            "target": None if self.target is None else f"{self.target:.2f}",
        }


@dataclass(frozen=True, slots=True)
class YearOfBoth:
    """What the balances of one year come to: debit and credit of both sides."""

    year: int
    accounts: int
    different: int
    source: tuple[Decimal, Decimal]
    target: tuple[Decimal, Decimal]

    def as_dict(self) -> dict[str, object]:
        """Plain data, amounts as text."""
        amounts = {side: [f"{one:.2f}" for one in getattr(self, side)] for side in ("source", "target")}
        return {"year": self.year, "accounts": self.accounts, "different": self.different, **amounts}


@dataclass(frozen=True, slots=True)
class BalancesOfBoth:
    """The trial balances of source and target side by side: accounts of the newest year, sums of every year."""

    year: int
    rows: Sequence[BalanceOfBoth]
    years: Sequence[YearOfBoth]

    def as_dict(self) -> dict[str, object]:
        """Plain data; at most MOST_ACCOUNTS rows, those that differ before others; ``left_out`` says how many more."""
        wanted = sorted(self.rows, key=lambda row: row.clean)[:MOST_ACCOUNTS]
        return {
            "year": self.year,
            "rows": [row.as_dict() for row in sorted(wanted, key=lambda row: row.account)],
            "left_out": len(self.rows) - len(wanted),
            "years": [year.as_dict() for year in self.years],
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """A whole verification of one administration."""

    kinds: Sequence[KindResult]
    statements: Sequence[StatementResult]
    not_compared: Sequence[NotCompared]
    balances: BalancesOfBoth | None = None  # to look at; the statements above decide

    @property
    def clean(self) -> bool:
        """Whether nothing differs anywhere."""
        return all(kind.clean for kind in self.kinds) and all(statement.clean for statement in self.statements)
