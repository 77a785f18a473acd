"""What the sandbox keeps: organisations (environments), their users and offices (administrations), and the books.

Amounts are Decimals, debit positive; codes are strings, leading zeros belong to them. Moments are aware, UTC.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

NOTHING = Decimal("0.00")
LEVELS = {"BAS": 1, "PNL": 1, "DEB": 2, "CRD": 2, "KPL": 2, "PRJ": 3, "AST": 3, "ACT": 4}
LONG_AGO = datetime(2025, 1, 1, 8, tzinfo=UTC)


def uid(*parts: str) -> str:
    """A GUID that is the same in every run."""
    return str(uuid5(NAMESPACE_URL, "twinfield-sandbox/" + "/".join(parts)))


@dataclass(slots=True)
class Dimension:
    """A ledger account, customer, supplier, cost centre, project or asset. Sub-parts keep Twinfield's own words."""

    kind: str
    code: str
    name: str
    uid: str
    shortname: str = ""
    status: str = "active"
    touched: int = 0
    website: str = ""
    cocnumber: str = ""
    vatnumber: str = ""
    financials: dict[str, str] = field(default_factory=dict)
    mandate: dict[str, str] = field(default_factory=dict)
    addresses: list[dict[str, str]] = field(default_factory=list)
    banks: list[dict[str, str]] = field(default_factory=list)
    credit: dict[str, str] = field(default_factory=dict)
    conditions: list[dict[str, str]] = field(default_factory=list)
    assets: dict[str, str] = field(default_factory=dict)
    projects: dict[str, str] = field(default_factory=dict)
    modified: datetime = LONG_AGO


@dataclass(slots=True)
class Line:
    """A line of a transaction. ``matched`` is what of ``amount`` has been settled, with its sign."""

    number: int
    kind: str  # "total", "detail" or "vat"
    dim1: str
    amount: Decimal
    dim2: str = ""
    dim3: str = ""
    kinds: tuple[str, str, str] = ("", "", "")  # of which types its dimensions are
    base: Decimal = NOTHING
    description: str = ""
    comment: str = ""
    invoicenumber: str = ""
    due: date | None = None
    vatcode: str = ""
    vatvalue: Decimal | None = None
    turnover: Decimal | None = None  # of a VAT line, with the sign of what it was reckoned on
    baseline: int = 0
    matchable: bool = False
    matched: Decimal = NOTHING
    matchdate: date | None = None
    matchnumber: int = 0
    currencydate: date | None = None
    free: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Transaction:
    """A transaction of a daybook."""

    code: str
    number: int
    on: date
    year: int
    period: int
    lines: list[Line]
    currency: str = "EUR"
    rate: Decimal = Decimal(1)
    location: str = "final"
    invoicenumber: str = ""
    duedate: date | None = None
    paymentreference: str = ""
    origin: str = "import"
    originreference: str = ""
    user: str = ""
    statementnumber: str = ""
    startvalue: Decimal = NOTHING
    closevalue: Decimal = NOTHING
    free: dict[str, str] = field(default_factory=dict)
    modified: datetime = LONG_AGO


@dataclass(frozen=True, slots=True)
class VatCode:
    """A VAT code; ``percentages`` from which day on. ``account`` is where its amounts go, ``group`` its return box."""

    code: str
    name: str
    shortname: str
    kind: str  # "sales" or "purchase"
    percentages: tuple[tuple[date, Decimal], ...]
    account: str
    group: str
    uid: str
    status: str = "active"


@dataclass(frozen=True, slots=True)
class Daybook:
    """A transaction type; ``base`` is "sales", "purchase", "bank", "cash", "journal" or "opening"."""

    code: str
    name: str
    shortname: str
    base: str
    account: str = ""
    iban: str = ""
    bic: str = ""


@dataclass(slots=True)
class Match:
    """Lines that settle each other: (daybook, number, line, amount with its sign)."""

    number: int
    code: str
    on: date
    dimension: str
    lines: list[tuple[str, int, int, Decimal]]


@dataclass(slots=True)
class Document:
    """A file at a transaction."""

    uid: str
    name: str
    kind: str  # media type
    content: bytes
    code: str
    number: int
    made: datetime


@dataclass(frozen=True, slots=True)
class Deleted:
    """A transaction that was deleted."""

    code: str
    number: int
    on: date
    at: datetime
    user: str
    reason: str


@dataclass(slots=True)
class Office:
    """An administration. ``closing``: it is being taken away, nothing can be done there any more."""

    code: str
    name: str
    shortname: str
    uid: str
    closing: bool = False
    country: str = "NL"
    currency: str = "EUR"
    vatnumber: str = ""
    cocnumber: str = ""
    address: dict[str, str] = field(default_factory=dict)
    years: tuple[int, ...] = ()
    closed: set[tuple[int, int]] = field(default_factory=set)  # year, period
    dimensions: dict[str, dict[str, Dimension]] = field(default_factory=lambda: {kind: {} for kind in LEVELS})
    vat: dict[str, VatCode] = field(default_factory=dict)
    daybooks: dict[str, Daybook] = field(default_factory=dict)
    transactions: dict[tuple[str, int], Transaction] = field(default_factory=dict)
    uses: Counter[tuple[str, str]] = field(default_factory=Counter)  # type and code -> lines
    matches: dict[int, Match] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    deleted: list[Deleted] = field(default_factory=list)
    last: Counter[tuple[str, int]] = field(default_factory=Counter)  # daybook and year -> last number

    def account(self, code: str) -> Dimension | None:
        """The ledger account of that code."""
        return self.dimensions["BAS"].get(code) or self.dimensions["PNL"].get(code)

    def second(self, code: str, account: str) -> Dimension | None:
        """The customer, supplier or cost centre of that code: the account tells which, where there are several."""
        found = [self.dimensions[kind][code] for kind in ("DEB", "CRD", "KPL") if code in self.dimensions[kind]]
        own = [one for one in found if one.financials.get("substitutewith") == account]
        centres = [one for one in found if one.kind == "KPL"]
        return next(iter((*own, *centres, *found)), None)

    def third(self, code: str) -> Dimension | None:
        """The project or asset of that code."""
        return self.dimensions["PRJ"].get(code) or self.dimensions["AST"].get(code)

    def add(self, dimension: Dimension) -> Dimension:
        """Keep a dimension."""
        self.dimensions[dimension.kind][dimension.code] = dimension
        return dimension

    def book(self, transaction: Transaction) -> Transaction:
        """Keep a transaction; one with the same daybook and number is replaced."""
        key = (transaction.code, transaction.number)
        if key in self.transactions:
            self.unbook(key)
        self.transactions[key] = transaction
        self.uses.update(used(transaction))
        series = (transaction.code, transaction.year)
        self.last[series] = max(self.last[series], transaction.number)
        return transaction

    def unbook(self, key: tuple[str, int]) -> None:
        """Take a transaction away."""
        self.uses.subtract(used(self.transactions.pop(key)))

    def matches_of(self, key: tuple[str, int, int]) -> list[Match]:
        """The matches that a line (daybook, number, line) has a part in, the oldest first."""
        return [one for one in self.matches.values() if any(part[:3] == key for part in one.lines)]

    def next_number(self, code: str, year: int) -> int:
        """What the next transaction of a daybook is numbered: 202600001 and on."""
        return max(self.last[code, year], year * 100000) + 1


def used(transaction: Transaction) -> list[tuple[str, str]]:
    """Which dimensions its lines use: type and code."""
    return [
        (kind, code)
        for line in transaction.lines
        for kind, code in zip(line.kinds, (line.dim1, line.dim2, line.dim3), strict=True)
        if code
    ]


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who works in an organisation; ``offices`` are those that he may see."""

    code: str
    name: str
    email: str
    culture: str  # "nl-NL" or "en-GB"
    offices: frozenset[str]


@dataclass(slots=True)
class Organisation:
    """An environment: what one accountancy firm has at Twinfield."""

    code: str
    name: str
    uid: str
    offices: dict[str, Office] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
