"""What pages ask besides trial balance and cards: years, periods, journals, key figures, searches, relations."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from overstap.books.ledger import masterdata, queries, snapshots
from overstap.books.ledger.key_figures import account_class
from overstap.books.ledger.results import CardCursor
from overstap.books.ledger.values import FiscalYear, Journal, Period
from overstap.books.relations import queries as relations
from overstap.books.relations import store
from overstap.books.relations.values import Address, BankAccount, Relation
from overstap.tenancy.models import Administration
from tests.books.ledgers import book, entry, open_books, opening, payment, reading, said, sale
from tests.tenancy.people import World

MOST_STATEMENTS = 12


@pytest.fixture
def books(world: World) -> Administration:
    """Two years; the second goes on from the first without an opening of its own."""
    one = open_books(world)
    first, second, third = (sale(number, "100.00", date(2023, number, 1)) for number in (1, 2, 3))
    book(
        world,
        [opening(2023, ("1100", "500.00"), ("0500", "-500.00")), first, second, third],
        [said(each, 1, due=date(2023, 1, 31)) for each in (first, second, third)],
    )
    book(world, [payment(4, "121.00", date(2024, 1, 5), "F1"), sale(5, "10.00", date(2024, 2, 1), "C2")])
    book(world, [entry("900", ("4000", "60.00"), ("1600", "-60.00"), day=date(2024, 2, 3))])
    return one


def test_years_periods_and_journals_tell_what_was_booked_and_what_is_known(world: World, books: Administration) -> None:
    with reading(world) as one:
        year = FiscalYear(2025, "2025", date(2025, 1, 1), date(2025, 12, 31))
        period = Period(2024, 3, "maart", date(2024, 3, 1), date(2024, 3, 31))
        masterdata.save(one, [year, period, Journal("VRK", "Verkoop", "S")], replace=True)
        found = [(row.year, row.label, row.entries, row.periods, row.has_opening) for row in queries.years(one)]
        assert found == [(2025, "2025", 0, 0, False), (2024, "2024", 3, 2, False), (2023, "2023", 3, 3, True)]
        assert queries.years(one)[1].last_date == date(2024, 2, 3)
        listed = [(row.number, row.description, row.entries) for row in queries.periods(one, 2024)]
        assert listed == [(1, "", 1), (2, "", 2), (3, "maart", 0)]
        named = [(row.code, row.name, row.entries) for row in queries.journals(one, year=2024)]
        assert named == [("BNK", "", 1), ("VRK", "Verkoop", 2)]


def test_key_figures_of_a_year_and_of_its_periods(world: World, books: Administration) -> None:
    with reading(world) as one:
        per_year = [
            (row.year, row.turnover, row.result, row.bank, row.receivables, row.payables)
            for row in queries.key_figures(one)
        ]
        per_period = [
            (row.period, row.turnover, row.bank, row.receivables, row.payables)
            for row in queries.key_figures_per_period(one, 2024)
        ]
        assert queries.key_figures_per_period(one, 1999) == []
    assert per_year == [
        (2023, Decimal("300.00"), Decimal("300.00"), Decimal("500.00"), Decimal("363.00"), Decimal(0)),
        # account 4000 is not in the chart: nobody knows whether it is a cost
        (2024, Decimal("10.00"), Decimal("10.00"), Decimal("621.00"), Decimal("254.10"), Decimal("60.00")),
    ]
    assert per_period == [
        (1, Decimal(0), Decimal("621.00"), Decimal("242.00"), Decimal(0)),
        (2, Decimal("10.00"), Decimal("621.00"), Decimal("254.10"), Decimal("60.00")),
    ]


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        (("8000", "Omzet", "P", ""), "T"),
        (("4999", "Provisie", "P", "WOmzNohOlh"), "T"),
        (("8900", "Betalingskorting", "P", "WBedAdlBet"), "R"),
        (("4000", "Lonen", "P", ""), "R"),
        (("1100", "Rabobank", "B", "BLimBanRba"), "B"),
        (("1100", "ING Bank", "B", ""), "B"),
        (("0700", "Banklening", "B", ""), ""),
        (("1300", "Debiteuren", "B", ""), "CU"),
        (("1600", "Crediteuren", "B", ""), "SU"),
        (("0500", "Kapitaal", "B", ""), ""),
    ],
)
def test_an_account_is_told_by_its_rgs_code_or_else_its_name(account: tuple[str, str, str, str], expected: str) -> None:
    assert account_class(*account) == expected


@pytest.mark.parametrize("summed", [False, True])
def test_entries_are_found_by_what_a_reference_begins_with(
    world: World, books: Administration, *, summed: bool
) -> None:
    if summed:
        snapshots.make(books.ledger_id)
    with reading(world) as one:
        found = queries.search_entries(one, " f1 ")
        assert [(row.term, row.seq, row.journal) for row in found.rows] == [("f1", 2, "VRK"), ("f1", 5, "BNK")]
        assert [row.number for row in queries.search_entries(one, "900").rows] == ["900"]
        for nothing in ("", "  ", "\0", "%", "_"):
            assert queries.search_entries(one, nothing).rows == []
        assert queries.search_entries(one, "f", as_of=2).rows == found.rows[:1]


def test_open_items_are_aged_by_due_date_and_paged(world: World, books: Administration) -> None:
    with reading(world) as one:
        page = queries.open_items_page(one, as_of_date=date(2023, 12, 31), limit=2)
        (bucket,) = page.buckets
        assert (bucket.kind, bucket.items, bucket.over_90, bucket.total) == ("CU", 3, Decimal("363.00"), bucket.over_90)
        assert [row.invoice_ref for row in page.rows] == ["F1", "F2"]
        rest = queries.open_items_page(one, as_of_date=date(2023, 12, 31), limit=2, after=page.next)
        assert ([row.invoice_ref for row in rest.rows], rest.next, rest.buckets) == (["F3"], None, page.buckets)
        assert queries.open_items_page(one, kind="SU", as_of_date=date(2023, 12, 31)).rows == []


@pytest.fixture
def people(world: World, books: Administration) -> Administration:
    with reading(world) as one:
        store.save_relations(
            one,
            [
                Relation("C1", "Jansen 100% B.V.", addresses=[Address(city="Ede")], bank_accounts=[BankAccount("NL1")]),
                Relation("C2", "Bakker_Anna", "C"),
                Relation("C3", "Bakker Anna", "C"),
                Relation("C4", "Bakker Anna", "B"),
            ],
            replace=True,
        )  # fmt: skip
    return books


def test_relations_are_found_by_name_or_code_page_by_page(world: World, people: Administration) -> None:
    with reading(world) as one:
        assert [row.code for row in relations.search(one, "0%").rows] == ["C1"]
        assert [row.code for row in relations.search(one, "r_a").rows] == ["C2"]
        assert [row.code for row in relations.search(one, "c4").rows] == ["C4"]
        assert relations.search(one, "\0").rows == []
        found: list[str] = []
        page = relations.search(one, limit=1)
        while True:
            found += [row.code for row in page.rows]
            if page.next is None:
                break
            page = relations.search(one, after=page.next, limit=1)
        assert sorted(found) == ["C1", "C2", "C3", "C4"]
        assert [code for code in found if code in {"C3", "C4"}] == ["C3", "C4"]


def test_a_relation_has_its_addresses_and_an_unknown_one_is_refused(world: World, people: Administration) -> None:
    with reading(world) as one:
        found = relations.relation(one, "C1")
        assert (found.addresses[0].city, found.bank_accounts[0].number) == ("Ede", "NL1")
        for unknown in ("C9", "", "\0"):
            with pytest.raises(relations.RelationNotFound):
                relations.relation(one, unknown)


def test_the_lines_of_a_relation_come_newest_first(world: World, people: Administration) -> None:
    with reading(world) as one:
        page = relations.relation_lines(one, "C1", limit=3)
        assert [(row.date, row.amount) for row in page.rows] == [
            (date(2024, 1, 5), Decimal("-121.00")),
            (date(2023, 3, 1), Decimal("121.00")),
            (date(2023, 2, 1), Decimal("121.00")),
        ]
        rest = relations.relation_lines(one, "C1", limit=3, after=page.next)
        assert ([row.date for row in rest.rows], rest.next) == ([date(2023, 1, 1)], None)
        assert relations.relation_lines(one, "").rows == []


READS: dict[str, Callable[[Administration], object]] = {
    "trial balance": queries.trial_balance,
    "years": queries.years,
    "periods": lambda one: queries.periods(one, 2024),
    "journals": queries.journals,
    "number series": queries.number_series,
    "key figures": queries.key_figures,
    "key figures per period": lambda one: queries.key_figures_per_period(one, 2024),
    "card": lambda one: queries.ledger_card(one, "1300", year=2024, after=CardCursor(date(2024, 1, 5), 5, 2)),
    "journal": lambda one: queries.journal(one, "VRK", year=2023, after=2),
    "vat": lambda one: queries.vat_per_code(one, 2024),
    "open items": queries.open_items,
    "open items page": queries.open_items_page,
    "search": lambda one: queries.search_entries(one, "f"),
    "entry": lambda one: queries.entry(one, 2),
    "relations": relations.search,
    "relation": lambda one: relations.relation(one, "C1"),
    "relation lines": lambda one: relations.relation_lines(one, "C1"),
}


@pytest.mark.parametrize("name", READS)
def test_a_read_takes_the_same_few_statements_however_much_is_booked(
    world: World, people: Administration, name: str
) -> None:
    def statements() -> int:
        with reading(world) as one, CaptureQueriesContext(connection) as captured:
            READS[name](one)
        return len(captured)

    snapshots.make(people.ledger_id)
    before = statements()
    for year in (2025, 2026, 2027):
        book(world, [sale(number, "5.00", date(year, 1 + number % 12, 1)) for number in range(40)])
    snapshots.make(people.ledger_id)
    assert statements() == before <= MOST_STATEMENTS
