"""Reading the ledger: trial balance, cards, journals, VAT, number series; up to a seal."""

from datetime import date
from decimal import Decimal

import pytest

from overstap.books.ledger import masterdata, queries
from overstap.books.ledger.results import CardRow, JournalRow, TrialBalanceRow
from overstap.books.ledger.values import FiscalYear, LineVat
from overstap.books.sample import SamplePlan, make
from overstap.tenancy.models import Administration
from tests.books.ledgers import book, entry, line, open_books, opening, payment, reading, sale, seal
from tests.tenancy.people import World

DAY = date(2024, 3, 1)
Row = tuple[str, str, str, str, str]


def rows(found: list[TrialBalanceRow]) -> list[Row]:
    return [(one.account, str(one.opening), str(one.debit), str(one.credit), str(one.closing)) for one in found]


@pytest.fixture
def books(world: World) -> Administration:
    return open_books(world)


def test_the_trial_balance_keeps_opening_and_movements_apart(world: World, books: Administration) -> None:
    book(world, [opening(2024, ("1100", "500.00"), ("0500", "-500.00")), sale(1, "100.00", DAY)])
    with reading(world) as one:
        assert rows(queries.trial_balance(one)) == [
            ("0500", "-500.00", "0.00", "0.00", "-500.00"),
            ("1100", "500.00", "0.00", "0.00", "500.00"),
            ("1300", "0.00", "121.00", "0.00", "121.00"),
            ("1500", "0.00", "0.00", "21.00", "-21.00"),
            ("8000", "0.00", "0.00", "100.00", "-100.00"),
        ]
        assert queries.trial_balance(one)[1].name == "Bank"


def test_entries_of_period_zero_count_as_opening(world: World, books: Administration) -> None:
    book(world, [entry("0", ("1100", "500.00"), ("0500", "-500.00"), day=date(2024, 1, 1), period=0)])
    with reading(world) as one:
        assert rows(queries.trial_balance(one))[1] == ("1100", "500.00", "0.00", "0.00", "500.00")


def test_a_year_without_opening_goes_on_from_the_balance_sheet_of_the_year_before(
    world: World, books: Administration
) -> None:
    book(world, [opening(2022, ("1100", "5.00"), ("0500", "-5.00")), sale(1, "100.00", date(2022, 5, 1))])
    book(world, [sale(2, "10.00", date(2023, 5, 1))])
    book(world, [payment(1, "121.00", date(2024, 1, 9), "F1")])
    with reading(world) as one:
        assert rows(queries.trial_balance(one, year=2024)) == [
            ("0500", "-5.00", "0.00", "0.00", "-5.00"),
            ("1100", "5.00", "121.00", "0.00", "126.00"),
            ("1300", "133.10", "0.00", "121.00", "12.10"),
            ("1500", "-23.10", "0.00", "0.00", "-23.10"),
        ]


def test_a_year_with_an_opening_does_not_count_earlier_years_again(world: World, books: Administration) -> None:
    book(world, [sale(1, "100.00", date(2023, 5, 1))])
    book(world, [opening(2024, ("1300", "121.00"), ("0500", "-121.00"))])
    with reading(world) as one:
        assert rows(queries.trial_balance(one)) == [
            ("0500", "-121.00", "0.00", "0.00", "-121.00"),
            ("1300", "121.00", "0.00", "0.00", "121.00"),
        ]


def test_periods_before_the_first_one_asked_for_count_as_opening(world: World, books: Administration) -> None:
    book(world, [sale(number, "100.00", date(2024, number, 1)) for number in (1, 2, 3, 4)])
    with reading(world) as one:
        found = rows(queries.trial_balance(one, from_period=2, to_period=3))
    assert found[-1] == ("8000", "-100.00", "0.00", "200.00", "-300.00")


def test_a_negative_amount_stays_on_its_own_side(world: World, books: Administration) -> None:
    lines = [line(1, "8000", "0")._replace(amount=Decimal("10.00"), side="C"), line(2, "1300", "-10.00")]
    lines[1] = lines[1]._replace(side="D")
    book(world, [entry("1")._replace(lines=lines)])
    with reading(world) as one:
        assert rows(queries.trial_balance(one)) == [
            ("1300", "0.00", "-10.00", "0.00", "-10.00"),
            ("8000", "0.00", "0.00", "-10.00", "10.00"),
        ]


def test_unused_accounts_are_left_out_unless_asked_for(world: World, books: Administration) -> None:
    book(world, [sale(1, "100.00", DAY)])
    with reading(world) as one:
        assert "9999" not in [row.account for row in queries.trial_balance(one)]
        assert "9999" in [row.account for row in queries.trial_balance(one, unused=True)]


def test_an_empty_ledger_has_an_empty_trial_balance(world: World, books: Administration) -> None:
    with reading(world) as one:
        assert queries.trial_balance(one) == []
        assert queries.open_items(one) == []
        assert queries.latest_year(one) is None


def test_the_newest_book_year_is_the_default(world: World, books: Administration) -> None:
    book(world, [sale(1, "100.00", DAY)])
    with reading(world) as one:
        assert queries.latest_year(one) == 2024
        year = FiscalYear(2025, "2025", date(2025, 1, 1), date(2025, 12, 31))
        masterdata.save(one, [year], replace=True)
        assert queries.latest_year(one) == 2025


def test_as_of_a_number_nothing_later_counts_in_any_query(world: World, books: Administration) -> None:
    book(world, [sale(1, "100.00", DAY), sale(2, "50.00", DAY)])
    with reading(world) as one:
        asked = [
            queries.trial_balance(one, as_of=1),
            queries.ledger_card(one, "8000", year=2024, as_of=1),
            queries.journal(one, "VRK", year=2024, as_of=1),
            queries.vat_per_code(one, 2024, as_of=1),
            queries.number_series(one, as_of=1),
            queries.open_items(one, as_of=1),
        ]
        with pytest.raises(queries.EntryNotFound):
            queries.entry(one, 2, as_of=1)
        seal(one, 1)
    with reading(world) as sealed:
        assert sealed.sealed_at == 1
        assert asked == [
            queries.trial_balance(sealed),
            queries.ledger_card(sealed, "8000", year=2024),
            queries.journal(sealed, "VRK", year=2024),
            queries.vat_per_code(sealed, 2024),
            queries.number_series(sealed),
            queries.open_items(sealed),
        ]
        assert rows(queries.trial_balance(sealed, as_of=2))[-1] == ("8000", "0.00", "0.00", "100.00", "-100.00")
        with pytest.raises(queries.EntryNotFound):
            queries.entry(sealed, 2)


def _card(one: Administration, account: str, limit: int) -> list[CardRow]:
    """All pages of a card, one after the other."""
    found: list[CardRow] = []
    page = queries.ledger_card(one, account, year=2024, limit=limit)
    while True:
        found += page.rows
        if page.next is None:
            return found
        assert len(page.rows) == limit
        before = page.rows[-1].balance
        page = queries.ledger_card(one, account, year=2024, limit=limit, after=page.next)
        assert page.before == before


def _journal(one: Administration, limit: int) -> list[JournalRow]:
    found: list[JournalRow] = []
    page = queries.journal(one, "VRK", year=2024, limit=limit)
    while True:
        found += page.rows
        if page.next is None:
            return found
        page = queries.journal(one, "VRK", year=2024, limit=limit, after=page.next)


@pytest.mark.parametrize("limit", [1, 3, 7, 30, 1000])
def test_pages_of_a_card_and_a_journal_are_complete_and_in_order(
    world: World, books: Administration, limit: int
) -> None:
    days = [date(2024, 1 + number % 3, 1 + number % 5) for number in range(30)]
    book(world, [sale(number, "10.00", day) for number, day in enumerate(days)])
    with reading(world) as one:
        card, entries = _card(one, "1300", limit), _journal(one, limit)
    assert [(row.date, row.seq) for row in card] == sorted((day, seq) for seq, day in enumerate(days, 1))
    assert [row.balance for row in card] == [Decimal("12.10") * number for number in range(1, 31)]
    assert [row.seq for row in entries] == list(range(1, 31))
    assert entries[-1].balance == Decimal("12.10") * 30


def test_a_page_stays_the_same_while_others_book(world: World, books: Administration) -> None:
    book(world, [sale(number, "10.00", date(2024, 2, number)) for number in range(1, 10)])
    with reading(world) as one:
        first = queries.ledger_card(one, "1300", year=2024, limit=4)
        expected = queries.ledger_card(one, "1300", year=2024, limit=4, after=first.next).rows
    book(world, [sale(99, "1.00", date(2024, 1, 1))])
    with reading(world) as one:
        again = queries.ledger_card(one, "1300", year=2024, limit=4, after=first.next).rows
    assert [(row.seq, row.amount) for row in again] == [(row.seq, row.amount) for row in expected]


def test_a_card_starts_at_what_was_carried_forward(world: World, books: Administration) -> None:
    book(world, [sale(1, "100.00", date(2023, 5, 1))])
    book(world, [sale(2, "10.00", DAY)])
    with reading(world) as one:
        page = queries.ledger_card(one, "1300", year=2024)
        assert (page.before, page.rows[0].balance) == (Decimal("121.00"), Decimal("133.10"))
        assert queries.ledger_card(one, "8000", year=2024).before == 0


def test_vat_is_told_per_period_and_code(world: World, books: Administration) -> None:
    book(world, [sale(1, "100.00", date(2024, 1, 5)), sale(2, "50.00", date(2024, 1, 6)), sale(3, "10.00", DAY)])
    with reading(world) as one:
        found = [
            (row.period, row.code, row.name, row.base, row.vat, row.lines) for row in queries.vat_per_code(one, 2024)
        ]
    assert found == [
        (1, "VH", "Hoog", Decimal("-150.00"), Decimal("-31.50"), 2),
        (3, "VH", "Hoog", Decimal("-10.00"), Decimal("-2.10"), 1),
    ]


def test_vat_told_on_both_the_turnover_and_the_vat_line_counts_once(world: World, books: Administration) -> None:
    one_sale = sale(1, "100.00", DAY)
    block = (LineVat("VH", Decimal("21.000"), Decimal("-21.00"), "C"),)
    lines = [*one_sale.lines[:2], one_sale.lines[2]._replace(vat=block)]
    book(world, [one_sale._replace(lines=lines)])
    with reading(world) as one:
        (row,) = queries.vat_per_code(one, 2024)
    assert (row.base, row.vat) == (Decimal("-100.00"), Decimal("-21.00"))


def test_vat_told_on_the_vat_line_only_is_not_lost(world: World, books: Administration) -> None:
    block = (LineVat("VH", Decimal("21.000"), Decimal("-21.00"), "C"),)
    one_sale = sale(1, "100.00", DAY)
    lines = [one_sale.lines[0], one_sale.lines[1]._replace(vat=()), one_sale.lines[2]._replace(vat=block)]
    book(world, [one_sale._replace(lines=lines)])
    with reading(world) as one:
        (row,) = queries.vat_per_code(one, 2024)
    assert (row.base, row.vat) == (Decimal("0.00"), Decimal("-21.00"))


def test_number_series_tell_the_first_and_last_number_per_journal_and_year(world: World, books: Administration) -> None:
    book(world, [sale(7, "1.00", date(2023, 1, 1)), sale(8, "1.00", DAY), sale(9, "1.00", DAY)])
    book(world, [payment(5, "1.21", DAY, "F7")])
    with reading(world) as one:
        found = [(row.journal, row.year, row.entries, row.first, row.last) for row in queries.number_series(one)]
    assert found == [("BNK", 2024, 1, "5", "5"), ("VRK", 2023, 1, "7", "7"), ("VRK", 2024, 2, "8", "9")]


def test_the_sums_of_sample_books_come_out_as_plain_addition_gives_them(world: World, books: Administration) -> None:
    sample = make(SamplePlan(3, "Proef", (2024,), 2_000))
    made = list(sample.entries(2024))
    book(world, made)
    expected: dict[str, list[Decimal]] = {}
    for one_entry in made:
        for one_line in one_entry.lines:
            sums = expected.setdefault(one_line.account, [Decimal("0.00")] * 3)
            column = 0 if one_entry.kind == "opening" or one_entry.period == 0 else 1 if one_line.side == "D" else 2
            sums[column] += one_line.amount if column < 2 else -one_line.amount
    with reading(world) as one:
        found = {row.account: [row.opening, row.debit, row.credit] for row in queries.trial_balance(one)}
    assert found == expected
