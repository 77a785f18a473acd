"""Depreciation month by month: no cent is lost. Plain; no database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from overstap.books.assets import checks
from overstap.books.assets.planning import plan
from overstap.books.assets.values import AssetCard

OVEN = AssetCard(
    "A1", "Oven", "", date(2024, 1, 15), Decimal("10000.00"), Decimal("1000.00"), "linear", 60, Decimal(0),
    date(2024, 2, 1), "0100", "0110", "4300",
)  # fmt: skip


@pytest.mark.parametrize(
    ("purchase", "residual", "months"),
    [
        ("10000.00", "1000.00", 60),
        ("100.00", "0.00", 7),
        ("0.03", "0.00", 60),
        ("99999.99", "0.01", 1),
        ("1.00", "0.99", 3),
    ],
)
@pytest.mark.parametrize(("method", "rate"), [("linear", "0"), ("degressive", "30"), ("degressive", "100")])
def test_r166_what_is_depreciated_is_cost_less_residual_value_to_the_cent(
    purchase: str, residual: str, months: int, method: str, rate: str
) -> None:
    card = replace(
        OVEN, purchase=Decimal(purchase), residual=Decimal(residual), months=months, method=method, rate=Decimal(rate)
    )
    made = list(plan(card))
    assert sum(one.amount for one in made) == card.purchase - card.residual
    assert len(made) == months
    assert made[-1].left == card.residual
    assert all(one.amount >= 0 for one in made)


def test_a_linear_plan_differs_by_a_cent_at_most_from_month_to_month() -> None:
    amounts = {one.amount for one in plan(replace(OVEN, purchase=Decimal("100.00"), residual=Decimal(0), months=7))}
    assert amounts == {Decimal("14.28"), Decimal("14.29")}


def test_a_degressive_plan_takes_its_rate_of_what_is_left_each_year() -> None:
    made = list(plan(replace(OVEN, method="degressive", rate=Decimal(20), months=36)))
    years = [sum(one.amount for one in made[first : first + 12]) for first in (0, 12, 24)]
    assert years == [Decimal("2000.00"), Decimal("1600.00"), Decimal("5400.00")]  # the last takes the rest


def test_a_plan_begins_in_its_month_and_goes_over_the_year() -> None:
    made = list(plan(replace(OVEN, start=date(2024, 12, 31), months=2)))
    assert [one.key for one in made] == [(2024, 12), (2025, 1)]


def test_what_is_not_depreciated_has_no_plan() -> None:
    assert list(plan(replace(OVEN, method="none"))) == []
    assert list(plan(replace(OVEN, residual=OVEN.purchase))) == []


@pytest.mark.parametrize(
    ("changes", "places"),
    [
        ({}, set()),
        ({"code": "", "name": " "}, {"code", "name"}),
        ({"name": "a\nb", "group": "x" * 101}, {"name", "group"}),
        ({"purchase": Decimal(-1), "residual": Decimal(-1)}, {"purchase", "residual"}),
        ({"residual": Decimal(20000)}, {"residual"}),
        ({"purchase": Decimal(10) ** 20}, {"purchase"}),
        ({"method": "x"}, {"method"}),
        ({"months": 0}, {"months"}),
        ({"months": 10**9}, {"months"}),
        ({"method": "degressive", "rate": Decimal(0)}, {"rate"}),
        ({"start": date(2023, 12, 31)}, {"start"}),
        ({"purchased_on": date(1, 1, 1)}, {"purchased_on"}),
        ({"cost_account": ""}, {"cost_account"}),
        ({"method": "none", "months": 0, "cost_account": "", "depreciation_account": ""}, set()),
    ],
)
def test_a_card_that_cannot_be_right_is_told_field_by_field(changes: dict[str, object], places: set[str]) -> None:
    assert {one.place for one in checks.card(replace(OVEN, **changes))} == places  # type: ignore[arg-type]
