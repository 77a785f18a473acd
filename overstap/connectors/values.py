"""What goes through the port: books values, and the words about packages. Plain data; no package's own words."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from overstap.books.assets.values import AssetCard
from overstap.books.ledger.values import Account, Dimension, Entry, FiscalYear, Journal, Period, VatCode
from overstap.books.relations.values import Company, Relation
from overstap.lib.findings import Finding


class Kind(StrEnum):
    """What an administration consists of at a package, in the order in which it is read and written."""

    COMPANY = "company"
    PERIODS = "periods"
    ACCOUNTS = "accounts"
    VAT_CODES = "vat_codes"
    DIMENSIONS = "dimensions"  # cost centres, cost units, projects
    PAYMENT_CONDITIONS = "payment_conditions"
    JOURNALS = "journals"
    RELATIONS = "relations"
    OPENING = "opening"
    ENTRIES = "entries"
    OPEN_ITEMS = "open_items"
    ASSETS = "assets"
    DOCUMENTS = "documents"


class Way(StrEnum):
    """How something goes in or out of a package."""

    YES = "yes"  # by its interface
    PART = "part"  # by its interface, not all of it: the note says what not
    FILE = "file"  # by a file that somebody imports or exports there
    NO = "no"


@dataclass(frozen=True, slots=True)
class Capability:
    """What a package allows for one Kind; the notes are sentences in plain English, translated where shown."""

    read: Way
    write: Way
    note: str = ""


@dataclass(frozen=True, slots=True)
class ListedAdministration:
    """An administration as the package lists it. ``blocked`` says why nothing can be done there now, or is empty."""

    code: str
    name: str
    blocked: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """Whether a connection works now; ``message`` says in a sentence what is the matter where it does not."""

    works: bool
    message: str = ""


@dataclass(frozen=True, slots=True)
class Who:
    """As whom a package knows us: the user, and the environment or licence that the user is in."""

    user: str
    name: str
    environment: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to read. ``years`` empty: all that there are. The opening balance is that of the first of them."""

    kinds: frozenset[Kind] = frozenset(Kind)
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PaymentCondition:
    """A payment condition: days until due, and the discount for who pays early (per cent, within ``discount_days``)."""

    code: str
    name: str
    days: int = 0
    discount: Decimal = Decimal(0)
    discount_days: int = 0


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An open item at a package: ``amount`` as in the ledger (debit positive), what is open of it in ``open``."""

    relation: str
    side: str  # "CU" a customer's, "SU" a supplier's
    account: str
    invoice: str
    on: date
    due: date | None
    amount: Decimal
    open: Decimal
    journal: str = ""
    entry: str = ""
    description: str = ""
    currency: str = ""
    currency_amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A document with one file. ``content`` gives the bytes in pieces, anew at each call."""

    key: str  # the document's own identity where it comes from
    name: str
    subject: str
    on: date | None
    tag: str  # overstap.books.documents.values.Tag, or empty
    content: Callable[[], Iterator[bytes]]
    journal: str = ""
    entry: str = ""
    relation: str = ""
    extra: dict[str, object] = field(default_factory=dict)


Record = (
    Company
    | FiscalYear
    | Period
    | Account
    | VatCode
    | Dimension
    | PaymentCondition
    | Journal
    | Relation
    | Entry  # kind "opening" under OPENING, else under ENTRIES
    | OpenItem
    | AssetCard
    | DocumentFile
    | Finding
)


class Became(StrEnum):
    """What became of a record that was to be written."""

    MADE = "made"
    THERE = "there"  # it was there already, the same
    CHANGED = "changed"  # it was there already, and is now as sent
    REFUSED = "refused"
    FILED = "filed"  # in a file that somebody has to import


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one record. ``key`` names it as it was sent, ``foreign`` as the package names it."""

    kind: Kind
    key: str
    became: Became
    foreign: str = ""
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Something that changed at a package. ``record`` None: ``key`` was deleted. ``cursor`` is set in the last one."""

    kind: Kind | None
    key: str
    record: Record | None = None
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class Posting:
    """An entry to be booked at a package. ``reference`` is ours, at most 30 characters, and finds it again there."""

    entry: Entry
    reference: str
    documents: Sequence[DocumentFile] = ()


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a posting stands at the package."""

    journal: str
    number: str
    foreign: str = ""  # the package's own identity of it
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A relation as one administration of a package has it; ``key`` is the package's own for it and never changes."""

    key: str
    relation: Relation


def kind_of(record: Record) -> Kind | None:
    """Under which Kind a record goes; None for a Finding."""
    if isinstance(record, Entry):
        return Kind.OPENING if record.kind == "opening" else Kind.ENTRIES
    return _KINDS.get(type(record))


_KINDS: dict[type, Kind] = {
    Company: Kind.COMPANY,
    FiscalYear: Kind.PERIODS,
    Period: Kind.PERIODS,
    Account: Kind.ACCOUNTS,
    VatCode: Kind.VAT_CODES,
    Dimension: Kind.DIMENSIONS,
    PaymentCondition: Kind.PAYMENT_CONDITIONS,
    Journal: Kind.JOURNALS,
    Relation: Kind.RELATIONS,
    OpenItem: Kind.OPEN_ITEMS,
    AssetCard: Kind.ASSETS,
    DocumentFile: Kind.DOCUMENTS,
}
