"""What lines come to: exact, whatever the order, by line or by total."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overstap.books.sales.totals import of_line, totals
from overstap.books.sales.values import PERCENTAGES, Rounding, SalesLine, Vat

LINES = st.builds(
    SalesLine,
    description=st.just("x"),
    quantity=st.decimals(-9_999, 9_999, places=3),
    price=st.decimals(-9_999, 9_999, places=4),
    vat=st.sampled_from(Vat),
    discount=st.decimals(0, 100, places=2),
)


def line(price: str, vat: Vat = Vat.HIGH, quantity: str = "1", discount: str = "0") -> SalesLine:
    return SalesLine("x", Decimal(quantity), Decimal(price), vat, discount=Decimal(discount))


def test_three_thirds_of_a_cent_differ_by_line_and_by_total() -> None:
    """7 times 0.33: VAT of each is 0.0693, rounded 0.07; of the sum 2.31 it is 0.4851."""
    seven = [line("0.33")] * 7
    assert totals(seven, Rounding.LINE).vat == Decimal("0.49")
    assert totals(seven, Rounding.TOTAL).vat == Decimal("0.49")
    eight = [line("0.31")] * 8  # 0.0651 each; 0.5208 of the sum
    assert (totals(eight, Rounding.LINE).vat, totals(eight, Rounding.TOTAL).vat) == (Decimal("0.56"), Decimal("0.52"))


@pytest.mark.parametrize(("price", "expected"), [("0.005", "0.01"), ("-0.005", "-0.01"), ("0.0049", "0.00")])
def test_half_a_cent_is_rounded_away_from_zero(price: str, expected: str) -> None:
    assert of_line(line(price)) == Decimal(expected)


def test_a_discount_is_taken_of_the_line_before_it_is_rounded() -> None:
    assert of_line(line("9.99", quantity="3", discount="33.33")) == Decimal("19.98")


def test_each_kind_of_vat_has_a_total_and_only_those_that_occur() -> None:
    come_to = totals([line("10", Vat.LOW), line("100"), line("50", Vat.REVERSED), line("1", Vat.LOW)], Rounding.TOTAL)
    assert [(one.vat, one.base, one.amount) for one in come_to.rates] == [
        (Vat.HIGH, Decimal("100.00"), Decimal("21.00")),
        (Vat.LOW, Decimal("11.00"), Decimal("0.99")),
        (Vat.REVERSED, Decimal("50.00"), Decimal("0.00")),
    ]
    assert (come_to.net, come_to.vat, come_to.gross) == (Decimal("161.00"), Decimal("21.99"), Decimal("182.99"))


def test_nothing_comes_to_nothing() -> None:
    assert totals([], Rounding.LINE).gross == Decimal("0.00")


@given(st.lists(LINES, max_size=20), st.sampled_from(Rounding))
def test_totals_add_up_to_the_cent(lines: list[SalesLine], rounding: Rounding) -> None:
    come_to = totals(lines, rounding)
    assert come_to.net == sum(come_to.of_lines, Decimal())
    assert come_to.gross == come_to.net + come_to.vat
    assert come_to.vat == sum((one.amount for one in come_to.rates), Decimal())
    for one in come_to.rates:
        exact = one.base * PERCENTAGES[one.vat] / 100
        most = Decimal("0.005") * (len(lines) if rounding is Rounding.LINE else 1)
        assert abs(one.amount - exact) <= most
        assert one.amount.as_tuple().exponent == -2


@given(st.lists(LINES, max_size=10), st.sampled_from(Rounding))
def test_a_credit_of_everything_comes_to_the_opposite(lines: list[SalesLine], rounding: Rounding) -> None:
    from dataclasses import replace

    back = totals([replace(one, quantity=-one.quantity) for one in lines], rounding)
    assert back.gross == -totals(lines, rounding).gross
