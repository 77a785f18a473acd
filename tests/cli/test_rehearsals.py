"""Rehearsing at the command line."""

import pytest

from overstap.cli.errors import Exit
from overstap.moves.rehearsals import work
from tests.cli.running import Command
from tests.cli.test_moves import Office, giver, receiver
from tests.moves.conftest import world
from tests.moves.world import CODE, TwoOffices, accept, offer

__all__ = ["giver", "receiver", "world"]


def run(uid: str) -> None:
    while work.rehearse(uid):
        pass


def test_administrations_are_rehearsed_before_any_offer(giver: Office) -> None:
    uid = giver("move", "rehearse", CODE, "--profile", "overstap").data["rehearsal"]
    assert giver("move", "rehearsals", uid).data["state"] == "waiting"
    run(uid)
    found = giver("move", "rehearsals", uid)
    assert found.code == Exit.DONE
    assert found.data["clean"] is True
    assert found.data["forecast"]["milliseconds"] > 0
    assert found.data["parts"][0]["result"]["clean"] is True
    assert [one["uid"] for one in giver("move", "rehearsals").data] == [uid]


@pytest.mark.parametrize("side", ["giver", "receiver"])
def test_either_party_rehearses_a_move_that_waits(
    giver: Office, receiver: Office, world: TwoOffices, side: str
) -> None:
    move = offer(world)
    accept(world, move)
    office = giver if side == "giver" else receiver
    uid = office("move", "rehearse", "--move", move).data["rehearsal"]
    run(uid)
    assert office("move", "rehearsals", uid).data["move_uid"] == str(move)


def test_it_needs_administrations_or_a_move(giver: Office) -> None:
    for words in ((), (CODE, "--move", "11111111-1111-1111-1111-111111111111")):
        assert giver("move", "rehearse", *words).code == Exit.USAGE
    assert giver("move", "rehearse", "--move", "x").data["error"] == "MOVE-NOT-FOUND"
    assert giver("move", "rehearse", "none-such").data["error"] == "ADMINISTRATION-NOT-FOUND"
    assert giver("move", "rehearse", CODE, "--profile", "no-such").code != Exit.DONE


def test_others_find_nothing(giver: Office, receiver: Office) -> None:
    uid = giver("move", "rehearse", CODE).data["rehearsal"]
    assert receiver("move", "rehearsals", uid).data["error"] == "REHEARSAL-NOT-FOUND"
    assert receiver("move", "rehearsals").data == []


def test_people_read_it_in_words(command: Command, world: TwoOffices) -> None:
    words = ("--as", world.alice.email, "--language", "en")
    ordered = command(*words, "move", "rehearse", CODE, "--environment", world.giver.slug)
    uid = next(word for word in ordered.out.split() if word.count("-") == 4)
    run(uid)
    shown = command(*words, "move", "rehearsals", uid, "--environment", world.giver.slug)
    assert "nothing can be saved for about" in shown.out
    assert "passed" in shown.out
    listed = command(*words, "move", "rehearsals", "--environment", world.giver.slug)
    assert "Bakkerij Jansen" in listed.out
