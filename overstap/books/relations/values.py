"""Relations (customers, suppliers) and the company itself, as values. Text that is absent is the empty string."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from overstap.books.ledger.values import Extra


@dataclass(frozen=True, slots=True)
class Address:
    """An address. ``kind`` is "street" or "postal"; ``country`` is ISO 3166 alpha-2."""

    kind: str = "street"
    street: str = ""
    number: str = ""
    addition: str = ""
    property: str = ""
    city: str = ""
    postal_code: str = ""
    region: str = ""
    country: str = ""
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BankAccount:
    """A bank account of a relation: number as written (an IBAN as a rule) and the bank's code (BIC)."""

    number: str
    bank_code: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """A customer, supplier or both. ``type`` is custSupTp as written: C, S, B, O or empty."""

    code: str
    name: str
    type: str = ""
    contact: str = ""
    phone: str = ""
    fax: str = ""
    email: str = ""
    website: str = ""
    commerce_number: str = ""
    tax_country: str = ""
    tax_number: str = ""
    group: str = ""
    customer_limit: Decimal | None = None
    supplier_limit: Decimal | None = None
    addresses: Sequence[Address] = ()
    bank_accounts: Sequence[BankAccount] = ()
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Company:
    """The company whose books these are."""

    name: str
    ident: str = ""
    commerce_number: str = ""
    tax_country: str = ""
    tax_number: str = ""
    addresses: Sequence[Address] = ()
    extra: Extra = field(default_factory=dict)
