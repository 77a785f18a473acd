"""Number series: no gap and no reuse, also where many send at once and where sending fails."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from overstap.books.sales import actions, numbering, sending, store
from overstap.books.sales.errors import NumberTaken, SalesRefused
from overstap.books.sales.models import Invoice, Numbering
from overstap.books.sales.values import NumberSeries, Paper, Series
from overstap.lib.errors import OverstapError, Refused
from overstap.tenancy import access, audit
from overstap.tenancy.models import Administration
from tests.books.sales.conftest import CODE
from tests.books.sales.filled import draft
from tests.books.sales.selling import bill, ready
from tests.moves.test_concurrent import at_once
from tests.tenancy.people import World, make_administration, make_world

YEAR = store.today().year
MANY, EACH = 4, 4


def test_numbers_follow_each_other_and_begin_again_with_the_year() -> None:
    series = NumberSeries(Series.INVOICE, "F{year}-", 3, 2025, 41)
    given = []
    for year in (2025, 2026, 2026, 2025, 2027):  # a clock that goes back gives no number twice
        series = series.after(year)
        given.append(series.number)
    assert given == ["F2025-042", "F2026-001", "F2026-002", "F2026-003", "F2027-001"]


def test_without_a_year_numbers_just_go_on() -> None:
    series = NumberSeries(Series.INVOICE, "", 1, 0, 99).after(2025).after(2026)
    assert series.number == "101"


def test_what_fails_after_the_number_was_given_leaves_no_gap(shop: World) -> None:
    def broken(_paper: Paper) -> bytes:
        raise Refused("the other end says no", code="TEST")

    with audit.attempt(shop.bob, shop.slug, "test") as actor:
        uid = actions.save_invoice(actor=actor, code=CODE, draft=draft())
    with pytest.raises(Refused, match="says no"), audit.attempt(shop.bob, shop.slug, "test") as actor:
        sending.send_invoice(actor=actor, code=CODE, uid=uid, electronic=broken)
    with audit.attempt(shop.bob, shop.slug, "test") as actor:
        assert Invoice.objects.get(uid=uid).number == ""
        assert sending.send_invoice(actor=actor, code=CODE, uid=uid) == f"{YEAR}-0001"


def test_drafts_that_are_thrown_away_take_no_number(shop: World) -> None:
    assert bill(shop.bob, shop.slug, CODE) == f"{YEAR}-0001"
    with audit.attempt(shop.bob, shop.slug, "test") as actor:
        uid = actions.save_invoice(actor=actor, code=CODE, draft=draft())
        actions.remove_draft(actor=actor, code=CODE, uid=uid)
    assert bill(shop.bob, shop.slug, CODE) == f"{YEAR}-0002"


def test_a_series_in_use_goes_on_and_another_begins_where_one_says(shop: World) -> None:
    def choose(prefix: str, width: int, first: int) -> None:
        with audit.attempt(shop.alice, shop.slug, "test") as actor:
            numbering.set_series(actor=actor, code=CODE, kind=Series.INVOICE, prefix=prefix, width=width, first=first)

    choose("2026", 4, 500)
    assert bill(shop.bob, shop.slug, CODE) == "20260500"
    for first in (500, 502, 1):
        with pytest.raises(SalesRefused) as caught:
            choose("2026", 4, first)
        assert caught.value.code == "SALES-SERIES-IN-USE"
    choose("2026", 6, 501)
    assert bill(shop.bob, shop.slug, CODE) == "2026000501"
    choose("V-", 2, 1)
    assert bill(shop.bob, shop.slug, CODE) == "V-01"
    choose("2026", 4, 500)  # back to one that was used
    with pytest.raises(NumberTaken):
        bill(shop.bob, shop.slug, CODE)


@pytest.mark.parametrize(
    ("prefix", "width", "first"),
    [
        ("x" * 21, 4, 1),
        ("{month}", 4, 1),
        ("{", 4, 1),
        ("a\0", 4, 1),
        ("a", 0, 1),
        ("a", 13, 1),
        ("a", 4, 0),
        ("a", 4, 10**12),
    ],
)
def test_a_series_that_makes_no_sense_is_refused(shop: World, prefix: str, width: int, first: int) -> None:
    with pytest.raises(SalesRefused), audit.attempt(shop.alice, shop.slug, "test") as actor:
        numbering.set_series(actor=actor, code=CODE, kind=Series.INVOICE, prefix=prefix, width=width, first=first)


@pytest.fixture
def busy(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, settings: Settings, tmp_path: Path
) -> Iterator[World]:
    """A shop whose transactions really commit."""
    settings.OBJECT_DIR = tmp_path / "objects"
    with django_db_blocker.unblock():
        made = make_world()
        make_administration(made.alice, made.slug, CODE)
        ready(made.alice, made.slug, CODE)
        yield made
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")
        connection.close()


def test_many_who_send_at_once_leave_no_gap_and_use_no_number_twice(busy: World) -> None:
    """Real threads on connections of their own; every fourth is refused after its number was given."""
    with audit.attempt(busy.alice, busy.slug, "test") as actor:
        drafts = [actions.save_invoice(actor=actor, code=CODE, draft=draft()) for _one in range(MANY * EACH)]
    given: list[str] = []

    def fails(_paper: Paper) -> bytes:
        raise Refused("no", code="TEST")

    def send(mine: list[UUID]) -> None:
        for place, uid in enumerate(mine):
            electronic = fails if place == EACH - 1 else None
            try:
                with audit.attempt(busy.alice, busy.slug, "test") as actor:
                    given.append(sending.send_invoice(actor=actor, code=CODE, uid=uid, electronic=electronic))
            except OverstapError as error:
                assert error.code == "TEST"  # noqa: PT017 - told by the main thread

    at_once([lambda mine=drafts[n::MANY]: send(mine) for n in range(MANY)])  # type: ignore[misc]
    expected = [f"{YEAR}-{number:04d}" for number in range(1, MANY * (EACH - 1) + 1)]
    assert sorted(given) == expected
    with access.enter(busy.alice, busy.slug):
        kept = Invoice.objects.exclude(number="").filter(
            administration__code=CODE, administration__environment=busy.environment
        )
        assert sorted(kept.values_list("number", flat=True)) == expected


def test_the_same_draft_sent_twice_at_once_is_sent_once(busy: World) -> None:
    with audit.attempt(busy.alice, busy.slug, "test") as actor:
        uid = actions.save_invoice(actor=actor, code=CODE, draft=draft())
    outcomes: list[str] = []

    def send() -> None:
        try:
            with audit.attempt(busy.alice, busy.slug, "test") as actor:
                outcomes.append(sending.send_invoice(actor=actor, code=CODE, uid=uid))
        except OverstapError as error:
            outcomes.append(error.code)

    at_once([send, send, send])
    assert sorted(outcomes) == [f"{YEAR}-0001", "SALES-SENT", "SALES-SENT"]


def test_the_first_of_a_series_is_given_once_though_nobody_made_its_row(busy: World) -> None:
    def give() -> None:
        with audit.attempt(busy.alice, busy.slug, "test") as actor:
            one = access.administration_for_writing(actor, CODE)
            given.append(numbering.give(one, Series.QUOTATION, date(YEAR, 1, 1)))

    given: list[str] = []
    at_once([give] * 4)
    assert sorted(given) == [f"OF{YEAR}-{number:04d}" for number in range(1, 5)]
    with access.enter(busy.alice, busy.slug):
        one = Administration.objects.get(environment=busy.environment, code=CODE)
        row = Numbering.objects.get(administration=one, kind=Series.QUOTATION)
        assert numbering.series(one, Series.QUOTATION) == replace(
            numbering.series(one, Series.QUOTATION), last=row.last
        )
