"""One look at the books: what the queries of a page share is read once, and never outlives the page."""

from datetime import date

from pytest_django import DjangoAssertNumQueries

from overstap.books.ledger import queries
from tests.books.ledgers import book, open_books, reading, sale
from tests.tenancy.people import World

DAY = date(2024, 3, 1)


def test_within_one_look_the_counts_are_read_once(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    open_books(world)
    book(world, [sale(1, "100.00", DAY)])
    with reading(world) as one, queries.one_look():
        first = queries.years(one)
        with django_assert_num_queries(1):  # the list of book years
            again = queries.years(one)
        with django_assert_num_queries(1):  # the list of periods
            periods = queries.periods(one, 2024)
    assert again == first
    assert [period.entries for period in periods] == [1]


def test_two_administrations_in_one_look_keep_their_own_figures(world: World) -> None:
    open_books(world)
    open_books(world, "1002")
    book(world, [sale(1, "100.00", DAY)])
    book(world, [sale(1, "100.00", DAY), sale(2, "50.00", DAY)], code="1002")
    with reading(world) as one, reading(world, "1002") as other, queries.one_look():
        entries = [queries.years(which)[0].entries for which in (one, other, one, other)]
        turnover = [queries.key_figures(which)[0].turnover for which in (one, other, one)]
    assert entries == [1, 2, 1, 2]
    assert turnover[0] == turnover[2]
    assert turnover[0] < turnover[1]


def test_a_later_look_shows_what_was_booked_since(world: World) -> None:
    open_books(world)
    book(world, [sale(1, "100.00", DAY)])
    with reading(world) as one, queries.one_look():
        before = queries.years(one)[0].entries
    book(world, [sale(2, "50.00", DAY)])
    with reading(world) as one, queries.one_look():
        after = queries.years(one)[0].entries
    assert (before, after) == (1, 2)


def test_without_a_look_every_query_reads_anew(world: World) -> None:
    administration = open_books(world)
    book(world, [sale(1, "100.00", DAY)])
    with reading(world):
        assert queries.years(administration)[0].entries == 1
    book(world, [sale(2, "50.00", DAY)])
    with reading(world):
        assert queries.years(administration)[0].entries == 2
