"""The running state of the books while they are made: balances, open items, and the drafting of entries.

Amounts are whole cents here (int, debit positive) and become Decimals on the lines.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import NamedTuple, TypedDict, Unpack

from overstap.books.ledger.values import Entry, EntryKind, Line, LineVat
from overstap.books.sample.plan import SamplePlan
from overstap.books.sample.relations import Cast
from overstap.books.sample.trades import Trade

INVOICE, PAYMENT, OTHER = "I", "P", "Z"
ALL = 1000  # a whole open item, in thousandths


@dataclass(slots=True)
class OpenItem:
    """What is still open of an invoice. ``amount`` and ``currency_amount`` are in cents, a debtor's claim positive.

    ``agenda`` holds the payments to come: day (ordinal) and the part of what is then open, in thousandths.
    """

    key: str
    kind: str  # CU or SU
    relation: str
    iban: str
    invoice_ref: str
    invoice_side: str
    invoice_date: date
    due_date: date
    amount: int
    currency: str = ""
    currency_amount: int = 0
    bank: str = ""
    agenda: tuple[tuple[int, int], ...] = ()


class Touch(NamedTuple):
    """The line at ``place`` (from 0) of an entry moves an open item."""

    place: int
    item: OpenItem
    mutation: str


class Posted(NamedTuple):
    """An entry with what its lines mean to the sub-ledgers."""

    entry: Entry
    touches: Sequence[Touch]


@dataclass(frozen=True, slots=True)
class Closing:
    """How a year ends: balances of the balance accounts, result included in equity, and what is open."""

    balances: dict[str, int]
    items: tuple[OpenItem, ...]


@dataclass(slots=True)
class Desk:
    """One year's work: the plan and the cast, the chance, and the state so far. Used for one pass only."""

    plan: SamplePlan
    trade: Trade
    cast: Cast
    year: int
    rng: Random
    balances: defaultdict[str, int]
    items: dict[str, OpenItem]
    agenda: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    numbers: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    lines_written: int = 0
    payments_to_come: int = 0  # this year
    last_day: int = field(init=False)  # ordinal

    def __post_init__(self) -> None:
        self.last_day = date(self.year, 12, 31).toordinal()

    def payments_due(self, day: date) -> list[OpenItem]:
        """Takes from the agenda what is to be paid on a day, as far as it is open still."""
        keys = self.agenda.pop(day.toordinal(), [])
        self.payments_to_come -= len(keys)
        return [self.items[key] for key in keys if key in self.items]

    def chance(self, percent: float) -> bool:
        """True in ``percent`` of a hundred cases."""
        return self.rng.random() * 100 < percent

    def below(self, limit: int) -> int:
        """A whole number from 0 up to and not including ``limit``."""
        return int(self.rng.random() * limit)

    def next_number(self, journal: str) -> str:
        """The next entry number of a journal: year, journal, and a count."""
        self.numbers[journal] += 1
        return f"{self.year % 100:02d}{journal}{self.numbers[journal]:05d}"

    def keep(self, item: OpenItem) -> None:
        """Puts an open item in the books and its payments on the agenda."""
        self.items[item.key] = item
        for day, _ in item.agenda:
            self.agenda[day].append(item.key)
            self.payments_to_come += day <= self.last_day

    def take(self, item: OpenItem, part: int) -> tuple[int, int]:
        """Takes ``part`` thousandths off an open item: (cents, cents in its currency) that are no longer open."""
        amount, currency_amount = item.amount, item.currency_amount
        if part != ALL:
            amount, currency_amount = amount * part // ALL, currency_amount * part // ALL
        item.amount -= amount
        item.currency_amount -= currency_amount
        if not item.amount:
            del self.items[item.key]
        return amount, currency_amount


def start(desk: Desk, closing: Closing) -> None:
    """Begins a year where the previous one ended; ``closing`` itself is left as it is."""
    desk.balances.update(closing.balances)
    for item in closing.items:
        desk.keep(replace(item))


def money(cents: int) -> Decimal:
    """Cents as an amount with two decimals."""
    return Decimal(cents).scaleb(-2)


def rounded(numerator: int, denominator: int) -> int:
    """The quotient, halves away from zero; ``denominator`` is positive."""
    if numerator < 0:
        return -((-2 * numerator + denominator) // (2 * denominator))
    return (2 * numerator + denominator) // (2 * denominator)


class Details(TypedDict, total=False):
    """What a drafted line may say beside account and amount."""

    doc_ref: str
    description: str
    relation: str
    invoice_ref: str
    cost_centre: str
    project: str
    product: str
    quantity: Decimal | None
    currency: str
    currency_amount: Decimal | None
    match_key: str
    record_ref: str
    bank_account: str
    vat: Sequence[LineVat]


class Draft:
    """An entry in the making; every line added moves the balances at once."""

    __slots__ = ("_balances", "_desk", "_lines", "_touches", "day", "description", "journal", "number", "user")

    def __init__(self, desk: Desk, journal: str, day: date, description: str, *, user: str = "ANNA") -> None:
        self._desk = desk
        self._balances = desk.balances
        self._lines: list[Line] = []
        self._touches: list[Touch] = []
        self.journal = journal
        self.day = day
        self.description = description
        self.number = desk.next_number(journal)
        self.user = user

    def add(self, account: str, cents: int, side: str = "", foreign: int = 0, **details: Unpack[Details]) -> None:
        """Adds a line; without ``side`` a negative amount is a credit, with it the amount stays on that side.

        ``foreign`` is the amount in the currency that ``details`` name, debit positive like ``cents``.
        """
        self._balances[account] += cents
        side = side or ("D" if cents >= 0 else "C")
        if details.get("currency"):
            details["currency_amount"] = money(foreign if side == "D" else -foreign)
        self._lines.append(
            Line(
                str(len(self._lines) + 1),
                account,
                Decimal(cents).scaleb(-2),
                side,
                effective_date=self.day,
                **details,
            )
        )

    def touch(self, item: OpenItem, mutation: str) -> None:
        """Says that the line added last moves an open item."""
        self._touches.append(Touch(len(self._lines) - 1, item, mutation))

    def posted(self) -> Posted:
        """The finished entry."""
        self._desk.lines_written += len(self._lines)
        return Posted(
            Entry(
                self.number,
                self.journal,
                self._desk.year,
                self.day.month,
                self.day,
                self._lines,
                description=self.description,
                kind=EntryKind.TRANSACTION.value,
                source="OVERSTAP",
                user=self.user,
            ),
            self._touches,
        )
