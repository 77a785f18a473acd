"""Delivery addresses at the command line."""

from overstap.cli.errors import Exit
from overstap.tenancy.addresses.giving import domain
from tests.cli.running import Command
from tests.cli.test_moves import Office, giver, receiver
from tests.moves.conftest import world
from tests.moves.world import CODE, TwoOffices

__all__ = ["giver", "receiver", "world"]


def test_an_address_is_given_listed_and_looked_up(giver: Office, world: TwoOffices) -> None:
    assert giver("address", "list").data == []
    made = giver("address", "give", CODE).data["address"]
    assert made == f"{world.giver.slug}.{CODE}@{domain()}"
    assert [one["state"] for one in giver("address", "list", CODE).data] == ["living"]
    assert giver("address", "resolve", made.upper()).data["here"] is True
    assert giver("address", "give", CODE).code == Exit.REFUSED
    assert giver("address", "style", "random").data == {"style": "random"}
    assert giver("address", "give", CODE, "--days", "5").data["address"].startswith(f"{world.giver.slug}-")
    assert [one["state"] for one in giver("address", "list", CODE).data] == ["living", "forwarding"]
    assert giver("address", "style").data == {"style": "random"}


def test_nobody_else_hears_whose_an_address_is(giver: Office, receiver: Office) -> None:
    made = giver("address", "give", CODE).data["address"]
    assert receiver("address", "resolve", made).data == {"address": made, "state": "unknown"}
    assert receiver("address", "give", CODE).data["error"] == "ADMINISTRATION-NOT-FOUND"
    assert receiver("address", "list", CODE).data["error"] == "ADMINISTRATION-NOT-FOUND"


def test_a_bookkeeper_is_told_whom_to_ask(command: Command, world: TwoOffices) -> None:
    bob = Office(command, world.bob.email, world.giver.slug)
    for words in (("give", CODE), ("list",), ("style", "random"), ("resolve", "a@b.nl")):
        answer = bob("address", *words)
        assert (answer.code, answer.data["error"]) == (Exit.NEEDS_PERSON, "ROLE-MISSING")


def test_people_read_it_in_words(command: Command, world: TwoOffices) -> None:
    words = ("--as", world.alice.email, "--language", "en")
    environment = ("--environment", world.giver.slug)
    given = command(*words, "address", "give", CODE, *environment)
    assert "arrive in 1001" in given.out
    listed = command(*words, "address", "list", *environment)
    assert "in use" in listed.out
    found = command(*words, "address", "resolve", f"{world.giver.slug}.{CODE}@{domain()}", *environment)
    assert "Arrives here" in found.out
