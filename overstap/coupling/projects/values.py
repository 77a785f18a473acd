"""The words of projects and of the invoices that are sent for them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from overstap.books.sales.values import Paper, SalesLine, Vat


class ProjectState(StrEnum):
    """Whether invoices are still made for a project."""

    OPEN = "open"
    CLOSED = "closed"


class InvoiceState(StrEnum):
    """Where an invoice stands. From NUMBERED on it is definitive: what it says never changes."""

    DRAFT = "draft"
    NUMBERED = "numbered"  # has its number, waits for its turn to be booked
    POSTING = "posting"  # the package is asked, or waited for
    POSTED = "posted"  # booked, read back and the same
    DIFFERENT = "different"  # booked, and what was read back is not what was sent
    REFUSED = "refused"  # not booked: somebody has to do something first


DEFINITIVE = frozenset(InvoiceState) - {InvoiceState.DRAFT}
TO_BOOK = frozenset({InvoiceState.NUMBERED, InvoiceState.POSTING})
STUCK = frozenset({InvoiceState.REFUSED, InvoiceState.DIFFERENT})

NEEDED_SETTINGS = ("journal", "revenue_account", "receivable_account")
VAT_SETTINGS: Mapping[Vat, str] = {
    Vat.HIGH: "vat_high",
    Vat.LOW: "vat_low",
    Vat.ZERO: "vat_zero",
    Vat.REVERSED: "vat_reversed",
    Vat.EXEMPT: "vat_exempt",
}
"""Which setting of a coupled administration names its VAT code."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person typed of an invoice. ``day`` None: the day on which it becomes definitive."""

    lines: Sequence[SalesLine]
    subject: str = ""
    reference: str = ""  # the customer's own
    text: str = ""
    language: str = "nl"  # of what is printed: nl or en
    day: date | None = None
    supplied_on: date | None = None
    payment_days: int | None = None  # None: as the administration's details for invoices say


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project in a list. ``administration`` is the number of the coupled one, ``contact`` that of the customer."""

    number: int
    name: str
    state: ProjectState
    administration: int
    administration_name: str
    code: str
    contact: int
    contact_name: str


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice in a list; ``number`` is empty on a draft."""

    uid: UUID
    number: str
    state: InvoiceState
    project: int
    project_name: str
    subject: str
    day: date | None
    gross: Decimal


@dataclass(frozen=True, slots=True)
class Booked:
    """Where an invoice stands at the package. ``open`` None: nobody asked yet what is open of it."""

    journal: str
    number: str
    at: datetime
    open: Decimal | None = None
    looked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that was read back other than it was sent: a stable code, and both as texts."""

    code: str  # entry, customer, number, amount, vat, revenue
    sent: str
    there: str


@dataclass(frozen=True, slots=True)
class InvoiceFile:
    """An invoice in full. ``problem``: code, message and remedy of what keeps it from being booked."""

    uid: UUID
    paper: Paper
    state: InvoiceState
    project: ProjectRow
    draft: Draft
    credits: UUID | None
    credited_by: Sequence[tuple[UUID, str]]  # uid and number of what takes it back
    numbered_at: datetime | None
    numbered_by: str
    booked: Booked | None
    problem: Mapping[str, str] | None
    differences: Sequence[Difference]
    waits_until: datetime | None
    waits_for: str

    @property
    def is_draft(self) -> bool:
        """Whether it can be changed."""
        return self.state is InvoiceState.DRAFT


@dataclass(frozen=True, slots=True)
class Outside:
    """An invoice that was made elsewhere, before or without the codes: kept as it is, never numbered anew (G12)."""

    number: str
    day: date
    contact: str
    amount: Decimal
    administration: str  # code or name of the coupled administration


@dataclass(frozen=True, slots=True)
class OutsideRow:
    """One in a list; ``row`` grows with every one brought in."""

    row: int
    number: str
    day: date
    contact: str
    amount: Decimal
    administration_name: str


def packed(lines: Sequence[SalesLine]) -> list[dict[str, str]]:
    """Lines as plain JSON; numbers stay decimal texts."""
    return [{name: str(value) for name, value in asdict(line).items()} for line in lines]


def unpacked(data: Sequence[Mapping[str, Any]]) -> list[SalesLine]:
    """Lines from JSON."""
    return [
        SalesLine(
            **{
                **line,
                "quantity": Decimal(line["quantity"]),
                "price": Decimal(line["price"]),
                "discount": Decimal(line["discount"]),
                "vat": Vat(line["vat"]),
            }
        )
        for line in data
    ]
