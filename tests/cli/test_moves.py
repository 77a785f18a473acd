"""Moves at the command line (profile transfer-code, R035 to R099)."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from pytest_django.fixtures import Settings

from overstap.cli.errors import Exit
from overstap.connectors.practice import environments
from overstap.lib import clock
from overstap.moves.values import MoveState
from overstap.tenancy.roles import Role
from tests.cli.running import Answer, Command
from tests.moves import running
from tests.moves.conftest import world
from tests.moves.relinks.world import TWINFIELD, connect, packages, play
from tests.moves.world import CODE, NEW_CODE, TwoOffices, administration_of, code_in_mail, offer
from tests.tenancy.people import join, make_person

__all__ = ["world"]


class Office:
    """The command as one person types it in one environment."""

    def __init__(self, command: Command, email: str, slug: str) -> None:
        self._command, self._email, self._slug = command, email, slug

    def __call__(self, *arguments: object) -> Answer:
        return self._command("--as", self._email, *arguments, "--environment", self._slug, "--json")


@pytest.fixture
def giver(command: Command, world: TwoOffices) -> Office:
    """Alice."""
    return Office(command, world.alice.email, world.giver.slug)


@pytest.fixture
def receiver(command: Command, world: TwoOffices) -> Office:
    """Dora."""
    return Office(command, world.dora.email, world.receiver.slug)


def test_a_whole_move_by_hand(giver: Office, receiver: Office, world: TwoOffices) -> None:
    offered = giver("move", "offer", CODE, "--to", world.dora.email, "--agree").data
    code = code_in_mail(offered["move"])

    shown = receiver("move", "receive", code).data  # R036: terms and costs before anything is agreed
    assert shown["terms"]
    assert shown["fee"] == "0.00"
    assert [one["code"] for one in shown["administrations"]] == [CODE]

    accepted = receiver("move", "receive", code, "--agree", "--set", f"{CODE}={NEW_CODE}").data
    assert accepted == {"move": offered["move"], "state": "agreed"}
    assert running.run(accepted["move"]) == MoveState.DELIVERED

    status = receiver("move", "status", offered["move"], "--wait").data
    assert status["state"] == "delivered"
    assert status["parts"][0]["verification"]["clean"]

    assert receiver("move", "release", offered["move"]).data["proof_sha256"]
    books = ["books", "trial-balance", "--administration", NEW_CODE]
    assert receiver(*books).data["error"] == "ADMINISTRATION-NOT-FOUND"  # R082
    assert receiver("access", "give", NEW_CODE, world.dora.email).code == Exit.DONE  # R083
    assert receiver(*books).data

    assert receiver("move", "take-back", offered["move"], "--reason", "oops").data["state"] == "taking_back"
    running.run(offered["move"])
    assert giver("move", "status", offered["move"]).data["state"] == "taken_back"


def test_without_agreement_the_terms_are_shown_and_nothing_is_offered(giver: Office, world: TwoOffices) -> None:
    answer = giver("move", "offer", CODE, "--to", world.dora.email)
    assert (answer.code, answer.data["error"]) == (Exit.REFUSED, "CONSENT-MISSING")
    assert answer.data["facts"]["terms"]
    assert giver("move", "status").data == []


def test_r047_r048_who_is_no_superuser_is_told_by_name_whom_to_ask(command: Command, world: TwoOffices) -> None:
    eva = make_person("Eva")
    join(world.alice, world.giver.slug, eva, Role.ACCOUNTANT)
    answer = Office(command, eva.email, world.giver.slug)("move", "offer", CODE, "--to", world.dora.email, "--agree")
    assert (answer.code, answer.data["error"]) == (Exit.NEEDS_PERSON, "ROLE-MISSING")
    assert answer.data["facts"]["superusers"] == ["Alice"]
    assert "Alice" in answer.data["remedy"]


@pytest.mark.parametrize("typed", ["nonsense", "0000-0000-0000-0000-0000-0000-0000"])
def test_a_wrong_code_is_refused_and_logged(receiver: Office, typed: str) -> None:
    answer = receiver("move", "receive", typed, "--agree")
    assert answer.code == Exit.REFUSED
    assert answer.data["error"] in ("CODE-MISTYPED", "CODE-UNKNOWN")
    newest = receiver("audit").data[0]
    assert (newest["action"], newest["outcome"], newest["code"]) == ("move.accept", "refused", answer.data["error"])


def test_a_code_is_not_written_in_the_audit_log(receiver: Office, world: TwoOffices) -> None:
    code = code_in_mail(offer(world))
    assert receiver("move", "receive", code, "--agree", "--set", "9999=X").data["error"] == "ADMINISTRATION-NOT-OFFERED"
    assert code not in str(receiver("audit").data)


def test_a_code_works_once(receiver: Office, world: TwoOffices) -> None:
    code = code_in_mail(offer(world))
    assert receiver("move", "receive", code, "--agree").code == Exit.DONE
    again = receiver("move", "receive", code, "--agree")
    assert (again.code, again.data["error"]) == (Exit.REFUSED, "CODE-USED")


def test_r096_a_code_expires_after_fifteen_days(receiver: Office, world: TwoOffices) -> None:
    code = code_in_mail(offer(world))
    with clock.moved_by(timedelta(days=15, seconds=1)):
        answer = receiver("move", "receive", code)
    assert (answer.code, answer.data["error"]) == (Exit.REFUSED, "CODE-EXPIRED")


def test_too_many_wrong_codes_have_to_wait(receiver: Office) -> None:
    answers = [receiver("move", "receive", "nonsense") for _ in range(11)]
    assert (answers[-1].code, answers[-1].data["error"]) == (Exit.TRY_LATER, "CODE-TOO-MANY-ATTEMPTS")


def test_an_offer_can_be_rejected_with_a_reason(giver: Office, receiver: Office, world: TwoOffices) -> None:
    uid = offer(world)
    assert receiver("move", "receive", code_in_mail(uid), "--reject", "--reason", "niet nu").data["state"] == "rejected"
    assert giver("move", "status", uid).data["state"] == "rejected"


def test_r091_an_offer_can_be_withdrawn_by_the_giver_alone(giver: Office, receiver: Office, world: TwoOffices) -> None:
    uid = offer(world)
    assert giver("move", "withdraw", uid).data["state"] == "withdrawn"
    assert receiver("move", "receive", code_in_mail(uid)).data["error"] == "CODE-WITHDRAWN"


def test_a_stranger_finds_no_move(command: Command, world: TwoOffices) -> None:
    charlie = Office(command, world.charlie.email, world.elsewhere.slug)
    answer = charlie("move", "status", offer(world))
    assert (answer.code, answer.data["error"]) == (Exit.REFUSED, "MOVE-NOT-FOUND")


def test_preflight_lists_everything_that_has_to_be_mended(command: Command, giver: Office, world: TwoOffices) -> None:
    offer(world)
    answer = giver("move", "offer", CODE, "--to", world.dora.email, "--agree")
    assert (answer.code, answer.data["error"]) == (Exit.NEEDS_PERSON, "PREFLIGHT-FAILED")
    assert "no-other-move" in {problem["check"] for problem in answer.data["facts"]["problems"]}
    shown = command("--as", world.alice.email, "move", "offer", CODE, "--to", world.dora.email, "--agree")
    assert "blocks:" in shown.err
    assert shown.out == ""


def test_r058_of_two_connections_the_one_that_is_named_is_used(
    receiver: Office, world: TwoOffices, settings: Settings, tmp_path: Path
) -> None:
    play(settings, tmp_path)
    packages(world)
    first, second = (connect(world.dora, world.receiver, "twinfield", name) for name in ("Eerste", "Tweede"))
    for reference in ("eerste", "tweede"):
        environments.put(TWINFIELD, reference, "D-1", "Bakker")
    agreed = ("move", "receive", code_in_mail(offer(world, ("T1",))), "--agree", "--set", "T1=D-1")
    assert receiver(*agreed).data["error"] == "PREFLIGHT-FAILED"
    assert receiver(*agreed, "--connection", "T1=north").code == Exit.USAGE
    move = receiver(*agreed, "--connection", f"T1={second}").data["move"]
    running.run(UUID(move))
    assert administration_of(world.dora, world.receiver.slug, "D-1").system_id == second != first
