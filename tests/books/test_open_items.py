"""Open items per relation, and what they rest on."""

from datetime import date
from decimal import Decimal

import pytest

from overstap.books.ledger import queries
from overstap.books.ledger.open_items import control_kind
from overstap.books.ledger.results import Evidence, OpenItem
from overstap.tenancy.models import Administration
from tests.books.ledgers import book, line, open_books, opening, payment, reading, said, sale
from tests.tenancy.people import World

DUE = date(2024, 3, 31)


@pytest.fixture
def books(world: World) -> Administration:
    return open_books(world)


def told(found: list[OpenItem]) -> list[tuple[str, str, str, str, Evidence]]:
    return [(one.relation, one.invoice_ref, str(one.amount), str(one.open), one.evidence) for one in found]


def test_the_sub_ledger_with_due_dates_is_the_best_evidence(world: World, books: Administration) -> None:
    first, second = sale(1, "100.00", date(2024, 3, 1)), sale(2, "50.00", date(2024, 3, 2))
    paid = payment(1, "21.00", date(2024, 3, 20), "F1")
    lines = [said(first, 1, due=DUE), said(second, 1), said(paid, 2, mutation="P")]
    book(world, [first, second, paid], lines)
    with reading(world) as one:
        found = queries.open_items(one, as_of_date=date(2024, 4, 10))
    assert told(found) == [
        ("C1", "F1", "121.00", "100.00", Evidence.SUBLEDGER_DUE),
        ("C1", "F2", "60.50", "60.50", Evidence.SUBLEDGER),
    ]
    assert (found[0].date, found[0].due, found[0].age, found[0].overdue) == (date(2024, 3, 1), DUE, 40, 10)


def test_without_sub_ledger_the_lines_on_debtors_and_creditors_tell(world: World, books: Administration) -> None:
    bill = sale(9, "10.00", date(2024, 2, 1))
    bill = bill._replace(
        journal="INK",
        lines=[line(1, "4000", "10.00"), line(2, "1600", "-10.00", relation="S1", invoice_ref="B9")],
    )
    book(world, [sale(1, "100.00", date(2024, 3, 1)), payment(1, "121.00", date(2024, 3, 2), "F1"), bill])
    book(world, [sale(2, "50.00", date(2024, 3, 3))])
    with reading(world) as one:
        found = queries.open_items(one)
    assert told(found) == [
        ("C1", "F2", "60.50", "60.50", Evidence.LEDGER),
        ("S1", "B9", "-10.00", "-10.00", Evidence.LEDGER),
    ]
    assert [one.kind for one in found] == ["CU", "SU"]


def test_a_payment_without_invoice_is_an_item_of_its_own(world: World, books: Administration) -> None:
    book(world, [sale(1, "100.00", date(2024, 3, 1)), payment(1, "121.00", date(2024, 3, 2), "")])
    with reading(world) as one:
        assert told(queries.open_items(one)) == [
            ("C1", "F1", "121.00", "121.00", Evidence.LEDGER),
            ("C1", "", "0", "-121.00", Evidence.LEDGER),
        ]


def test_what_was_paid_later_is_open_on_an_earlier_day(world: World, books: Administration) -> None:
    first, paid = sale(1, "100.00", date(2024, 3, 1)), payment(1, "121.00", date(2024, 3, 20), "F1")
    book(world, [first, paid], [said(first, 1, due=DUE), said(paid, 2, mutation="P")])
    with reading(world) as one:
        assert queries.open_items(one) == []
        assert [item.open for item in queries.open_items(one, as_of_date=date(2024, 3, 19))] == [Decimal("121.00")]
        assert queries.open_items(one, as_of_date=date(2024, 2, 1)) == []


def test_an_opening_that_repeats_open_items_does_not_double_them(world: World, books: Administration) -> None:
    first = sale(1, "100.00", date(2023, 12, 1))
    book(world, [first], [said(first, 1, due=DUE)])
    start = opening(2024, ("1300", "121.00"), ("0500", "-121.00"))
    again = said(start, 1, due=DUE)._replace(relation="C1", invoice_ref="F1", invoice_date=date(2023, 12, 1))
    book(world, [start], [again])
    with reading(world) as one:
        assert told(queries.open_items(one)) == [("C1", "F1", "121.00", "121.00", Evidence.SUBLEDGER_DUE)]


def test_a_year_without_opening_goes_on_from_the_one_before(world: World, books: Administration) -> None:
    first = sale(1, "100.00", date(2023, 12, 1))
    book(world, [first], [said(first, 1, due=DUE)])
    paid = payment(1, "100.00", date(2024, 1, 20), "F1")
    book(world, [paid], [said(paid, 2, mutation="P")])
    with reading(world) as one:
        assert told(queries.open_items(one)) == [("C1", "F1", "121.00", "21.00", Evidence.SUBLEDGER_DUE)]


@pytest.mark.parametrize(
    ("name", "reference", "kind"),
    [
        ("Handelsvorderingen", "BVorDebHad", "CU"),
        ("Leveranciers", "BSchCreHac", "SU"),
        ("Debiteuren", "", "CU"),
        ("1600 crediteuren", "", "SU"),
        ("Accounts receivable", "", "CU"),
        ("Debiteurenrisico verzekering", "", ""),
        ("Bank", "BLimBan", ""),
    ],
)
def test_a_control_account_is_known_by_its_rgs_code_or_its_name(name: str, reference: str, kind: str) -> None:
    assert control_kind(name, reference) == kind
