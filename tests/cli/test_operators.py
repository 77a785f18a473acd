"""``overstap operator``."""

from tests.cli.running import Command
from tests.tenancy.operators.people import make_operator
from tests.tenancy.people import make_person, unique


def test_somebody_becomes_an_operator_and_ceases_to_be_one(command: Command) -> None:
    email = f"{unique('olga')}@example.test"
    assert command("operator", "add", email, "--name", "Olga", "--json").data == {"email": email, "name": "Olga"}
    listed = command("operator", "list", "--json").data["operators"]
    assert [one["active"] for one in listed if one["email"] == email] == [True]
    assert command("operator", "remove", email).code == 0
    listed = command("operator", "list", "--json").data["operators"]
    assert [one["active"] for one in listed if one["email"] == email] == [False]


def test_an_operator_may_be_named_and_anybody_else_is_refused(command: Command) -> None:
    olga, alice = make_operator(), make_person("Alice")
    assert command("--as", olga.email, "operator", "list").code == 0
    refused = command("--as", alice.email, "operator", "list", "--json")
    assert (refused.code, refused.data["error"]) == (3, "OPERATOR-ONLY")
