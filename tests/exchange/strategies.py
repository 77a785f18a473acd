"""Generated books: every field of a version filled at random, entries balanced, codes known or not."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from overstap.books.ledger.values import (
    Account,
    Dimension,
    Entry,
    FiscalYear,
    Journal,
    Line,
    LineVat,
    Period,
    SubledgerLine,
    VatCode,
)
from overstap.books.relations.values import Address, BankAccount, Company, Relation
from overstap.exchange.xaf.values import Header, Version
from tests.exchange.memory_books import MemoryBooks

YEAR = FiscalYear(2024, "2024", date(2024, 1, 1), date(2024, 12, 31))

# What XML can hold, with its own characters, line ends and blanks more often than chance would give them.
_characters = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff") | st.sampled_from(
    "&<>\"' \t\n\r]é€"
)
codes = st.text("ABC01é&", min_size=1, max_size=4)
dates = st.dates(date(2023, 12, 1), date(2025, 1, 31))
amounts = st.integers(-10_000_000, 10_000_000).map(lambda cents: Decimal(cents) / 100 + Decimal("0.00"))
sides = st.sampled_from("DC")


def texts(limit: int = 20) -> st.SearchStrategy[str]:
    """Texts, empty ones included."""
    return st.text(_characters, max_size=limit)


def filled(limit: int = 20) -> st.SearchStrategy[str]:
    """Texts that are not empty."""
    return st.text(_characters, min_size=1, max_size=limit)


def extras(*names: str) -> st.SearchStrategy[dict[str, str]]:
    """Fields that we keep under the name of their element."""
    return st.fixed_dictionaries({}, optional={name: filled() for name in names})


def _signed(amount: Decimal, side: str) -> Decimal:
    return Decimal(0) - amount if side == "C" else amount


line_vats = st.builds(
    lambda code, percentage, amount, side: LineVat(code, percentage, _signed(amount, side), side),
    codes,
    st.integers(0, 100_000).map(lambda thousandths: Decimal(thousandths) / 1000),
    amounts,
    sides,
)


def _addresses(version: Version) -> st.SearchStrategy[tuple[Address, ...]]:
    more = {"property": texts(), "region": texts()} if version is Version.V3_2 else {}
    street = st.builds(
        Address, kind=st.just("street"), street=filled(), number=texts(9), addition=texts(), city=texts(),
        postal_code=texts(9), country=st.sampled_from(["", "NL", "BE"]), **more,
    )  # fmt: skip
    postal = street.map(lambda address: Address(**{**_as_dict(address), "kind": "postal"}))
    both = st.tuples(st.lists(street, max_size=2), st.lists(postal, max_size=2 if version is Version.V3_2 else 0))
    return both.map(lambda lists: (*lists[0], *lists[1]))


def _as_dict(address: Address) -> dict[str, Any]:
    return {name: getattr(address, name) for name in Address.__dataclass_fields__}


def _relations(version: Version) -> st.SearchStrategy[Relation]:
    always = {
        "code": codes, "name": texts(), "email": texts(), "commerce_number": texts(), "tax_number": texts(),
        "tax_country": st.sampled_from(["", "NL", "DE"]), "addresses": _addresses(version),
        "type": st.sampled_from(["", "B", "C", "S"]),
    }  # fmt: skip
    if version is Version.V4_0:
        balance = st.fixed_dictionaries({}, optional={"clBalDesc": st.just("12.30"), "clBalTp": sides})
        return st.builds(Relation, **always, extra=balance)
    banks = st.lists(st.builds(BankAccount, filled(), texts()), max_size=2).map(tuple)
    groups = st.fixed_dictionaries(
        {},
        optional={
            "relationshipID": filled(),
            "changeInfo": st.just({"userID": "x", "changeDateTime": "2024-01-01T00:00:00"}),
        },
    )
    return st.builds(
        Relation, **always, contact=texts(), phone=texts(), fax=texts(), website=texts(), group=texts(),
        customer_limit=st.none() | amounts, supplier_limit=st.none() | amounts, bank_accounts=banks, extra=groups,
    )  # fmt: skip


def _accounts(version: Version) -> st.SearchStrategy[Account]:
    lead = extras("leadCode", "leadDescription", "leadCrossRef") if version is Version.V3_2 else st.just({})
    return st.builds(Account, codes, texts(), st.sampled_from("BP"), texts(), extra=lead)


def _periods(version: Version) -> st.SearchStrategy[Period]:
    described = texts() if version is Version.V3_2 else st.just("")
    return st.builds(Period, st.just(2024), st.integers(0, 999), described, dates, dates)


def _line(version: Version) -> st.SearchStrategy[dict[str, Any]]:
    always = {
        "account": codes, "doc_ref": texts(), "effective_date": dates, "description": texts(), "relation": texts(4),
        "invoice_ref": texts(), "cost_centre": texts(), "project": texts(), "product": texts(), "bank_account": texts(),
        "vat": st.lists(line_vats, max_size=3).map(tuple),
    }  # fmt: skip
    if version is Version.V4_0:
        extra = extras("receivingDocRef", "shipDocRef", "workCostArrRef", "offsetBankAccNr").map(
            lambda one: one or None
        )
        return st.fixed_dictionaries({**always, "extra": extra})
    extra = extras("orderRef", "shipDocRef", "artGrpID", "qntityID", "bankIdCd").map(lambda one: one or None)
    quantity = st.none() | st.integers(-99, 99).map(Decimal)
    more = {"match_key": texts(), "record_ref": texts(), "quantity": quantity, "extra": extra}
    return st.fixed_dictionaries({**always, **more})


@st.composite
def _lines(draw: st.DrawFn, version: Version) -> tuple[Line, ...]:
    """Balanced lines with numbers of their own."""
    fields = draw(st.lists(_line(version), min_size=1, max_size=3))
    lines = []
    balance = Decimal("0.00")
    for number, one in enumerate([*fields, draw(_line(version))]):
        side = draw(sides)
        amount = draw(amounts) if number < len(fields) else -balance
        balance += amount
        currency = draw(st.sampled_from([("", None), ("USD", Decimal("12.50"))]))
        lines.append(
            Line(nr=str(number + 1), amount=amount, side=side, currency=currency[0], currency_amount=currency[1], **one)
        )
    return tuple(lines)


def _entries(version: Version, journal: str) -> st.SearchStrategy[Entry]:
    amounts_of = extras("amnt", "amntTp") if version is Version.V3_2 else st.just({})
    return st.builds(
        Entry, number=filled(9), journal=st.just(journal), year=st.just(2024), period=st.integers(0, 999), date=dates,
        lines=_lines(version), description=texts(), kind=st.just("transaction"), source=texts(), user=texts(),
        extra=amounts_of.map(lambda one: one or None),
    )  # fmt: skip


@st.composite
def _opening(draw: st.DrawFn, version: Version) -> Entry:
    amount = draw(amounts)
    lines = (Line("1", draw(codes), amount, draw(sides)), Line("2", draw(codes), -amount, draw(sides)))
    told = {"date": draw(dates), "description": draw(texts())} if version is Version.V3_2 else {"date": YEAR.start}
    return Entry(number="", journal="", year=2024, period=0, lines=lines, kind="opening", **told)


def _subledger_lines(kind_of_entry: str) -> st.SearchStrategy[SubledgerLine]:
    opening = kind_of_entry == "opening"
    pointer = st.just("") if opening else filled(9)
    return st.builds(
        lambda amount, side, **rest: SubledgerLine(year=2024, amount=_signed(amount, side), side=side, **rest),
        amounts, sides, kind=st.sampled_from(["CU", "SU"]), nr=filled(5), journal=pointer, entry_number=pointer,
        line_nr=filled(5), kind_of_entry=st.just(kind_of_entry), ledger_name=st.sampled_from(["", "Debiteuren"]),
        description=texts(), doc_ref=texts(), record_ref=texts(), match_key=texts(), relation=texts(),
        invoice_ref=texts(), purchase_or_sales=st.sampled_from(["", "P", "S"]), invoice_side=st.sampled_from(["", "D"]),
        invoice_date=st.none() | dates, due_date=st.none() | dates, mutation=st.sampled_from(["", "I", "P", "Z"]),
        cost_centre=texts(), project=texts(), product=texts(), quantity=st.none() | st.just(Decimal(3)),
        vat=st.just(()) if opening else st.lists(line_vats, max_size=2).map(tuple),
        extra=extras("artGrpID").map(lambda one: one or None),
    )  # fmt: skip


@st.composite
def books(draw: st.DrawFn, version: Version) -> MemoryBooks:
    """Books with every field that 3.2 or 4.0 has."""
    three = version is Version.V3_2
    header = Header(version, YEAR, "EUR", "2025-01-02", "Overstap", "1.0", "" if three else draw(texts(9)))
    company = draw(
        st.builds(
            Company, filled(), ident=texts() if three else st.just(""), tax_number=texts(), tax_country=st.just("NL"),
            commerce_number=st.just("") if three else texts(), addresses=_addresses(version),
        )
    )  # fmt: skip
    found = MemoryBooks(headers=[header], companies=[company])
    by_code: dict[str, Any] = {"max_size": 3, "unique_by": lambda one: one.code}
    found.all_accounts = draw(st.lists(_accounts(version), min_size=1, **by_code))
    found.all_relations = draw(st.lists(_relations(version), **by_code))
    found.all_vat_codes = draw(st.lists(st.builds(VatCode, codes, texts(), texts(), texts()), **by_code))
    found.all_periods = draw(st.lists(_periods(version), max_size=2, unique_by=lambda one: one.number))
    journals = st.builds(
        Journal, codes, texts(), st.sampled_from(["", "B", "Z"]), texts(), texts() if three else st.just("")
    )
    found.all_journals = draw(st.lists(journals, **by_code))
    for journal in found.all_journals:
        found.all_entries += draw(st.lists(_entries(version, journal.code), max_size=3))
    if draw(st.booleans()):
        found.openings = [draw(_opening(version))]
    if three:
        dimensions = st.builds(Dimension, st.sampled_from(["02", "04"]), codes, filled())
        found.all_dimensions = draw(st.lists(dimensions, max_size=2, unique_by=lambda one: (one.type, one.code)))
        found.all_subledger_lines = _sorted(draw, found)
    return found


def _sorted(draw: st.DrawFn, found: MemoryBooks) -> list[SubledgerLine]:
    """Lines of sub-ledgers in the order in which a file has them."""
    lines: list[SubledgerLine] = []
    if found.openings:
        lines += draw(st.lists(_subledger_lines("opening"), max_size=3))
    if found.all_journals:
        lines += draw(st.lists(_subledger_lines("transaction"), max_size=3))
    order = {"opening": 0, "transaction": 1}
    return sorted(lines, key=lambda one: (order[one.kind_of_entry], one.kind, one.ledger_name))
