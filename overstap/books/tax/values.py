"""The words of VAT returns and of what it takes to file one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID


class Box(StrEnum):
    """The boxes (rubrieken) of the Dutch VAT return; 5a, 5c and 5g follow from the others."""

    HIGH = "1a"  # supplies at the high rate
    LOW = "1b"
    OTHER_RATES = "1c"  # but 0%
    PRIVATE = "1d"
    ZERO = "1e"  # at 0%, or not taxed with you
    REVERSED = "2a"  # the VAT was reversed to you
    EXPORT = "3a"  # to countries outside the EU
    TO_EU = "3b"
    INSTALLED = "3c"  # installation and distance sales within the EU
    IMPORT = "4a"  # from countries outside the EU
    FROM_EU = "4b"
    DUE = "5a"
    INPUT = "5b"  # input VAT
    BALANCE = "5c"
    SMALL_BUSINESS = "5d"  # reduction for small businesses; returns over years up to 2019
    ESTIMATED_BEFORE = "5e"
    ESTIMATED_NOW = "5f"
    TOTAL = "5g"


WITH_BOTH = (Box.HIGH, Box.LOW, Box.OTHER_RATES, Box.PRIVATE, Box.REVERSED, Box.IMPORT, Box.FROM_EU)
BASE_ONLY = (Box.ZERO, Box.EXPORT, Box.TO_EU, Box.INSTALLED)
VAT_ONLY = (Box.INPUT,)
BY_HAND = (Box.SMALL_BUSINESS, Box.ESTIMATED_BEFORE, Box.ESTIMATED_NOW)  # no code of the books tells these
OF_CODES = (*WITH_BOTH, *BASE_ONLY, *VAT_ONLY)  # where a VAT code may lead
ACQUIRED = (Box.REVERSED, Box.IMPORT, Box.FROM_EU)  # bought, and the VAT on it is due here
ADDED_UP = (Box.DUE, Box.BALANCE, Box.TOTAL)


class Status(StrEnum):
    """Where a return stands."""

    DRAFT = "draft"  # follows the books
    READY = "ready"  # its figures stand; waits to be filed
    FILED = "filed"
    CORRECTED = "corrected"  # filed, and a supplement after it too


class Span(StrEnum):
    """How often VAT is filed."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class ContactType(StrEnum):
    """Who the tax authority takes the return to come from (bd-i:ContactType of the Dutch VAT message)."""

    NONE = ""
    INTERMEDIARY = "INT"  # with a becon number
    TAXPAYER = "BPL"  # without one


class Channel(StrEnum):
    """The way by which a return went to the tax authority. Overstap keeps what was filed and sends nothing itself."""

    DIGIPOORT = "digipoort"
    PORTAL = "portal"  # Mijn Belastingdienst Zakelijk, by hand
    PAPER = "paper"


class PortKind(StrEnum):
    """What a port (poort) carries."""

    DIGIPOORT = "digipoort"
    PEPPOL = "peppol"
    EMAIL = "email"
    OTHER = "other"


class Granted(StrEnum):
    """How an authorisation becomes active: by silence, or with the code in the letter."""

    SILENCE = "silence"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Amounts:
    """What stands in a box; None where the box has no such column. Signed as the return writes it."""

    base: Decimal | None = None
    vat: Decimal | None = None


Figures = Mapping[Box, Amounts]


@dataclass(frozen=True, slots=True)
class CodeSums:
    """What the books say of one VAT code in a span: debit positive, as the ledger has it."""

    code: str
    name: str
    base: Decimal
    vat: Decimal
    claims: bool | None = None  # whether its own account claims VAT back; None where it has none


@dataclass(frozen=True, slots=True)
class Rule:
    """Where a VAT code leads; ``box`` None: not in the return. ``rate`` in per cent, for VAT that is not booked."""

    code: str
    box: Box | None
    rate: Decimal
    chosen: bool = False  # by a person; else it is our proposal


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom the tax authority may ask, and who files: what stands in every return."""

    contact_type: str = ContactType.NONE
    becon_number: str = ""
    initials: str = ""
    prefix: str = ""
    surname: str = ""
    phone: str = ""
    vat_number: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """How an administration files VAT."""

    contact: Contact = field(default_factory=Contact)
    span: Span = Span.QUARTER


@dataclass(frozen=True, slots=True)
class Stretch:
    """The span of one return: "2025-Q1", "2025-03" or "2025", with its first and last day."""

    key: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """A return in a list; ``total`` is 5g in whole euros, positive is to be paid."""

    period: str
    number: int  # 0 the return itself, from 1 its supplements
    start: date
    end: date
    status: Status
    total: Decimal
    filed_at: datetime | None
    filed_by: str
    document: UUID | None


@dataclass(frozen=True, slots=True)
class BoxLine:
    """One box as a return shows it: exact, in whole euros, and what the books say now where those were frozen."""

    box: Box
    exact: Amounts
    euros: Amounts
    books: Amounts
    typed: bool  # by hand


@dataclass(frozen=True, slots=True)
class ReturnFile:
    """A return in full. ``unmapped``: codes with VAT in the span that lead to no box and were not told to."""

    row: ReturnRow
    lines: tuple[BoxLine, ...]
    codes: tuple[tuple[CodeSums, Rule], ...]
    unmapped: tuple[str, ...]
    differs: bool  # the books say something else than the frozen figures
    supplement: Decimal  # what a supplement would come to, in cents; zero where nothing differs
    reference: str
    channel: str
    remark: str
    contact: Contact
    runs: bool  # the span has not ended


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """An entry of the register of certificates. The key itself is never here."""

    serial: str
    holder: str
    issuer: str
    valid_from: date
    valid_until: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class PortRow:
    """An entry of the register of ports."""

    name: str
    kind: str
    address: str = ""
    certificate_serial: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class RightRow:
    """What a person may do with returns."""

    email: str
    may_approve: bool
    may_file: bool


@dataclass(frozen=True, slots=True)
class StructureRow:
    """A line of a reporting structure, with the accounts that it adds up."""

    structure: str
    line: str
    title: str
    account_from: str = ""
    account_to: str = ""


@dataclass(frozen=True, slots=True)
class AuthorisationRow:
    """That an intermediary was authorised at the tax authority for a service, of one year or (0) until withdrawn."""

    service: str
    intermediary: str
    requested_on: date
    year: int = 0
    granted_by: str = Granted.SILENCE
    active_on: date | None = None
    withdrawn_on: date | None = None
    requested_by: str = ""  # e-mail address of who is told when the days of silence are over
