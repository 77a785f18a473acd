"""The words of the ledger, as values.

Amounts are signed Decimals with two decimals, debit positive, credit negative. ``side`` ("D" or "C") keeps the side
on which the amount was written, because a negative debit is not a credit to an accountant: a line of -10.00 on the
debit side has ``amount == Decimal("-10.00")`` and ``side == "D"``; 10.00 on the credit side has the same amount
and side "C".

Lines, their VAT, entries and lines of sub-ledgers are NamedTuples, not dataclasses: a million of them are made per
import, and a tuple costs a fifth of a frozen dataclass. Text that is absent is the empty string.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

Extra = Mapping[str, object]  # what a format says beyond our columns; plain JSON data, strings at the leaves


class EntryKind(StrEnum):
    """Where an entry comes from."""

    TRANSACTION = "transaction"  # an ordinary entry, period 0 included
    OPENING = "opening"  # the opening balance stated as such (the openingBalance element of an audit file)


class AccountType(StrEnum):
    """The kind of a ledger account (accTp in an audit file)."""

    BALANCE = "B"
    PROFIT_AND_LOSS = "P"
    MIXED = "M"


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """A book year. ``label`` is what its owner calls it ("2024", "2023-2024"); ``year`` is the year of its end."""

    year: int
    label: str
    start: date
    end: date
    extra: Extra = field(default_factory=dict)  # header fields of the file it came from


@dataclass(frozen=True, slots=True)
class Period:
    """A period of a book year; number 0 holds opening entries, 13 and up closing ones."""

    year: int
    number: int
    description: str
    start: date
    end: date
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Account:
    """A ledger account. ``reference`` is the RGS code where there is one (leadReference, RGScode)."""

    code: str
    name: str
    type: str  # AccountType where the source is right; kept as it stands where it is not
    reference: str = ""
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Journal:
    """A journal (dagboek). ``type`` is jrnTp of the audit file: B C G M O P S T Y Z, or empty."""

    code: str
    name: str
    type: str = ""
    offset_account: str = ""
    bank_account: str = ""
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VatCode:
    """A VAT code with the accounts on which it is paid and claimed."""

    code: str
    name: str
    to_pay_account: str = ""
    to_claim_account: str = ""
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dimension:
    """A cost centre, project, user or other code of the ledger with its name (``basics`` of an audit file).

    ``type`` is the two-digit basicType: 02, 03, 04 (project), 05, 12 (journal), 14, 23, 29, 30 (user).
    """

    type: str
    code: str
    name: str


class LineVat(NamedTuple):
    """VAT on a line. ``amount`` is signed like a line's; ``percentage`` has three decimals at most."""

    code: str
    percentage: Decimal
    amount: Decimal
    side: str


class Line(NamedTuple):
    """A journal line. ``currency_amount`` is as written, in the direction of ``side``."""

    nr: str
    account: str
    amount: Decimal
    side: str
    doc_ref: str = ""
    effective_date: date | None = None
    description: str = ""
    relation: str = ""
    invoice_ref: str = ""
    cost_centre: str = ""
    project: str = ""
    product: str = ""
    quantity: Decimal | None = None
    currency: str = ""
    currency_amount: Decimal | None = None
    match_key: str = ""
    record_ref: str = ""
    bank_account: str = ""
    vat: Sequence[LineVat] = ()
    extra: Extra | None = None


class Entry(NamedTuple):
    """A journal entry: balanced lines in one journal, period and on one date. ``number`` is unique in its journal."""

    number: str
    journal: str
    year: int
    period: int
    date: date
    lines: Sequence[Line]
    description: str = ""
    kind: str = "transaction"  # EntryKind
    source: str = ""
    user: str = ""
    extra: Extra | None = None


class SubledgerLine(NamedTuple):
    """What a sub-ledger says about one ledger line: which invoice, from when, due when.

    ``kind`` is sbType: CU customers, SU suppliers, CS both, ZZ other. It points to a line of the ledger by journal,
    entry number and line number; with ``kind_of_entry == "opening"`` to line ``line_nr`` of the opening balance of
    ``year`` (journal and entry number empty).
    """

    year: int
    kind: str
    nr: str
    journal: str
    entry_number: str
    line_nr: str
    amount: Decimal
    side: str
    kind_of_entry: str = "transaction"
    ledger_name: str = ""  # sbDesc
    description: str = ""
    doc_ref: str = ""
    record_ref: str = ""
    match_key: str = ""
    relation: str = ""
    invoice_ref: str = ""
    purchase_or_sales: str = ""  # P or S
    invoice_side: str = ""  # D or C
    invoice_date: date | None = None
    due_date: date | None = None
    mutation: str = ""  # I invoice, P payment, Z other
    cost_centre: str = ""
    project: str = ""
    product: str = ""
    quantity: Decimal | None = None
    currency: str = ""
    currency_amount: Decimal | None = None
    vat: Sequence[LineVat] = ()
    extra: Extra | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """Control totals: number of lines, sum of debit, sum of credit (both as the file counts: unsigned sides)."""

    lines: int
    debit: Decimal
    credit: Decimal
