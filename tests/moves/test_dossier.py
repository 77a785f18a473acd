"""A move in full, as its page shows it: the same for both parties, nothing for others."""

import uuid
from collections.abc import Callable
from uuid import UUID

import pytest

from overstap.moves import actions
from overstap.moves.actions.receive import reject_delivered
from overstap.moves.dossier import balances, dossier, mark_now
from overstap.moves.transitions import IllegalTransition
from overstap.moves.values import MoveState
from overstap.tenancy.access import NotAllowed, NotFound
from tests.moves import running
from tests.moves.world import CODE, NEW_CODE, TwoOffices, accept, act, book, offer, sale, state_of


def delivered(world: TwoOffices) -> UUID:
    uid = offer(world)
    accept(world, uid)
    assert running.run(uid) == MoveState.DELIVERED
    return uid


def test_both_parties_read_the_same_apart_from_what_is_the_receivers_own(world: TwoOffices) -> None:
    uid = delivered(world)
    with act(world.alice, world.giver.slug) as actor:
        giver, seen_by_giver = dossier(actor, uid), balances(actor, uid, 1)
    with act(world.dora, world.receiver.slug) as actor:
        receiver, seen_by_receiver = dossier(actor, uid), balances(actor, uid, 1)
    assert (giver.side, receiver.side) == ("giver", "receiver")
    assert giver.events == receiver.events
    assert giver.consents == receiver.consents
    assert [one.person for one in giver.consents] == [world.alice.name, world.dora.name]
    assert giver.parts[0].verification == receiver.parts[0].verification
    assert (giver.parts[0].old_code, giver.parts[0].new_code) == (CODE, NEW_CODE)
    assert giver.parts[0].delivery_address == ""
    assert receiver.parts[0].delivery_address.startswith(world.receiver.slug)
    assert seen_by_giver is not None
    assert seen_by_giver == seen_by_receiver
    assert {row["account"] for row in seen_by_giver["rows"]} == {"0500", "1100", "1300", "1500", "8000"}


def test_its_mark_tells_whether_anything_happened(world: TwoOffices) -> None:
    uid = offer(world)
    with act(world.alice, world.giver.slug) as actor:
        before = mark_now(actor, uid)
        assert dossier(actor, uid).mark == before
    accept(world, uid)
    with act(world.alice, world.giver.slug) as actor:
        assert mark_now(actor, uid) != before
        assert mark_now(actor, uid) == dossier(actor, uid).mark


@pytest.mark.parametrize("read", [dossier, mark_now])
def test_others_find_no_move(world: TwoOffices, read: Callable[..., object]) -> None:
    uid = delivered(world)
    with pytest.raises(NotFound), act(world.charlie, world.elsewhere.slug) as actor:
        read(actor, uid)
    with pytest.raises(NotFound), act(world.alice, world.giver.slug) as actor:
        read(actor, uuid.uuid4())
    with act(world.charlie, world.elsewhere.slug) as actor:
        assert balances(actor, uid, 1) is None


@pytest.mark.parametrize("read", [dossier, mark_now, lambda actor, uid: balances(actor, uid, 1)])
def test_only_superusers_read_moves(world: TwoOffices, read: Callable[..., object]) -> None:
    """R047, R048."""
    uid = offer(world)
    with pytest.raises(NotAllowed) as refused, act(world.bob, world.giver.slug) as actor:
        read(actor, uid)
    assert world.alice.name in refused.value.remedy


def test_what_was_delivered_can_be_refused_until_somebody_released_it(world: TwoOffices) -> None:
    uid = delivered(world)
    with act(world.dora, world.receiver.slug) as actor:
        reject_delivered(actor, uid, "Niet van ons")
    assert state_of(uid, world.alice, world.giver.slug) == MoveState.REJECTED
    assert book(world.bob, world.giver.slug, CODE, sale(91)) > 0


def test_a_refusal_that_comes_after_the_release_takes_nothing_back(world: TwoOffices) -> None:
    uid = delivered(world)
    with act(world.dora, world.receiver.slug) as actor:
        actions.release(actor, uid)
    with pytest.raises(IllegalTransition), act(world.dora, world.receiver.slug) as actor:
        reject_delivered(actor, uid)
    assert state_of(uid, world.dora, world.receiver.slug) == MoveState.RELEASED
