"""``overstap coupling``: the steps of the wizard at the command line."""

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from overstap.cli.errors import Exit
from tests.cli.running import Command
from tests.cli.test_moves import Office, giver, receiver
from tests.connectors.exact_online.driven import BLOCKED, BOOKS, EMPTY
from tests.coupling.builder import connected, worked
from tests.moves.conftest import world
from tests.moves.conversions.packages import Playing
from tests.moves.world import TwoOffices

__all__ = ["giver", "receiver", "world"]


@pytest.fixture
def exact(
    command: Command, world: TwoOffices, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Playing]:
    """Exact Online, connected; an operator switched coupling on at the command line."""
    assert command("coupling", "on", world.giver.slug, "--json").data["on"] is True
    with connected(world, settings, monkeypatch) as playing:
        yield playing


def test_an_operator_switches_it_on_and_off(command: Command, giver: Office, world: TwoOffices) -> None:
    """R194: off until then, and only an operator may."""
    refused = giver("coupling", "status")
    assert (refused.code, refused.data["error"]) == (Exit.NEEDS_SETTING, "COUPLING-OFF")
    assert command("--as", world.alice.email, "coupling", "on", world.giver.slug, "--json").code == Exit.REFUSED
    assert "is on" in command("--language", "en", "coupling", "on", world.giver.slug).out
    assert giver("coupling", "status").data["stage"] == "connect"
    assert command("coupling", "off", world.giver.slug, "--json").data["on"] is False
    assert giver("coupling", "status").data["error"] == "COUPLING-OFF"
    assert command("coupling", "on", "er-is-niets", "--json").data["error"] == "ENVIRONMENT-NOT-FOUND"


def test_it_goes_from_begin_to_finish(giver: Office, world: TwoOffices, exact: Playing) -> None:
    """R196 to R223."""
    begun = giver("coupling", "begin").data
    assert begun["stage"] == "select"
    assert {one["code"] for one in begun["connections"][0]["choices"]} >= {BOOKS, EMPTY, BLOCKED}
    chosen = giver("coupling", "select", f"{exact.system}:{EMPTY}")
    assert (chosen.code, chosen.data["stage"]) == (Exit.DONE, "configure")
    (one,) = chosen.data["administrations"]
    configured = giver(
        "coupling", "configure", "--treatment", "by-hand", "--code", f"{one['number']}=042", "--lead", "phone=here"
    )
    assert configured.data["administrations"][0]["code"] == "042"
    assert configured.data["treatment"] == "by_hand"
    assert giver("coupling", "confirm").data["error"] == "COUPLING-NOT-CONFIRMED"
    assert giver("coupling", "confirm", "--understood", "--no-tell-colleagues").data["stage"] == "fetching"
    assert giver("coupling", "progress").data["progress"]["of"] == 1
    worked(world)
    numbers = [str(each["number"]) for each in giver("coupling", "findings").data if each["severity"] == "error"]
    if numbers:
        giver("coupling", "findings", *(word for number in numbers for word in ("--accept", number)))
    assert giver("coupling", "match").data["stage"] == "matching"
    assert giver("coupling", "read-again").data["stage"] == "fetching"
    worked(world)
    assert giver("coupling", "matched").data["stage"] == "fetching"  # what changed meanwhile is read first
    worked(world)
    refused = giver("coupling", "finish")
    assert (refused.code, refused.data["error"]) == (Exit.NEEDS_PERSON, "COUPLING-OPEN")
    number = str(one["number"])
    offered = giver("coupling", "settings", number).data
    assert offered["complete"] is False
    wrong = giver("coupling", "settings", number, "--set", "journal=x")
    assert wrong.data["error"] == "COUPLING-SETTING"
    kept = giver("coupling", "settings", number, "--set", "vat_zero=0", "--contacts-back").data
    assert (kept["complete"], kept["contacts_back"]) == (True, True)
    assert giver("coupling", "finish").data["stage"] == "running"
    more = giver("coupling", "select", f"{exact.system}:{BOOKS}").data
    assert [each["foreign"] for each in more["administrations"]] == [EMPTY, BOOKS]
    assert giver("coupling", "leave").data["stage"] == "running"
    assert giver("coupling", "uncouple", number).data["administrations"] == []


@pytest.mark.parametrize(
    "words",
    [
        ("select", "100001"),
        ("select", "x:100001"),
        ("configure", "--code", "1"),
        ("configure", "--code", "x=001"),
        ("configure", "--lead", "shoe=1"),
        ("settings", "1", "--set", "shoe=1"),
        ("settings", "x"),
    ],
)
def test_slips_of_the_pen_change_nothing(giver: Office, exact: Playing, words: tuple[str, ...]) -> None:
    assert giver("coupling", *words).code == Exit.USAGE
    assert giver("coupling", "status").data["administrations"] == []


def test_others_have_a_coupling_of_their_own(giver: Office, receiver: Office, exact: Playing) -> None:
    giver("coupling", "begin")
    assert receiver("coupling", "status").data["error"] == "COUPLING-OFF"


def test_people_read_it_in_words(command: Command, world: TwoOffices, exact: Playing) -> None:
    words = ("--as", world.alice.email, "--language", "en", "coupling")
    at = ("--environment", world.giver.slug)
    assert "Bakkerij Jansen" in command(*words, "begin", *at).out
    shown = command(*words, "select", f"{exact.system}:{BOOKS}", *at)
    assert "to be configured" in shown.out
    assert "not read yet" in shown.out
