"""``overstap operator``."""

import uuid

from overstap.moves import flow
from overstap.moves.values import MoveState
from tests.cli.running import Command
from tests.moves import running
from tests.moves.conftest import world
from tests.moves.world import TwoOffices, accept, offer
from tests.tenancy.operators.people import make_operator
from tests.tenancy.operators.test_queue import failed_job
from tests.tenancy.people import make_person, unique

__all__ = ["world"]


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


def test_environments_and_licences(command: Command, world: TwoOffices) -> None:
    """R043: as on the page."""
    slug = world.giver.slug
    (row,) = command("operator", "environments", "--search", slug, "--json").data["environments"]
    assert (row["slug"], row["people"], row["administrations"]) == (slug, 2, 1)
    one = command("operator", "environment", slug, "--json").data
    assert {member["email"] for member in one["members"]} == {world.alice.email, world.bob.email}
    assert (
        command("operator", "licence", slug, "--tier", "premium", "--number", "NL-5", "--json").data["number"] == "NL-5"
    )
    refused = command("operator", "licence", "nowhere", "--tier", "trial", "--json")
    assert refused.data["error"] == "ENVIRONMENT-NOT-FOUND"
    assert slug in command("operator", "environments").out


def test_orders_and_resuming(command: Command, world: TwoOffices) -> None:
    uid = offer(world)
    accept(world, uid)
    running.run(uid, until=MoveState.CARRIED)
    flow.give_up(RuntimeError("a fault"), str(uid))
    (row,) = command("operator", "orders", "--environment", world.giver.slug, "--json").data["orders"]
    assert (row["uid"], row["state"], row["waits_for"]) == (str(uid), "failed", ["operator"])
    assert "UNFORESEEN" in command("operator", "order", uid).out
    assert command("operator", "resume", uid, "--reason", "Verholpen").code == 0
    assert command("operator", "resume", uid, "--reason", "Nog eens", "--json").data["error"] == "MOVE-STATE"
    assert command("operator", "order", uuid.uuid4(), "--json").data["error"] == "MOVE-NOT-FOUND"
    refused = command("--as", world.alice.email, "operator", "orders", "--json")
    assert (refused.code, refused.data["error"]) == (3, "OPERATOR-ONLY")


def test_the_queue_and_trying_again(command: Command) -> None:
    number = failed_job(unique("job"))
    told = command("operator", "queue", "--json").data
    assert number in {job["number"] for job in told["failed"]}
    assert "TEST-REFUSED" in command("operator", "queue").out
    assert command("operator", "retry-job", number).code == 0
    assert command("operator", "retry-job", number, "--json").data["error"] == "JOB-NOT-FAILED"
    assert command("operator", "retry-mail", "nothing", "--json").data["error"] == "MAIL-NOT-FAILED"


def test_the_audit_log_of_the_installation(command: Command, world: TwoOffices) -> None:
    slug = world.giver.slug
    lines = command("operator", "audit", "--environment", slug, "--json").data["lines"]
    assert lines
    assert {line["environment"] for line in lines} == {slug}
    assert command("operator", "audit", "--environment", slug, "--last", "2020-01-01", "--json").data["lines"] == []
    assert command("operator", "audit", "--person", world.alice.email).code == 0
