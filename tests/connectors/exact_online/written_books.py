"""Books to write in tests: small ones of our own, in the words of our values."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import cast

from overstap.books.ledger.values import Entry, Line, LineVat
from overstap.books.relations.values import Address, BankAccount, Relation
from overstap.connectors.port import Books
from overstap.connectors.sandboxes.world import Fault
from overstap.connectors.values import DocumentFile, Kind, Record, Wanted, Written, kind_of
from tests.connectors.driven import IN_PROCESS, Driven, driven
from tests.connectors.exact_online.driven import BOOKS, EMPTY, PLAYED

CUSTOMER = Relation(
    "1001",
    "Grand Café De Kade",
    "C",
    contact="Els van der Berg",
    phone="010-1234567",
    email="info@dekade.example",
    commerce_number="24012345",
    tax_number="NL001234567B01",
    customer_limit=Decimal("5000.00"),
    addresses=(
        Address("street", "Kade", "12", "a", city="Rotterdam", postal_code="3011 AA", country="NL"),
        Address("postal", "Postbus", "99", city="Rotterdam", postal_code="3000 AB", country="NL"),
    ),
    bank_accounts=(BankAccount("NL91TEST0417164300", "TESTNL2A"),),
)
SUPPLIER = Relation("1002", "Drukkerij Zuid", "S")
DAY = date(2026, 3, 5)


@contextmanager
def desk() -> Iterator[Driven]:
    """The connector at a sandbox of its own."""
    with driven(PLAYED, IN_PROCESS) as at:
        yield at


def write(at: Driven, *records: Record, code: str = EMPTY) -> list[Written]:
    """Write into the empty division."""
    return list(cast("Books", at.connector).write(at.connection, code, records))


def read(at: Driven, *kinds: Kind, code: str = EMPTY) -> list[Record]:
    """Read kinds of a division; all where none is named."""
    wanted = Wanted(frozenset(kinds or Kind))
    return list(cast("Books", at.connector).read(at.connection, code, wanted))


def source(at: Driven, *kinds: Kind) -> list[Record]:
    """The books of the bakery."""
    return read(at, *kinds, code=BOOKS)


def of_kind(records: Iterable[Record], kind: Kind) -> list[Record]:
    """Those of one kind."""
    return [record for record in records if kind_of(record) is kind]


def calls(at: Driven, start: str) -> int:
    """How often an address was called, from its beginning ("POST /api/v1/100002/crm/")."""
    return sum(times for call, times in at.world.calls.items() if call.startswith(start))


def posts(at: Driven) -> int:
    """How often anything was made."""
    return calls(at, "POST /api/v1") + calls(at, "POST /docs")


def lost(at: Driven, where: str, times: int = 1) -> None:
    """Let answers get lost after the work was done."""
    at.world.switch_on(Fault("drop-after", where, times))


def sale(number: str = "26700900", net: str = "100.00", vat: str = "21.00", relation: str = "1001") -> Entry:
    """A sales entry of one line with 21% VAT."""
    amount, tax = Decimal(net), Decimal(vat)
    lines = [
        Line("0", "1300", amount + tax, "D", relation=relation, invoice_ref=number, description="Catering"),
        Line("1", "8100", -amount, "C", description="Catering", vat=[LineVat("2", Decimal("21.000"), -tax, "C")]),
        Line("2", "1500", -tax, "C", description="Catering"),
    ]
    return Entry(number, "70", 2026, 3, DAY, lines, "Catering")


def purchase(number: str = "26500900", net: str = "50.00", vat: str = "10.50") -> Entry:
    """A purchase entry of one line with 21% VAT."""
    amount, tax = Decimal(net), Decimal(vat)
    lines = [
        Line("0", "1600", -amount - tax, "C", relation="1002", doc_ref="F-77", description="Drukwerk"),
        Line("1", "4300", amount, "D", description="Drukwerk", vat=[LineVat("4", Decimal("21.000"), tax, "D")]),
        Line("2", "1520", tax, "D", description="Drukwerk"),
    ]
    return Entry(number, "50", 2026, 3, DAY, lines, "Drukwerk")


def memorial(number: str = "26900900", amount: str = "75.00") -> Entry:
    """A general journal entry without VAT."""
    value = Decimal(amount)
    lines = [
        Line("1", "4100", value, "D", description="Huur"),
        Line("2", "1200", -value, "C", description="Huur"),
    ]
    return Entry(number, "90", 2026, 3, DAY, lines, "Huur")


def statement(number: str = "26200900", amount: str = "121.00") -> Entry:
    """A bank entry: a customer pays."""
    value = Decimal(amount)
    lines = [
        Line("0", "1100", value, "D", description="Afschrift 9"),
        Line("1", "1300", -value, "C", relation="1001", invoice_ref="26700900", description="Ontvangst"),
    ]
    return Entry(number, "20", 2026, 3, DAY, lines, "Afschrift 9")


def paper(entry: Entry, content: bytes = b"%PDF-1.4 een factuur", name: str = "factuur.pdf") -> DocumentFile:
    """The document of an entry."""
    return DocumentFile(
        f"bron-{entry.number}", name, "Factuur", DAY, "purchase", lambda: iter((content,)), entry.journal, entry.number
    )
