"""People who worked in what came here, at the command line (R066 to R070, R082 to R084, R189)."""

from typing import Any

import pytest

from overstap.cli.errors import Exit
from overstap.tenancy import changes, people
from overstap.tenancy.roles import Role
from tests.cli.running import Answer, Command
from tests.moves.conftest import world
from tests.moves.people.helpers import accept_invitation, colleague, former, may_open, member_here, released
from tests.moves.world import NEW_CODE, TwoOffices, act

__all__ = ["world"]


class Dora:
    """The command as Dora types it at her own office."""

    def __init__(self, command: Command, world: TwoOffices) -> None:
        self._command, self._world = command, world

    def __call__(self, *words: object, language: str = "en") -> Answer:
        here = ("--as", self._world.dora.email, "--environment", self._world.receiver.slug, "--language", language)
        return self._command("former", *words, *here)

    def data(self, *words: object) -> Any:
        answer = self(*words, "--json")
        assert answer.code == Exit.DONE, answer.out
        return answer.data


@pytest.fixture
def dora(command: Command, world: TwoOffices) -> Dora:
    return Dora(command, world)


def test_the_list_names_who_had_which_role_where(dora: Dora, world: TwoOffices) -> None:
    """R067, G7: as JSON and in both languages."""
    uid = released(world)
    rows = {row["name"]: row for row in dora.data("list", "--move", uid)}
    assert (rows["Bob"]["role"], rows["Bob"]["roles"][0]["code_here"], rows["Bob"]["state"]) == (
        "sme_bookkeeper", NEW_CODE, "waiting")  # fmt: skip
    assert "Not invited yet" in dora("list").out
    assert "Nog niet uitgenodigd" in dora("list", language="nl").out
    assert dora.data("list", "--search", "nobody") == []


def test_it_invites_several_and_another_role(dora: Dora, world: TwoOffices) -> None:
    """R067, R189"""
    colleague(world, "Anna", Role.ACCOUNTANT)
    released(world)
    invited = dora.data("invite", former(world, "Anna").uid, former(world, "Bob").uid)["invited"]
    assert sorted(invited) == sorted([former(world, "Anna").email, world.bob.email])
    dora.data("invite", former(world, "Alice").uid, "--role", "client_user")
    assert former(world, "Alice").invited_role == Role.CLIENT_USER
    accept_invitation(world, world.bob)
    assert may_open(world) == {"Bob"}


def test_it_links_and_undoes_that(dora: Dora, world: TwoOffices) -> None:
    """G8, G9"""
    released(world)
    erik, bob = member_here(world, "Erik"), former(world, "Bob").uid
    assert dora.data("link", bob, erik.email, "--reason", "Has his work")["administrations"] == [NEW_CODE]
    assert dora.data("restore", bob)["administrations"] == []
    assert dora.data("unlink", bob, "--reason", "A mistake")["administrations"] == [NEW_CODE]
    told = dora.data("show", bob)
    assert [event["kind"] for event in told["events"]] == ["unlinked", "linked", "kept"]
    assert "A mistake" in dora("show", bob).out


def test_it_puts_aside(dora: Dora, world: TwoOffices) -> None:
    released(world)
    bob = former(world, "Bob").uid
    dora.data("put-aside", bob, "--reason", "Asked us to")
    assert world.bob.email not in dora("show", bob).out


def test_it_gives_oneself_and_colleagues_access(dora: Dora, world: TwoOffices) -> None:
    """R083, R084: to everything of the move; oneself when nobody is named."""
    uid = released(world)
    erik = member_here(world, "Erik")
    assert dora.data("access", uid)["people"] == 1
    assert may_open(world) == {"Dora"}
    assert dora.data("access", uid, erik.email)["people"] == 1
    assert may_open(world) == {"Dora", "Erik"}


def test_an_invitation_is_declined_by_its_code(command: Command, world: TwoOffices) -> None:
    """R067"""
    with act(world.dora, world.receiver.slug) as actor:
        people.invite(actor=actor, email=world.bob.email, role=Role.ACCOUNTANT)
        token = changes.resend_invitation(actor=actor, email=world.bob.email)
    refused = command("former", "decline", token, "--as", world.charlie.email, "--json")
    assert (refused.code, refused.data["error"]) == (Exit.REFUSED, "INVITATION-UNKNOWN")
    assert command("former", "decline", token, "--reason", "No time", "--json").data["declined"] is True
    assert command("former", "decline", token, "--json").data["error"] == "INVITATION-DECLINED"


@pytest.mark.parametrize(("words", "code"), [
    (("show", "x"), "FORMER-NOT-FOUND"),
    (("invite", "00000000-0000-4000-8000-000000000000"), "FORMER-NOT-FOUND"),
    (("access", "00000000-0000-4000-8000-000000000000"), "MOVE-NOT-FOUND"),
])  # fmt: skip
def test_what_is_not_there_is_refused_in_words(dora: Dora, words: tuple[str, ...], code: str) -> None:
    answer = dora(*words, "--json")
    assert (answer.code, answer.data["error"]) == (Exit.REFUSED, code)


def test_the_giver_finds_nobody(command: Command, world: TwoOffices) -> None:
    """G7: names and addresses are the receiver's to see."""
    released(world)
    answer = command("former", "list", "--as", world.alice.email, "--environment", world.giver.slug, "--json")
    assert answer.data == []
    bob = command("former", "list", "--as", world.bob.email, "--environment", world.giver.slug, "--json")
    assert bob.data["error"] == "ROLE-MISSING"
