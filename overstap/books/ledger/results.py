"""What the queries of the ledger give. Amounts are Decimals with two decimals, debit positive."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class TrialBalanceRow:
    """An account in the trial balance. ``debit`` and ``credit`` are the movements, both as positive sides.

    ``closing`` is opening + debit - credit.
    """

    account: str
    name: str
    type: str
    opening: Decimal
    debit: Decimal
    credit: Decimal
    closing: Decimal


@dataclass(frozen=True, slots=True)
class CardCursor:
    """Where a page of a ledger card ended."""

    date: dt.date
    seq: int
    position: int


@dataclass(frozen=True, slots=True)
class CardRow:
    """A line on a ledger card; ``balance`` is the account's balance after it."""

    seq: int
    position: int
    date: dt.date
    period: int
    journal: str
    number: str
    description: str
    relation: str
    invoice_ref: str
    amount: Decimal
    side: str
    balance: Decimal


@dataclass(frozen=True, slots=True)
class CardPage:
    """A page of a ledger card: the balance before it, its rows, and where the next one starts (None: no more)."""

    before: Decimal
    rows: Sequence[CardRow]
    next: CardCursor | None


@dataclass(frozen=True, slots=True)
class JournalRow:
    """An entry in a journal; ``total`` is the sum of its debit side, ``balance`` the running sum of those."""

    seq: int
    number: str
    date: dt.date
    period: int
    kind: str
    description: str
    lines: int
    total: Decimal
    balance: Decimal


@dataclass(frozen=True, slots=True)
class JournalPage:
    """A page of a journal, and after which entry (``seq``) the next one starts (None: no more)."""

    rows: Sequence[JournalRow]
    next: int | None


class Evidence(StrEnum):
    """What an open item rests on, the best first."""

    SUBLEDGER_DUE = "subledger_due"  # the sub-ledger, with a due date
    SUBLEDGER = "subledger"  # the sub-ledger, without one
    LEDGER = "ledger"  # lines on debtors and creditors with a relation and an invoice number


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An invoice that is not fully paid, or a payment that no invoice is known for.

    ``kind`` is CU (customers) or SU (suppliers). ``amount`` is the invoice, ``open`` what is left of it; both are
    debit positive. ``age`` counts days since the invoice date, ``overdue`` days since the due date (negative: not yet).
    """

    relation: str
    relation_name: str
    kind: str
    invoice_ref: str
    date: dt.date | None
    due: dt.date | None
    amount: Decimal
    open: Decimal
    age: int | None
    overdue: int | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class VatRow:
    """VAT of one code in one period: ``base`` is what it was reckoned over, ``vat`` the VAT; debit positive."""

    period: int
    code: str
    name: str
    base: Decimal
    vat: Decimal
    lines: int


@dataclass(frozen=True, slots=True)
class NumberSeries:
    """The numbers of a journal in a year: how many, the first and the last that were booked."""

    journal: str
    year: int
    entries: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class YearSummary:
    """A book year: ``entries`` counts the transactions, ``periods`` those periods in which something was booked."""

    year: int
    label: str
    start: dt.date | None
    end: dt.date | None
    entries: int
    periods: int
    has_opening: bool
    last_date: dt.date | None


@dataclass(frozen=True, slots=True)
class PeriodSummary:
    """A period of a book year, and how many entries it has; 0 holds the opening, 13 and up close the year."""

    number: int
    description: str
    start: dt.date | None
    end: dt.date | None
    entries: int


@dataclass(frozen=True, slots=True)
class JournalSummary:
    """A journal, how many entries it has and the date of the latest; the opening balance has an empty code."""

    code: str
    name: str
    type: str
    entries: int
    last_date: dt.date | None


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """What an owner asks first, of a year or a period (``period`` None: the whole year).

    ``turnover`` and ``result`` are of the year or period itself, positive is earned. ``bank``, ``receivables`` and
    ``payables`` are balances at its end; payables are positive when owed.
    """

    year: int
    period: int | None
    turnover: Decimal
    result: Decimal
    bank: Decimal
    receivables: Decimal
    payables: Decimal


@dataclass(frozen=True, slots=True)
class ItemCursor:
    """Where a page of open items ended."""

    kind: str
    relation: str
    date: dt.date
    key: str


@dataclass(frozen=True, slots=True)
class AgeBuckets:
    """What is open of one kind (CU, SU), by days beyond the due date (or, where none is known, the invoice date)."""

    kind: str
    items: int
    not_due: Decimal
    to_30: Decimal
    to_60: Decimal
    to_90: Decimal
    over_90: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class OpenItemsPage:
    """A page of open items, what all of them add up to, and where the next page starts (None: no more)."""

    rows: Sequence[OpenItem]
    buckets: Sequence[AgeBuckets]
    counted_to: dt.date | None
    next: ItemCursor | None


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """An entry that a search found; ``term`` is its number, invoice or document reference, in small letters."""

    term: str
    seq: int
    number: str
    journal: str
    date: dt.date
    description: str


@dataclass(frozen=True, slots=True)
class FoundEntries:
    """A page of found entries, and where the next one starts (None: no more)."""

    rows: Sequence[FoundEntry]
    next: tuple[str, int] | None
