"""The words of fixed assets."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Method(StrEnum):
    """How an asset is depreciated."""

    LINEAR = "linear"  # the same amount every month
    DEGRESSIVE = "degressive"  # every year a percentage of what is left
    NONE = "none"


@dataclass(frozen=True, slots=True)
class AssetCard:
    """An asset as it is entered. Amounts have two decimals; ``rate`` (per cent a year) is for the degressive method.

    ``start`` is a day of the first month that is depreciated.
    """

    code: str
    name: str
    group: str
    purchased_on: date
    purchase: Decimal
    residual: Decimal
    method: str
    months: int
    rate: Decimal
    start: date
    asset_account: str
    depreciation_account: str
    cost_account: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Disposal:
    """That an asset was sold or scrapped: when, for how much, and by which entry."""

    on: date
    proceeds: Decimal
    journal_code: str = ""
    entry_number: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """The depreciation of one month; ``left`` is the book value after it."""

    year: int
    month: int
    amount: Decimal
    left: Decimal

    @property
    def key(self) -> tuple[int, int]:
        """Year and month."""
        return self.year, self.month


@dataclass(frozen=True, slots=True)
class BookedRow:
    """Depreciation that was booked, and by which entry (empty: before the asset came here)."""

    year: int
    month: int
    amount: Decimal
    journal_code: str
    entry_number: str

    @property
    def key(self) -> tuple[int, int]:
        """Year and month."""
        return self.year, self.month


@dataclass(frozen=True, slots=True)
class AssetRow:
    """An asset in a list, at a day."""

    card: AssetCard
    disposal: Disposal | None
    depreciated: Decimal  # booked up to that day
    value: Decimal  # book value at that day


@dataclass(frozen=True, slots=True)
class AssetFile:
    """An asset in full."""

    row: AssetRow
    plan: tuple[Planned, ...]
    booked: tuple[BookedRow, ...]


@dataclass(frozen=True, slots=True)
class AccountDifference:
    """Register against ledger, for one account; debit positive."""

    account: str
    name: str
    register: Decimal
    ledger: Decimal

    @property
    def difference(self) -> Decimal:
        """What the ledger has more."""
        return self.ledger - self.register
