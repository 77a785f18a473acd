"""Conversions at the command line: draw up, map, write, report."""

import pytest

from overstap.cli.errors import Exit
from overstap.moves.conversions import running
from tests.cli.running import Command
from tests.cli.test_moves import Office, giver, receiver
from tests.moves.conftest import world
from tests.moves.conversions.walking import NEW
from tests.moves.world import CODE, TwoOffices

__all__ = ["giver", "receiver", "world"]


def work(world: TwoOffices, uid: str) -> None:
    while running.advance(uid, world.giver.slug):
        pass


def drawn_up(office: Office) -> str:
    found = office("conversion", "new", "--from", f"house:{CODE}", "--to", f"house:{NEW}", "--make", "Nieuw")
    return str(found.data["uid"])


def test_it_is_read_mapped_written_and_reported(giver: Office, world: TwoOffices) -> None:
    uid = drawn_up(giver)
    assert giver("conversion", "show", uid).data["state"] == "reading"
    work(world, uid)
    assert giver("conversion", "show", uid).data["state"] == "review"
    assert giver("conversion", "map", uid).data == []
    mapped = giver("conversion", "map", uid, "accounts", "--make", "8000=8100", "--all").data
    assert [one["target"] for one in mapped if one["source"] == "8000"] == ["8100"]
    assert giver("conversion", "run", uid).data["state"] == "writing"
    work(world, uid)
    report = giver("conversion", "report", uid)
    assert report.code == Exit.DONE
    assert (report.data["state"], report.data["clean"], report.data["differences"]) == ("done", True, [])
    assert [one["uid"] for one in giver("conversion", "show").data] == [uid]


def test_it_is_called_off(giver: Office) -> None:
    assert giver("conversion", "cancel", drawn_up(giver)).data["state"] == "cancelled"


def test_others_find_nothing(giver: Office, receiver: Office) -> None:
    assert receiver("conversion", "show", drawn_up(giver)).data["error"] == "CONVERSION-NOT-FOUND"


@pytest.mark.parametrize("words", [("1001", f"house:{NEW}"), ("house:", f"house:{NEW}"), ("x:1001", f"house:{NEW}")])
def test_an_end_is_a_connection_and_a_code(giver: Office, words: tuple[str, str]) -> None:
    assert giver("conversion", "new", "--from", words[0], "--to", words[1]).code == Exit.USAGE


def test_a_decision_needs_its_kind(giver: Office, world: TwoOffices) -> None:
    uid = drawn_up(giver)
    work(world, uid)
    assert giver("conversion", "map", uid, "--set", "8000=8100").code == Exit.USAGE
    assert giver("conversion", "map", uid, "accounts", "--set", "8000").code == Exit.USAGE
    assert giver("conversion", "map", uid, "accounts", "--set", "8000=9999").data["error"] == "CONVERSION-PAIR"


def test_people_read_it_in_words(command: Command, world: TwoOffices) -> None:
    words = ("--as", world.alice.email, "--language", "en")
    ends = ("--from", f"house:{CODE}", "--to", f"house:{NEW}", "--make", "Nieuw")
    shown = command(*words, "conversion", "new", *ends, "--environment", world.giver.slug)
    assert "being read" in shown.out
