"""From the house to the house: every step of a conversion, with nothing outside."""

from dataclasses import replace

import pytest

from overstap.books.ledger import queries as books
from overstap.connectors.values import Kind
from overstap.moves.conversions import actions, deciding, queries, running
from overstap.moves.conversions.errors import ConversionState, SameBooks, StillOpen
from overstap.moves.conversions.models import Conversion, Pair, Staged
from overstap.moves.conversions.values import Choice, Order, State
from overstap.tenancy.access import Actor, acting
from overstap.tenancy.models import Administration, Membership
from overstap.tenancy.roles import Role
from tests.moves.conversions.walking import NEW, at_work, converted, drawn_up, house, read, shown
from tests.moves.world import CODE, TwoOffices, act, add_administration, administration_of


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
    uid = drawn_up(world)
    read(world, uid)
    with act(world.alice, world.giver.slug) as actor:
        assert Staged.objects.exists()
        actions.cancel(actor, uid)
        assert not Staged.objects.exists()
    assert shown(world, uid).state is State.CANCELLED


def _administrations(actor: Actor) -> list[Administration]:
    return list(Administration.objects.filter(environment=actor.environment))


def test_what_a_person_decided_counts_again_in_the_next_of_the_same_pair(world: TwoOffices) -> None:
    first = drawn_up(world)
    read(world, first)
    with act(world.alice, world.giver.slug) as actor:
        number = deciding.pair_of(actor, first, Kind.ACCOUNTS, "8000")
        deciding.decide(actor, first, number, deciding.Decision(Choice.NEW, "8100"))
    second = drawn_up(world, Order(house(CODE), house("7002"), makes_target=True))
    read(world, second)
    with act(world.alice, world.giver.slug) as actor:
        (pair,) = [one for one in queries.pairs(actor, second, kind=Kind.ACCOUNTS) if one.source == "8000"]
    assert (pair.choice, pair.reason, pair.is_open) == (Choice.NEW, "decided-before", False)


def test_nothing_is_written_while_a_code_is_open(world: TwoOffices) -> None:
    uid = drawn_up(world)
    read(world, uid)
    with act(world.alice, world.giver.slug) as actor:
        Pair.objects.filter(source="8000").update(confidence=10)
        with pytest.raises(StillOpen):
            actions.write(actor, uid)


def test_who_lost_the_right_stops_the_conversion(world: TwoOffices) -> None:
    uid = drawn_up(world)
    with act(world.alice, world.giver.slug) as actor:
        actions.begin(actor, uid)
    with acting(world.alice.pk, [world.giver.pk]):
        Membership.objects.filter(person=world.alice, environment=world.giver).update(role=Role.CLIENT_USER)
    assert not running.advance(str(uid), world.giver.slug)
    with acting(world.alice.pk, [world.giver.pk]):
        order = Conversion.objects.get(uid=uid)
        assert order.state == State.STOPPED
        assert order.problem is not None
        assert order.problem["code"] == "ROLE-MISSING"


def test_another_environment_sees_nothing_of_it(world: TwoOffices) -> None:
    uid = drawn_up(world)
    read(world, uid)
    with acting(world.dora.pk, [world.receiver.pk]):
        for table in (Conversion, Staged, Pair):
            assert not table._default_manager.exists()


def test_a_target_that_is_frozen_is_waited_for(world: TwoOffices) -> None:
    add_administration(world, "7003", "Doel B.V.")
    uid = drawn_up(world, Order(house(CODE), house("7003")))
    read(world, uid)
    with act(world.alice, world.giver.slug) as actor:
        deciding.accept(actor, uid, deciding.open_ones(actor, uid))
        actions.write(actor, uid)
        Administration.objects.filter(environment=actor.environment, code="7003").update(state="frozen")
    waiting = at_work(world, uid)
    assert (waiting.state, waiting.waits_until is not None) == (State.WRITING, True)
