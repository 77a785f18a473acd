"""Tokens at the command line."""

from overstap.tenancy.tokens import entering
from tests.cli.running import Command
from tests.cli.test_moves import Office, giver
from tests.moves.conftest import world
from tests.moves.world import TwoOffices

__all__ = ["giver", "world"]


def test_a_token_is_made_listed_and_revoked(giver: Office, world: TwoOffices) -> None:
    made = giver("token", "make", "Scanner", "--scope", "documents:write", "--days", "30").data
    assert entering.bearer(made["token"], "192.0.2.1").person == world.alice
    (row,) = giver("token", "list").data
    assert (row["name"], row["scopes"], row["state"]) == ("Scanner", ["documents:write"], "active")
    assert made["token"] not in str(row)
    assert giver("token", "revoke", made["uid"]).data["revoked"] is True
    assert giver("token", "list").data[0]["state"] == "revoked"


def test_people_see_the_token_once(command: Command, world: TwoOffices) -> None:
    words = ("--as", world.alice.email, "--language", "en")
    shown = command(*words, "token", "make", "Scanner", "--environment", world.giver.slug)
    assert "ovs_" in shown.out
    assert "not shown again" in shown.out
    listed = command(*words, "token", "list", "--environment", world.giver.slug)
    assert "Scanner" in listed.out


def test_it_refuses_what_cannot_be(giver: Office, command: Command, world: TwoOffices) -> None:
    assert giver("token", "make", "Scanner", "--days", "0").data["error"] == "TOKEN-DAYS"
    assert giver("token", "make", " ").data["error"] == "NAME-MALFORMED"
    assert giver("token", "make", "x", "--scope", "everything").data["error"] == "TOKEN-SCOPES"
    uid = giver("token", "make", "Scanner").data["uid"]
    bob = Office(command, world.bob.email, world.giver.slug)
    assert bob("token", "revoke", uid).data["error"] == "TOKEN-NOT-FOUND"
    assert bob("token", "list").data == []
