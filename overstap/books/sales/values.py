"""The words of sales."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID


class QuotationState(StrEnum):
    """Where a quotation stands. EXPIRED is never stored: it follows from the last day on which it stands."""

    DRAFT = "draft"
    SENT = "sent"
    APPROVED = "approved"
    REFUSED = "refused"
    EXPIRED = "expired"
    LAPSED = "lapsed"  # lost in a move: it stayed behind with whoever gave the administration


class InvoiceState(StrEnum):
    """Where an invoice stands."""

    DRAFT = "draft"
    TO_SEND = "to_send"
    SENT = "sent"


class Vat(StrEnum):
    """How something is taxed (Wet op de omzetbelasting 1968, tables I and II; rates of 2019 and after)."""

    HIGH = "high"
    LOW = "low"
    ZERO = "zero"
    REVERSED = "reversed"  # the customer owes it (btw verlegd)
    EXEMPT = "exempt"


PERCENTAGES: Mapping[Vat, Decimal] = {
    Vat.HIGH: Decimal(21),
    Vat.LOW: Decimal(9),
    Vat.ZERO: Decimal(0),
    Vat.REVERSED: Decimal(0),
    Vat.EXEMPT: Decimal(0),
}


class Rounding(StrEnum):
    """Where VAT is rounded to a cent: of every line, or once of the sum of each rate."""

    LINE = "line"
    TOTAL = "total"


class Series(StrEnum):
    """What is numbered."""

    INVOICE = "invoice"
    QUOTATION = "quotation"


class Deed(StrEnum):
    """What a customer can answer to a quotation."""

    APPROVE = "approve"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Seller:
    """Who sells, as it stands on what is sent."""

    name: str = ""
    street: str = ""  # with the number
    postal_code: str = ""
    city: str = ""
    country: str = "NL"
    tax_number: str = ""  # btw-id
    commerce_number: str = ""  # KvK
    iban: str = ""
    bic: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Customer:
    """Who buys, as it stands on what is sent. ``code``: of the relation, empty where there is none."""

    code: str = ""
    name: str = ""
    attention: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = "NL"
    email: str = ""
    tax_number: str = ""
    commerce_number: str = ""


@dataclass(frozen=True, slots=True)
class Product:
    """What is sold. ``price`` is of one ``unit``, without VAT."""

    code: str
    name: str
    unit: str
    price: Decimal
    vat: Vat
    vat_code: str = ""  # of the administration's own list
    account_code: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class SalesLine:
    """A line of a quotation or an invoice; ``price`` without VAT, ``discount`` a percentage."""

    description: str
    quantity: Decimal
    price: Decimal
    vat: Vat
    unit: str = ""
    discount: Decimal = Decimal(0)
    product_code: str = ""
    vat_code: str = ""
    account_code: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person typed of a quotation or an invoice. ``valid_until`` is of quotations, the last two of invoices."""

    customer: Customer
    lines: Sequence[SalesLine]
    subject: str = ""
    reference: str = ""  # the customer's own
    text: str = ""
    language: str = "nl"  # of what is sent: nl or en
    valid_until: date | None = None  # None: as long as the settings say
    supplied_on: date | None = None  # None: the day of the invoice
    payment_days: int | None = None  # None: as the settings say


@dataclass(frozen=True, slots=True)
class RateTotal:
    """The sum of the lines of one kind of VAT, in euros with two decimals."""

    vat: Vat
    percentage: Decimal
    base: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """What lines come to, in euros with two decimals; ``of_lines`` without VAT, in their order."""

    of_lines: Sequence[Decimal]
    rates: Sequence[RateTotal]
    net: Decimal
    vat: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True)
class Settings:
    """How an administration sells."""

    seller: Seller = field(default_factory=Seller)
    rounding: Rounding = Rounding.TOTAL
    payment_days: int = 30
    quotation_days: int = 30
    footer: str = ""


@dataclass(frozen=True, slots=True)
class NumberSeries:
    """How numbers are made: ``prefix`` (``{year}`` becomes the year), then a number of at least ``width`` digits.

    Where the prefix has a year, every year begins at 1. ``last``: given last, 0: none yet.
    """

    kind: Series
    prefix: str
    width: int
    year: int
    last: int

    def after(self, year: int) -> "NumberSeries":
        """The series once one more number was given, in ``year``; never back to an earlier year."""
        begins_again = "{year}" in self.prefix and year > self.year
        last = 1 if begins_again else self.last + 1
        return NumberSeries(self.kind, self.prefix, self.width, max(year, self.year), last)

    @property
    def number(self) -> str:
        """The number that was given last."""
        return self.prefix.replace("{year}", f"{self.year:04d}") + str(self.last).zfill(self.width)


@dataclass(frozen=True, slots=True)
class QuotationRow:
    """A quotation in a list."""

    uid: UUID
    number: str
    state: QuotationState
    customer: str
    subject: str
    day: date | None
    valid_until: date | None
    gross: Decimal


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice in a list."""

    uid: UUID
    number: str
    state: InvoiceState
    customer: str
    subject: str
    day: date | None
    due: date | None
    gross: Decimal


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on a quotation or an invoice: all that is printed, written as UBL, or shown to a customer.

    ``number`` is empty on a draft. ``until``: the due day of an invoice, the last day of a quotation.
    """

    kind: Series
    uid: UUID
    number: str
    day: date
    until: date
    seller: Seller
    customer: Customer
    lines: Sequence[SalesLine]
    totals: Totals
    subject: str = ""
    reference: str = ""
    text: str = ""
    footer: str = ""
    language: str = "nl"
    supplied_on: date | None = None
    credits: str = ""  # the number of the invoice that this one takes back
    rounding: Rounding = Rounding.TOTAL


@dataclass(frozen=True, slots=True)
class QuotationFile:
    """A quotation in full."""

    paper: Paper
    state: QuotationState
    sent_at: datetime | None
    answered_at: datetime | None
    answered_by: str
    reason: str
    invoice: UUID | None  # the draft that it became
    document: UUID | None  # the PDF, once sent

    @property
    def is_draft(self) -> bool:
        """Whether it can be changed."""
        return self.state is QuotationState.DRAFT


@dataclass(frozen=True, slots=True)
class InvoiceFile:
    """An invoice in full."""

    paper: Paper
    state: InvoiceState
    payment_days: int | None
    sent_at: datetime | None
    quotation: UUID | None
    document: UUID | None
    electronic: UUID | None  # the UBL

    @property
    def is_draft(self) -> bool:
        """Whether it can be changed."""
        return self.state is not InvoiceState.SENT


def plain(value: Seller | Customer) -> dict[str, str]:
    """As JSON."""
    return asdict(value)


def seller_of(data: Mapping[str, Any]) -> Seller:
    """From JSON; names that are not known are passed over."""
    return Seller(**_known(data, Seller))


def customer_of(data: Mapping[str, Any]) -> Customer:
    """From JSON; names that are not known are passed over."""
    return Customer(**_known(data, Customer))


def _known(data: Mapping[str, Any], kind: type) -> dict[str, str]:
    names = {one.name for one in fields(kind)}
    return {name: str(value) for name, value in data.items() if name in names}
