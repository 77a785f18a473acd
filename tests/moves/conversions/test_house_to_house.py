"""From the house to the house: every step of a conversion, with nothing outside."""

from dataclasses import replace

import pytest

from overstap.books.ledger import queries as books
from overstap.connectors.values import Kind
from overstap.moves.conversions import actions, queries
from overstap.moves.conversions.errors import ConversionState, SameBooks
from overstap.moves.conversions.values import Order, State
from tests.moves.conversions.walking import NEW, converted, drawn_up, house, read, shown
from tests.moves.world import CODE, TwoOffices, act, administration_of


def test_it_carries_the_books_and_finds_them_again_record_by_record(world: TwoOffices) -> None:
    uid, done = converted(world)
    with act(world.alice, world.giver.slug) as actor:
        assert queries.differences(actor, uid) == []
        assert queries.findings(actor, uid) == []
    assert (done.state, done.clean) == (State.DONE, True)
    counts = {one.kind: one for one in done.counts}
    assert (counts[Kind.ENTRIES].read, counts[Kind.ENTRIES].made, counts[Kind.ENTRIES].present) == (7, 7, 7)
    assert counts[Kind.RELATIONS].made == 1
    assert counts[Kind.OPEN_ITEMS].made == 7
    assert done.balances["compared"] > 0


def test_the_trial_balance_and_open_items_are_those_of_the_source(world: TwoOffices) -> None:
    converted(world)
    with act(world.alice, world.giver.slug):
        source, target = (administration_of(world.alice, world.giver.slug, code) for code in (CODE, NEW))
        assert books.trial_balance(target, year=2025) == books.trial_balance(source, year=2025)
        assert [replace(one) for one in books.open_items(target)] == books.open_items(source)


def test_nothing_is_written_before_somebody_says_so(world: TwoOffices) -> None:
    uid = drawn_up(world)
    assert read(world, uid).state is State.REVIEW
    with act(world.alice, world.giver.slug) as actor:
        assert [one.code for one in _administrations(actor)] == [CODE]


def test_source_and_target_are_two(world: TwoOffices) -> None:
    with pytest.raises(SameBooks):
        drawn_up(world, Order(house(CODE), house(CODE)))


def test_what_ended_is_not_begun_again(world: TwoOffices) -> None:
    uid, _done = converted(world)
    with act(world.alice, world.giver.slug) as actor, pytest.raises(ConversionState):
        actions.begin(actor, uid)


def test_one_that_is_called_off_leaves_nothing_staged(world: TwoOffices) -> None:
    from overstap.moves.conversions.models import Staged

    uid = drawn_up(world)
    read(world, uid)
    with act(world.alice, world.giver.slug) as actor:
        assert Staged.objects.exists()
        actions.cancel(actor, uid)
        assert not Staged.objects.exists()
    assert shown(world, uid).state is State.CANCELLED


def _administrations(actor):
    from overstap.tenancy.models import Administration

    return list(Administration.objects.filter(environment=actor.environment))
