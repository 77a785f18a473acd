"""An invoice or credit note as values, in the terms of EN 16931 (numbers of its business terms behind a #).

Text that is absent is the empty string; a date or amount that is absent, or could not be read, is None. Amounts are in
the currency of the document and have the sign that stands in it: those of a credit note are positive as a rule.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

NLCIUS = "urn:cen.eu:en16931:2017#compliant#urn:fdc:nen.nl:nlcius:v1.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
KVK, OIN = "0106", "0190"  # ISO 6523: the Dutch trade register, and the numbers of Dutch government bodies


class Kind(StrEnum):
    """The two documents of UBL that are read and written."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number and the register it comes from (ISO 6523, as 0106)."""

    value: str
    scheme: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """An address. ``country`` is ISO 3166 alpha-2."""

    street: str = ""
    more: str = ""
    line: str = ""
    city: str = ""
    postal_code: str = ""
    region: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask."""

    name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """Who sells, buys or answers for the tax. ``name`` is that of the register (#27, #44)."""

    name: str
    trading_name: str = ""
    address: Address | None = None
    vat_number: str = ""
    tax_number: str = ""  # registered with the tax authorities otherwise than for VAT (#32)
    legal_id: Identifier | None = None  # KvK or OIN number for a Dutch party (#30, #47)
    legal_form: str = ""
    identifiers: tuple[Identifier, ...] = ()
    endpoint: Identifier | None = None
    contact: Contact | None = None

    @property
    def kvk(self) -> str:
        """The number in the Dutch trade register; empty: not given."""
        return self.legal_id.value if self.legal_id and self.legal_id.scheme == KVK else ""


@dataclass(frozen=True, slots=True)
class Vat:
    """A VAT category (UNCL 5305: S, Z, E, AE, K, G, O, L, M) and its rate in per cent."""

    category: str
    rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Adjustment:
    """An allowance, or a charge, on the whole document or on one line (where ``vat`` is None)."""

    is_charge: bool
    amount: Decimal | None
    reason: str = ""
    reason_code: str = ""
    base: Decimal | None = None
    percent: Decimal | None = None
    vat: Vat | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day of what is invoiced."""

    first: date | None = None
    last: date | None = None
    tax_point_code: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line. ``amount`` is net, without VAT (#131); ``price`` is for ``price_quantity`` of them (None: one)."""

    number: str
    quantity: Decimal | None
    unit: str
    amount: Decimal | None
    name: str
    price: Decimal | None
    vat: Vat | None
    description: str = ""
    note: str = ""
    price_quantity: Decimal | None = None
    seller_item: str = ""
    buyer_item: str = ""
    standard_item: Identifier | None = None
    order_line: str = ""
    accounting_cost: str = ""
    period: Period | None = None
    adjustments: tuple[Adjustment, ...] = ()


@dataclass(frozen=True, slots=True)
class VatTotal:
    """The VAT of one category and rate (#116-#121)."""

    vat: Vat | None
    taxable: Decimal | None
    tax: Decimal | None
    exemption: str = ""
    exemption_code: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """The totals of a document (#106-#115)."""

    lines: Decimal | None
    exclusive: Decimal | None  # of VAT
    inclusive: Decimal | None
    payable: Decimal | None
    vat: Decimal | None = None
    allowances: Decimal | None = None
    charges: Decimal | None = None
    prepaid: Decimal | None = None
    rounding: Decimal | None = None
    vat_in_own_currency: Decimal | None = None  # in ``vat_currency`` of the document


@dataclass(frozen=True, slots=True)
class Payment:
    """How to pay (#81-#91). ``account`` is an IBAN as a rule, as written; ``code`` is UNCL 4461."""

    code: str
    account: str = ""
    account_name: str = ""
    bank_code: str = ""
    reference: str = ""
    mandate: str = ""
    payer_account: str = ""  # that is debited
    means: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """An earlier invoice."""

    number: str
    issued: date | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document that belongs to it: inside it (``content``), or elsewhere at ``address``, or only named."""

    number: str
    description: str = ""
    name: str = ""
    media_type: str = ""
    content: bytes | None = field(default=None, repr=False)
    address: str = ""


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice or credit note."""

    kind: Kind
    number: str
    issued: date | None
    type_code: str  # UNCL 1001: 380 invoice, 381 credit note, 384 corrective invoice, 389 self-billed
    currency: str  # ISO 4217
    seller: Party
    buyer: Party
    totals: Totals
    lines: tuple[Line, ...]
    vat: tuple[VatTotal, ...] = ()
    customization: str = NLCIUS
    profile: str = PROFILE
    due: date | None = None
    tax_point: date | None = None
    vat_currency: str = ""
    notes: tuple[str, ...] = ()
    buyer_reference: str = ""
    accounting_cost: str = ""
    order: str = ""
    sales_order: str = ""
    contract: str = ""
    project: str = ""
    preceding: tuple[Reference, ...] = ()
    period: Period | None = None
    delivered: date | None = None
    payee: str = ""  # its name, when somebody else than the seller is paid
    tax_representative: Party | None = None
    payments: tuple[Payment, ...] = ()
    terms: str = ""
    adjustments: tuple[Adjustment, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    @property
    def is_credit_note(self) -> bool:
        """Whether it gives money back."""
        return self.kind is Kind.CREDIT_NOTE
