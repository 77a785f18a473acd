"""Snapshots: whatever they hold, every read gives what the lines themselves give."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from overstap.books.ledger import queries, snapshots, store
from overstap.books.ledger.tasks import make_snapshot
from overstap.books.ledger.values import Entry, LineVat, SubledgerLine
from overstap.moves import actions
from overstap.tenancy import access, audit
from overstap.tenancy.access import acting
from overstap.tenancy.models import Administration
from tests.books.ledgers import book, entry, line, open_books, opening, payment, reading, said, sale, seal
from tests.books.reads import every_read
from tests.moves import running
from tests.moves import world as moving
from tests.tenancy.people import World

YEARS = (2023, 2024)
TABLES = (
    *("ledger_snapshot", "ledger_total", "ledger_total_entries", "ledger_total_vat", "ledger_total_item"),
    "ledger_total_due",
    *("ledger_mark_card", "ledger_mark_journal", "ledger_relation_line", "ledger_term"),
)
CENTS = st.integers(-(10**7), 10**7)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """A balanced entry somewhere in two years: an opening, a sale, a payment or a memorial."""
    number, year = draw(st.integers(1, 6)), draw(st.sampled_from(YEARS))
    day = date(year, draw(st.integers(1, 3)), draw(st.integers(1, 3)))
    kind = draw(st.sampled_from(["opening", "sale", "payment", "memorial", "memorial"]))
    amount = Decimal(draw(CENTS)) / 100
    if kind == "opening":
        return opening(year, ("1300", str(amount)), ("0500", str(-amount)))
    if kind == "sale":
        return sale(number, str(abs(amount)), day)
    if kind == "payment":
        return payment(number, str(abs(amount)), day, f"F{number}")
    vat = (LineVat(draw(st.sampled_from(["VH", "VL"])), Decimal("21.000"), amount, "D"),)
    lines = [line(1, "8000", str(amount), vat=vat), line(2, "1600", str(-amount), relation="L1", invoice_ref="A")]
    lines[0] = lines[0]._replace(side=draw(st.sampled_from("DC")))
    return entry(str(number), day=day, period=draw(st.sampled_from([0, day.month, 13])))._replace(lines=lines)


def told(one: Entry) -> SubledgerLine:
    """What a sub-ledger says about the first line of an entry, about another than its relation too."""
    kind = "CU" if one.lines[0].account == "1300" else "SU"
    line_said = said(one, 1, due=one.date, mutation="P" if one.lines[0].amount < 0 else "I", kind=kind)
    return line_said._replace(relation=one.lines[0].relation or "C2")


@pytest.fixture
def books(world: World) -> Administration:
    return open_books(world)


def sql(query: str, *values: str | int) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def known(one: Administration) -> list[int]:
    """The sequence numbers of the snapshots of a ledger, lowest first."""
    found = sql("SELECT upto_seq FROM ledger_snapshot WHERE ledger_id = %s ORDER BY 1", one.ledger_id)
    return [int(str(upto)) for (upto,) in found]


def assert_totals_are_sums(one: Administration) -> None:
    """Each snapshot holds what the lines up to its number add up to."""
    columns = "year, account_code, period, opening, side"
    for upto in known(one):
        held = sql(
            f"SELECT {columns}, amount, lines FROM ledger_total WHERE ledger_id = %s AND upto_seq = %s"
            f" ORDER BY {columns}",
            one.ledger_id, upto,
        )  # fmt: skip
        assert held
        assert held == sql(
            f"SELECT {columns}, sum(amount), count(*) FROM ledger_line WHERE ledger_id = %s AND entry_seq <= %s"
            f" GROUP BY {columns} ORDER BY {columns}",
            one.ledger_id, upto,
        )  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.lists(entries(), max_size=5), min_size=1, max_size=4), with_ledger=st.booleans())
def test_snapshots_change_no_answer_whatever_the_number_asked_for(
    world: World, parts: list[list[Entry]], *, with_ledger: bool
) -> None:
    with transaction.atomic():
        plain, summed = open_books(world, "plain"), open_books(world, "summed")
        for part in parts:
            ledger = [told(one) for one in part if one.kind == "opening" or one.journal == "VRK"] if with_ledger else []
            book(world, part, ledger, code="plain")
            book(world, part, ledger, code="summed")
            snapshots.make(summed.ledger_id)
        last = sum(map(len, parts))
        with reading(world, "summed"):
            assert known(summed) == sorted({sum(map(len, parts[: n + 1])) for n in range(len(parts))} - {0})
            for as_of in (*range(1, last + 1), None):
                assert every_read(summed, YEARS, as_of) == every_read(plain, YEARS, as_of)
        transaction.set_rollback(True)


def test_a_sealed_view_uses_no_snapshot_beyond_its_seal(world: World, books: Administration) -> None:
    book(world, [sale(1, "100.00", date(2024, 1, 1))])
    snapshots.make(books.ledger_id)
    book(world, [sale(2, "50.00", date(2024, 1, 2)), sale(3, "25.00", date(2024, 1, 2))])
    with reading(world) as one:
        expected = every_read(one, YEARS, 2)
    snapshots.make(books.ledger_id)
    with reading(world) as one:
        seal(one, 2)
    with reading(world) as sealed:
        assert known(sealed) == [1]
        assert every_read(sealed, YEARS, None) == expected


def test_pages_far_down_give_what_plain_addition_gives(world: World, books: Administration) -> None:
    """More lines than stand between two marks, on days that come back, before and after the snapshot."""
    days = [date(2024, 1 + number % 3, 1 + number * 7 % 28) for number in range(500)]
    sales = [sale(number, f"{number % 37 + 1}.00", day) for number, day in enumerate(days)]
    book(world, sales[:450])
    snapshots.make(books.ledger_id)
    book(world, sales[450:])
    ordered = sorted(enumerate(sales, 1), key=lambda one: (one[1].date, one[0]))
    with reading(world) as one:
        assert sql("SELECT count(*) FROM ledger_mark_card WHERE account_code = '1300'") == [(2,)]
        balance = Decimal("0.00")
        page = queries.ledger_card(one, "1300", year=2024, limit=33)
        found = [page]
        while page.next is not None:
            page = queries.ledger_card(one, "1300", year=2024, limit=33, after=page.next)
            found.append(page)
        for row, (seq, booked) in zip((row for each in found for row in each.rows), ordered, strict=True):
            balance += booked.lines[0].amount
            assert (row.seq, row.balance) == (seq, balance)
        for each in found:
            assert each.rows[0].balance - each.rows[0].amount == each.before
        after = queries.journal(one, "VRK", year=2024, after=420, limit=50)
        total = sum((booked.lines[0].amount for booked in sales[:421]), Decimal("0.00"))
        assert (after.rows[0].seq, after.rows[0].balance, after.next) == (421, total, 470)
        assert queries.journal(one, "VRK", year=2024, after=470).rows[-1].seq == 500


def test_making_a_snapshot_twice_changes_nothing(world: World, books: Administration) -> None:
    book(world, [sale(1, "100.00", date(2024, 1, 1))])
    for _ in range(2):
        snapshots.make(books.ledger_id)
    with reading(world) as one:
        assert known(one) == [1]
        assert_totals_are_sums(one)


def test_an_empty_or_unknown_ledger_has_no_snapshot(world: World, books: Administration) -> None:
    snapshots.make(books.ledger_id)
    snapshots.make(-1)
    with reading(world) as one:
        assert known(one) == []


def test_a_writer_at_work_is_not_in_a_snapshot_and_does_not_break_it(committed: World) -> None:
    """Entries that are booked but not committed have numbers above the newest snapshot."""
    one = open_books(committed)
    book(committed, [sale(1, "100.00", date(2024, 1, 1))])
    booked, go_on = threading.Event(), threading.Event()

    def slow_writer() -> None:
        try:
            with audit.attempt(committed.alice, committed.slug, "test") as actor:
                mine = access.administration_for_writing(actor, one.code)
                with store.LedgerWriter(mine, committed.alice.pk) as writer:
                    writer.add([sale(2, "50.00", date(2024, 1, 2))])
                booked.set()
                go_on.wait(60)
        finally:
            connection.close()

    thread = threading.Thread(target=slow_writer)
    thread.start()
    assert booked.wait(60)
    snapshots.make(one.ledger_id)
    go_on.set()
    thread.join()
    with reading(committed) as mine:
        assert known(mine) == [1]
        assert_totals_are_sums(mine)
        assert [row.debit for row in queries.trial_balance(mine) if row.account == "1300"] == [Decimal("181.50")]


def test_snapshots_made_while_others_book_are_sums_of_what_was_committed(committed: World) -> None:
    one = open_books(committed)
    rounds, errors = 12, []

    def writer(first: int) -> None:
        try:
            for number in range(first, first + rounds):
                book(committed, [sale(number, "10.00", date(2024, 1, 1 + number % 20))])
        except Exception as error:
            errors.append(error)
            raise
        finally:
            connection.close()

    threads = [threading.Thread(target=writer, args=(first,)) for first in (100, 200)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        snapshots.make(one.ledger_id)
    for thread in threads:
        thread.join()
    assert not errors
    snapshots.make(one.ledger_id)
    with reading(committed) as mine:
        assert known(mine)[-1] == 2 * rounds
        assert_totals_are_sums(mine)
        for as_of in range(1, 2 * rounds + 1):
            found = {row.account: row.closing for row in queries.trial_balance(mine, as_of=as_of)}
            assert found["1300"] == Decimal("12.10") * as_of


def test_a_snapshot_goes_with_a_move_and_comes_back_when_it_is_taken_back(db: None) -> None:
    world = moving.two_offices()
    before = moving.administration_of(world.alice, world.giver.slug, moving.CODE)
    snapshots.make(before.ledger_id)
    with access.enter(world.alice, world.giver.slug):
        expected = every_read(before, (2025,), None)
        assert known(before) == [8]
    uid = moving.offer(world)
    moving.accept(world, uid)
    running.run(uid)
    sealed = moving.administration_of(world.alice, world.giver.slug, moving.CODE)
    with access.enter(world.alice, world.giver.slug):
        assert known(sealed) == [8]
        assert every_read(sealed, (2025,), None) == expected
    with moving.act(world.dora, world.receiver.slug) as dora:
        actions.release(dora, uid)
    moved = moving.administration_of(world.dora, world.receiver.slug, moving.NEW_CODE)
    with access.enter(world.dora, world.receiver.slug):
        assert known(moved) == [8]
        assert every_read(moved, (2025,), None) == expected
    with access.enter(world.dora, world.receiver.slug) as dora:
        mine = Administration.objects.get(pk=moved.pk)
        with store.LedgerWriter(mine, world.dora.pk) as writer:
            writer.add([moving.sale(99)])
    snapshots.make(moved.ledger_id)
    with moving.act(world.dora, world.receiver.slug) as dora:
        actions.take_back(dora, uid)
    running.run(uid)
    back = moving.administration_of(world.alice, world.giver.slug, moving.CODE)
    with access.enter(world.alice, world.giver.slug):
        assert known(back) == [8, 9]
        assert_totals_are_sums(back)


def test_old_snapshots_go_and_those_that_a_seal_shows_stay(world: World, books: Administration) -> None:
    for number in (1, 2, 3):
        book(world, [sale(number, "1.00", date(2024, 1, 1))])
        snapshots.make(books.ledger_id)
    with reading(world) as one:
        assert known(one) == [1, 2, 3]
        seal(one, 2)
    assert old(books) == []  # made within the hour: somebody may be reading them
    assert old(books, hours=0) == [1]
    with reading(world) as one:
        seal(one, None)
    assert old(books, hours=0) == [1, 2]


def old(one: Administration, hours: int = 1) -> list[int]:
    """Those that would go if this many hours since they were superseded were enough."""
    found = sql("SELECT overstap_old_snapshots(%s, now() - %s * interval '1 hour') ORDER BY 1", one.ledger_id, hours)
    return [int(str(upto)) for (upto,) in found]


@pytest.mark.parametrize("table", TABLES)
def test_strangers_see_no_snapshot_and_nobody_writes_one(world: World, books: Administration, table: str) -> None:
    sales = [sale(number, "100.00", date(2024, 1, 1)) for number in range(250)]
    book(world, sales, [said(sales[0], 1)])
    snapshots.make(books.ledger_id)
    with acting(world.alice.pk, [world.environment.pk]):
        assert sql(f"SELECT count(*) > 0 FROM {table} WHERE ledger_id = %s", books.ledger_id) == [(True,)]
    with acting(world.charlie.pk, [world.elsewhere.pk, world.environment.pk]):
        assert sql(f"SELECT count(*) FROM {table}") == [(0,)]
    for change in ("DELETE FROM {}", "UPDATE {} SET upto_seq = 0", "INSERT INTO {} SELECT * FROM {}", "TRUNCATE {}"):
        with acting(world.alice.pk, [world.environment.pk]), pytest.raises(DatabaseError), transaction.atomic():
            sql(change.replace("{}", table))


def test_a_long_tail_asks_for_a_snapshot_and_a_short_one_does_not(
    world: World, books: Administration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "LONG_TAIL", 6)
    book(world, [sale(1, "1.00", date(2024, 1, 1))])
    assert jobs(books) == 0
    book(world, [sale(2, "1.00", date(2024, 1, 1))])
    assert jobs(books) == 1
    book(world, [sale(3, "1.00", date(2024, 1, 1))])
    assert jobs(books) == 1  # one that waits is enough
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    snapshots.make(books.ledger_id)
    book(world, [sale(4, "1.00", date(2024, 1, 1))])
    assert jobs(books) == 0


def test_the_worker_makes_a_snapshot_of_a_ledger_that_it_may_not_see(world: World, books: Administration) -> None:
    book(world, [sale(1, "1.00", date(2024, 1, 1))])
    make_snapshot(ledger_id=books.ledger_id)
    with reading(world) as one:
        assert known(one) == [1]


def jobs(one: Administration) -> int:
    found = sql(
        "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s AND (args ->> 'ledger_id')::bigint = %s",
        snapshots.TASK, one.ledger_id,
    )  # fmt: skip
    return int(str(found[0][0]))
