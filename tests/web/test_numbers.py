"""Amounts, numbers and dates as readers of each language write them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from overstap.web.templatetags import ui


@pytest.mark.parametrize(
    ("value", "dutch", "english"),
    [
        ("0", "0,00", "0.00"),
        ("1234567.8", "1.234.567,80", "1,234,567.80"),
        ("-1234.56", "\N{MINUS SIGN}1.234,56", "\N{MINUS SIGN}1,234.56"),
        ("9" * 30 + ".01", ".".join(["999"] * 10) + ",01", ",".join(["999"] * 10) + ".01"),
    ],
)
def test_amounts_are_written_in_the_readers_own_notation(value: str, dutch: str, english: str) -> None:
    for _twice in range(2):  # what is kept of one language is not shown in the other
        with translation.override("nl"):
            assert ui.amount(Decimal(value)) == dutch
        with translation.override("en"):
            assert ui.amount(Decimal(value)) == english


def test_whole_numbers_have_their_thousands_apart() -> None:
    with translation.override("nl"):
        assert [ui.integer(one) for one in (7, 1000, -1234567)] == ["7", "1.000", "-1.234.567"]


def test_dates_follow_the_language() -> None:
    for _twice in range(2):
        with translation.override("nl"):
            assert ui.day(date(2026, 3, 9)) == "09-03-2026"
        with translation.override("en"):
            assert ui.day(date(2026, 3, 9)) == "9 Mar 2026"
    assert ui.day(None) == ""
    with translation.override("nl"):
        assert ui.day(datetime(2026, 3, 9, 23, 30, tzinfo=UTC)) == "09-03-2026"


def test_an_icon_says_what_it_is_asked_to_say_and_nothing_else() -> None:
    drawn = Template('{% icon "check-circle" 20 label=label %}').render(Context({"label": '"><script>'}))
    assert "<script>" not in drawn
    assert Template('{% icon "check-circle" 20 %}').render(Context()) != drawn
