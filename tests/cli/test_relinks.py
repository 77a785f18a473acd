"""Connections, changes of connection and the practice package at the command line (R001 to R034, R044 to R061)."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from overstap.cli.errors import Exit
from overstap.connectors.practice import environments
from overstap.tenancy.roles import Role
from tests.cli.running import Command
from tests.cli.test_moves import Office
from tests.moves.conftest import world
from tests.moves.relinks.world import TWINFIELD, Packages, move_in_package, packages, play, row_of
from tests.moves.world import TwoOffices
from tests.tenancy.people import join, make_person

__all__ = ["world"]


@pytest.fixture
def here(world: TwoOffices, settings: Settings, tmp_path: Path) -> Packages:
    """Alice's office with its packages."""
    play(settings, tmp_path / "practice")
    return packages(world)


@pytest.fixture
def alice(command: Command, here: Packages) -> Office:
    """Alice at the command line."""
    return Office(command, here.world.alice.email, here.world.giver.slug)


def test_r031_checked_done_looked_at_and_undone(alice: Office, here: Packages) -> None:
    assert alice("relink", "check", "T1", "--to", here.south).data[0]["problems"]  # R018: the package first
    move_in_package("T1", "Z-9")
    (checked,) = alice("relink", "check", "T1", "--to", here.south, "--set", "T1=Z-9").data
    assert (checked["from"], checked["to"], checked["new_code"], checked["problems"]) == ("Noord", "Zuid", "Z-9", [])
    assert row_of(here, "T1").system_id == here.north

    done = alice("relink", "do", "T1", "--to", here.south, "--set", "T1=Z-9", "--agree").data
    assert [part["outcome"] for part in done["parts"]] == ["done"]
    assert row_of(here, "Z-9").system_id == here.south
    assert [one["uid"] for one in alice("relink", "list").data] == [done["uid"]]
    tried = alice("relink", "try", done["uid"]).data  # R020, R021, R026
    assert (tried["parts"][0]["check"]["works"], tried["parts"][0]["check"]["listed"]) == (True, True)

    environments.move(TWINFIELD, "Z-9", "zuid", "noord", "T1")
    assert alice("relink", "undo", done["uid"]).data["parts"][0]["outcome"] == "undone"
    assert row_of(here, "T1").system_id == here.north
    again = alice("relink", "undo", done["uid"])
    assert (again.code, again.data["error"]) == (Exit.REFUSED, "RELINK-UNDO-ENDED")


def test_without_agreement_the_terms_are_shown(alice: Office, here: Packages) -> None:
    move_in_package("T1")
    answer = alice("relink", "do", "T1", "--to", here.south)
    assert (answer.code, answer.data["error"]) == (Exit.REFUSED, "CONSENT-MISSING")
    assert answer.data["facts"]["terms"]
    assert row_of(here, "T1").system_id == here.north


def test_r002_r004_another_package_is_refused_with_the_reason(alice: Office, here: Packages) -> None:
    answer = alice("relink", "check", "T1", "--to", here.exact)
    assert (answer.code, answer.data["error"]) == (Exit.REFUSED, "RELINK-OTHER-PACKAGE")
    assert "from Exact Online to Boekhoudgemak & Multivers is not" in answer.data["remedy"]


def test_r010_r014_the_operator_executes_what_a_superuser_asks(alice: Office, here: Packages, command: Command) -> None:
    """R016, R017: the answers are given beforehand, and the operator sees what they mean."""
    asked = alice("relink", "ask", "T1", "T2", "--to", here.south, "--package-move", "not-yet", "--agree").data
    assert (asked["state"], asked["fee"]) == ("asked", "75.00")
    waiting = command("--json", "relink", "order", "list", asked["uid"]).data
    assert {one["check"] for one in waiting["problems"]} >= {"relink-left"}
    assert command("--json", "relink", "order", "execute", asked["uid"]).code == Exit.NEEDS_PERSON
    for person in (here.world.alice, here.world.dora):
        refused = command("--as", person.email, "--json", "relink", "order", "execute", asked["uid"])
        assert refused.data["error"] == "OPERATOR-ONLY"
    assert alice("relink", "withdraw", asked["uid"]).code == Exit.DONE

    move_in_package("T1")
    asked = alice("relink", "ask", "T1", "--to", here.south, "--agree").data
    assert asked["uid"] in [one["order"]["uid"] for one in command("--json", "relink", "order", "list").data]
    done = command("--json", "relink", "order", "execute", asked["uid"]).data
    assert done["order"]["state"] == "executed"
    assert row_of(here, "T1").system_id == here.south


def test_the_operator_declines_with_a_reason(alice: Office, here: Packages, command: Command) -> None:
    asked = alice("relink", "ask", "T1", "--to", here.south, "--agree").data["uid"]
    assert command("--json", "relink", "order", "decline", asked, "--reason", " ").data["error"] == "RELINK-REASON"
    assert command("--json", "relink", "order", "decline", asked, "--reason", "Nee").code == Exit.DONE
    shown = alice("relink", "show", asked).data
    assert (shown["state"], shown["reason"]) == ("declined", "Nee")


def test_r047_who_is_no_superuser_is_told_whom_to_ask(command: Command, here: Packages) -> None:
    eva = make_person("Eva")
    join(here.world.alice, here.world.giver.slug, eva, Role.ACCOUNTANT)
    answer = Office(command, eva.email, here.world.giver.slug)("relink", "do", "T1", "--to", here.south, "--agree")
    assert (answer.code, answer.data["error"]) == (Exit.NEEDS_PERSON, "ROLE-MISSING")
    assert "Alice" in answer.data["remedy"]


@pytest.mark.parametrize("arguments", [
    ("relink", "show", "no-number"),
    ("relink", "do", "T1", "--to", "99999999999999999999", "--agree"),
    ("relink", "check", "T9", "--to", "1"),
    ("relink", "check", "T1", "--to", "1", "--set", "T2=X"),
    ("relink", "check", "--to", "1"),
    ("system", "test", "0"),
    ("system", "add", "spreadsheet"),
    ("system", "codes", "house\x00"),
])  # fmt: skip
def test_what_makes_no_sense_is_never_a_fault(alice: Office, here: Packages, arguments: tuple[str, ...]) -> None:
    answer = alice(*arguments)
    assert answer.code in (Exit.USAGE, Exit.REFUSED, Exit.NEEDS_PERSON)
    assert answer.data["error"]


def test_r029_r045_connections_are_added_tested_renamed_and_removed(
    alice: Office, here: Packages, command: Command
) -> None:
    assert command("--json", "practice", "add", "twinfield", "oost", "9", "Negen").code == Exit.DONE
    made = alice("system", "add", "twinfield", "--name", "Oost", "--reference", "oost").data["connection"]
    assert alice("system", "test", made).data["works"]
    assert command("--json", "practice", "answer", "twinfield", "oost", "--no-answers").code == Exit.DONE
    away = alice("system", "test", made)
    assert (away.code, away.data["error"]) == (Exit.TRY_LATER, "PACKAGE-AWAY")
    assert alice("system", "rename", made, "Oostelijk").code == Exit.DONE
    assert "Oostelijk" in [one["called"] for one in alice("system", "list").data]
    assert alice("system", "remove", made).code == Exit.DONE
    assert alice("system", "remove", here.north).data["error"] == "SYSTEM-IN-USE"  # R028


def test_r059_r061_what_can_be_picked_is_fetched_and_leaves_out_what_is_here(
    alice: Office, here: Packages, command: Command
) -> None:
    for arguments in (("add", "twinfield", "zuid", "1001", "Hier al"), ("add", "twinfield", "zuid", "Z-1", "Nieuw")):
        assert command("--json", "practice", *arguments).code == Exit.DONE
    lists = {one["name"]: one["administrations"] for one in alice("system", "codes", "twinfield").data}
    assert [one["code"] for one in lists["Zuid"]] == ["ANDER", "Z-1"]


def test_r018_the_practice_package_moves_an_administration(here: Packages, command: Command) -> None:
    moved = command("--json", "practice", "move", "twinfield", "T1", "--from", "noord", "--to", "zuid")
    assert moved.code == Exit.DONE
    assert command("--json", "practice", "move", "twinfield", "T1", "--from", "noord", "--to", "zuid").data["error"]
    assert command("--json", "practice", "remove", "twinfield", "zuid", "T1").code == Exit.DONE
    held = {one["reference"]: set(one["administrations"]) for one in command("--json", "practice", "list").data}
    assert "T1" not in held["noord"] | held["zuid"]
    person = command("--as", here.world.alice.email, "--json", "practice", "list")
    assert person.data["error"] == "OPERATOR-ONLY"


def test_people_read_tables(command: Command, here: Packages) -> None:
    move_in_package("T1")
    asked = ("--as", here.world.alice.email, "--environment", here.world.giver.slug)
    shown = command(*asked[:2], "relink", "do", "T1", "T2", "--to", here.south, "--agree", *asked[2:]).out
    for text in ("Noord → Zuid", "Bakker T1", "Bakker T2"):
        assert text in shown
    for words in (("system", "list"), ("relink", "list"), ("system", "codes", "twinfield")):
        assert command(*asked[:2], *words, *asked[2:]).code == Exit.DONE
    for words in (("practice", "list"), ("relink", "order", "list")):
        assert command(*words).code == Exit.DONE
