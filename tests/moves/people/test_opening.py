"""Access after the release, in one deed for everything of a move (R082 to R084)."""

import pytest

from overstap.moves.people import opening, queries
from overstap.tenancy import access
from overstap.tenancy.roles import Right
from tests.moves import running
from tests.moves.people.helpers import given_back, may_open, member_here, released
from tests.moves.world import CODE, NEW_CODE, TwoOffices, accept, act, add_administration, offer


def test_nobody_sees_it_before_access_is_given(world: TwoOffices) -> None:
    """R082: the superuser who received it neither."""
    uid = released(world)
    with access.enter(world.dora, world.receiver.slug) as actor:
        with pytest.raises(access.NotFound):
            access.administration(actor, NEW_CODE, Right.READ_BOOKS)
        told = queries.summary(actor, uid)
    assert (told.administrations, told.mine) == (1, 0)


def test_the_superuser_gives_access_to_everything_at_once(world: TwoOffices) -> None:
    """R083, R084: to himself and to others, every administration of the move in one deed; twice is as once."""
    add_administration(world, "1002", "Slagerij Smit")
    uid = released(world, {CODE: NEW_CODE, "1002": "K-78"})
    erik = member_here(world, "Erik")
    for _twice in range(2):
        with act(world.dora, world.receiver.slug) as actor:
            assert opening.give(actor, uid, [world.dora.uid, erik.uid]) == 2
    assert may_open(world) == may_open(world, "K-78") == {"Dora", "Erik"}
    with access.enter(world.dora, world.receiver.slug) as actor:
        assert queries.summary(actor, uid).mine == 2
        number, rows = opening.colleagues(actor, uid)
    assert (number, {one.name: one.open for one in rows}) == (2, {"Dora": 2, "Erik": 2})


def test_before_the_release_there_is_nothing_to_open(world: TwoOffices) -> None:
    """R082: delivered is not released."""
    uid = offer(world)
    accept(world, uid)
    running.run(uid)
    with act(world.dora, world.receiver.slug) as actor, pytest.raises(opening.NothingToOpen):
        opening.give(actor, uid, [world.dora.uid])


def test_after_giving_back_there_is_nothing_to_open(world: TwoOffices) -> None:
    """R093"""
    uid = released(world)
    given_back(world, uid)
    with act(world.dora, world.receiver.slug) as actor, pytest.raises(opening.NothingToOpen):
        opening.give(actor, uid, [world.dora.uid])


@pytest.mark.parametrize("who", ["charlie", "bob"])
def test_only_members_get_access(world: TwoOffices, who: str) -> None:
    """R084: whoever does not work here is invited first; nobody of those named gets it then."""
    uid = released(world)
    with act(world.dora, world.receiver.slug) as actor, pytest.raises(access.NotFound) as refused:
        opening.give(actor, uid, [world.dora.uid, getattr(world, who).uid])
    assert refused.value.code == "MEMBER-NOT-FOUND"
    assert may_open(world) == set()
