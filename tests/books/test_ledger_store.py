"""Booking in bulk: what goes in comes out, whatever it holds."""

from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from overstap.books.ledger import queries, reading, store
from overstap.books.ledger.models import Entry as EntryRow
from overstap.books.ledger.models import Ledger, SubledgerLine
from overstap.books.ledger.models import Line as LineRow
from overstap.books.ledger.models import LineVat as LineVatRow
from overstap.books.ledger.rows import Dates, Place, batch_rows, entry_rows, subledger_row
from overstap.books.ledger.values import Entry, Line, LineVat
from overstap.tenancy import access, audit
from overstap.tenancy.models import Administration
from overstap.tenancy.values import AdministrationState
from tests.books.ledgers import CODE, book, entry, open_books, payment, said, sale
from tests.books.ledgers import reading as alice_reads
from tests.tenancy.people import World, unique

DAY = date(2024, 3, 1)
_texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0") | st.sampled_from("\t\n\r\\N\x02"))
_numbers = st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9)
_amounts = st.integers(-(10**12), 10**12).map(lambda cents: Decimal(cents) / 100)
_json = st.none() | st.dictionaries(_texts, _texts, max_size=2)
_lines = st.builds(
    Line,
    *(_texts, _texts, _amounts, st.sampled_from("DC"), _texts, st.none() | st.dates(), _texts, _texts, _texts, _texts),
    *(_texts, _texts, _numbers, _texts, _numbers, _texts, _texts, _texts),
    vat=st.lists(st.builds(LineVat, _texts, _amounts.map(lambda one: one % 1000), _amounts, st.sampled_from("DC"))).map(
        tuple
    ),
    extra=_json,
)


@st.composite
def _entries(draw: st.DrawFn) -> Entry:
    lines = draw(st.lists(_lines, max_size=3))
    balance = sum((one.amount for one in lines), Decimal(0))
    lines.append(Line("last", "9999", -balance, "C"))
    return Entry(
        draw(_texts), draw(_texts), 2024, draw(st.integers(0, 999)), draw(st.dates()), lines, draw(_texts),
        source=draw(_texts), user=draw(_texts), extra=draw(_json),
    )  # fmt: skip


def test_a_row_has_a_value_for_every_column() -> None:
    rows = entry_rows(Place(1, 1, "now\t", 1), sale(1, "100.00", DAY), Dates())
    assert rows.entry.count("\t") + 1 == len(EntryRow._meta.local_concrete_fields)
    assert rows.lines.splitlines()[0].count("\t") + 1 == len(LineRow._meta.local_concrete_fields)
    assert rows.vat.splitlines()[0].count("\t") + 1 == len(LineVatRow._meta.local_concrete_fields)
    row = subledger_row(1, 1, said(sale(1, "1.00", DAY), 1), Dates())
    assert row.count("\t") + 1 == len(SubledgerLine._meta.local_concrete_fields)


def test_an_ordinary_entry_is_written_without_escaping() -> None:
    rows = entry_rows(Place(1, 1, "now\t", 1), sale(1, "100.00", DAY), Dates())
    assert "\\" not in rows.lines


def test_a_text_that_is_the_mark_of_null_is_escaped() -> None:
    made = sale(1, "100.00", DAY)._replace(user="\x02")
    rows = entry_rows(Place(1, 1, "now\t", 1), made, Dates())
    assert rows.entry.split("\t")[-2] == "\\x02"
    lines = [line._replace(description="\x02") for line in made.lines]
    rows = entry_rows(Place(1, 1, "now\t", 1), made._replace(user="", lines=lines), Dates())
    assert rows.lines.count("\t\\x02\t") == len(lines)
    row = subledger_row(1, 1, said(made, 1)._replace(description="\x02"), Dates())
    assert "\t\\x02\t" in row


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(made=st.lists(_entries(), min_size=1, max_size=3))
def test_whatever_a_text_holds_comes_back_as_it_was(world: World, made: list[Entry]) -> None:
    code = unique("C")
    open_books(world, code)
    book(world, made, code=code)
    with alice_reads(world, code) as one:
        found = [queries.entry(one, number) for number in range(1, len(made) + 1)]
    assert [_plain(one) for one in found] == [_plain(one) for one in made]


def _plain(one: Entry) -> tuple[Any, ...]:
    return (*one[:5], [tuple(line) for line in one.lines], *one[6:])


def test_it_refuses_a_nul_that_no_database_text_can_hold(world: World) -> None:
    open_books(world)
    with pytest.raises(ValueError, match="NUL"):
        book(world, [entry("1\0", ("1100", "5.00"), ("8000", "-5.00"))])


def test_numbers_rise_without_a_gap_over_several_bookings(world: World) -> None:
    one = open_books(world)
    book(world, [sale(1, "10.00", DAY), sale(2, "20.00", DAY)])
    book(world, [sale(3, "30.00", DAY)])
    with alice_reads(world):
        rows = EntryRow.objects.filter(ledger_id=one.ledger_id).order_by("seq").values_list("seq", "number")
        assert list(rows) == [(1, "1"), (2, "2"), (3, "3")]
        assert Ledger.objects.get(id=one.ledger_id).last_seq == 3


def test_a_batch_larger_than_one_buffer_is_booked_whole(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "BATCH_LINES", 10)
    open_books(world)
    made = [sale(number, "10.00", DAY) for number in range(1, 101)]
    counts = book(world, made, [said(one, 1) for one in made])
    assert (counts.entries, counts.lines, counts.vat, counts.subledger_lines) == (100, 300, 100, 100)
    with alice_reads(world) as one:
        assert list(reading.entries(one, year=2024, kind="transaction")) == made


def test_an_error_inside_the_block_books_nothing(world: World) -> None:
    one = open_books(world)
    with pytest.raises(LookupError), audit.attempt(world.alice, world.slug, "test") as actor:  # noqa: PT012
        locked = access.administration_for_writing(actor, CODE)
        with store.LedgerWriter(locked, world.alice.pk) as writer:
            writer.add([sale(1, "10.00", DAY)])
            writer.wait()
            raise LookupError("something else went wrong")
    with alice_reads(world):
        assert not EntryRow.objects.filter(ledger_id=one.ledger_id).exists()
        assert Ledger.objects.get(id=one.ledger_id).last_seq == 0


def test_an_unbalanced_entry_is_refused_in_words(world: World) -> None:
    open_books(world)
    with pytest.raises(Exception, match="does not balance") as caught:
        book(world, [entry("7", ("1100", "5.00"), ("8000", "-4.00"))])
    told = store.refusal(caught.value)
    assert isinstance(told, store.EntryUnbalanced)
    assert "entry 7 in journal VRK" in str(told.facts["detail"])


def test_a_frozen_administration_is_refused_in_words_behind_the_first_wall(world: World) -> None:
    one = open_books(world)
    with audit.attempt(world.alice, world.slug, "test"):
        Administration.objects.filter(pk=one.pk).update(state=AdministrationState.FROZEN)
        with (
            pytest.raises(psycopg.Error) as caught,
            transaction.atomic(),
            store.LedgerWriter(one, world.alice.pk) as writer,
        ):
            writer.add([sale(1, "10.00", DAY)])
        assert isinstance(store.refusal(caught.value), store.NotWritable)


def test_an_amount_too_large_is_refused_in_words(world: World) -> None:
    open_books(world)
    with pytest.raises(psycopg.Error) as caught:
        book(world, [entry("1", ("1100", "1e30"), ("8000", "-1e30"))])
    assert isinstance(store.refusal(caught.value), store.CannotBeKept)


def test_sub_ledger_lines_find_the_line_they_point_to(world: World) -> None:
    one = open_books(world)
    first, second, paid = sale(1, "10.00", DAY), sale(2, "20.00", DAY), payment(1, "12.10", DAY, "F1")
    lost = said(second, 1)._replace(entry_number="nowhere")
    book(
        world,
        [first, second, paid],
        [said(paid, 2, mutation="P"), said(second, 1), lost],
    )
    with alice_reads(world):
        rows = SubledgerLine.objects.filter(ledger_id=one.ledger_id).order_by("position")
        assert list(rows.values_list("entry_seq", "line_position")) == [(3, 2), (2, 1), (None, None)]


def test_sub_ledger_lines_may_come_without_entries_and_twice(world: World) -> None:
    one = open_books(world)
    first = sale(1, "10.00", DAY)
    book(world, [first])
    book(world, [], [said(first, 1)])
    book(world, [], [said(first, 1)])
    with alice_reads(world):
        rows = SubledgerLine.objects.filter(ledger_id=one.ledger_id).order_by("position")
        assert list(rows.values_list("booked_seq", "position", "entry_seq")) == [(1, 1, 1), (1, 2, 1)]


def test_a_sub_ledger_line_may_come_before_what_it_points_to_and_takes_the_first_of_that_number(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "BATCH_LINES", 1)
    one = open_books(world)
    short, twice, third = entry("1", ("1300", "5.00"), ("8000", "-5.00")), sale(1, "10.00", DAY), sale(3, "1.00", DAY)
    early, late = said(third, 1), [said(third, 1), said(twice, 3), said(twice, 1)]
    with audit.attempt(world.alice, world.slug, "test") as actor:
        locked = access.administration_for_writing(actor, CODE)
        with store.LedgerWriter(locked, world.alice.pk) as writer:
            writer.add_subledger([early])
            writer.add([short, twice, third])
            writer.add_subledger(late)
    with alice_reads(world):
        rows = SubledgerLine.objects.filter(ledger_id=one.ledger_id).order_by("position")
        found = list(rows.values_list("booked_seq", "position", "entry_seq", "line_position"))
    assert found == [(3, 1, 3, 1), (3, 2, 3, 1), (2, 3, 2, 3), (1, 4, 1, 1)]


def test_an_entry_that_needs_escaping_leaves_the_others_of_its_batch_as_they_are() -> None:
    plain, odd = sale(1, "10.00", DAY), sale(2, "10.00", DAY)._replace(description="a\tb")
    rows = batch_rows(Place(1, 7, "now\t", 1), [plain, odd, plain], Dates())
    each = [entry_rows(Place(1, seq, "now\t", 1), one, Dates()) for seq, one in ((7, plain), (8, odd), (9, plain))]
    assert rows.entry == "".join(one.entry for one in each)
    assert rows.lines == "".join(one.lines for one in each)
    assert "a\\tb" in rows.entry


def test_a_vat_code_cannot_make_rows_of_its_own() -> None:
    made = sale(1, "10.00", DAY)
    forged = LineVat("VH\t0\t0\n1\t1\t1\t2\tC\tVL", Decimal(21), Decimal("-2.10"), "C")
    made = made._replace(lines=[made.lines[0]._replace(vat=(forged,)), *made.lines[1:]])
    rows = entry_rows(Place(1, 1, "now\t", 1), made, Dates())
    assert rows.vat.count("\n") == 2  # of the forged one and of the turnover
