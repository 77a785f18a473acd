"""Takeovers at the command line."""

from datetime import timedelta

import pytest

from overstap.cli.errors import Exit
from overstap.lib import clock
from overstap.moves.values import MoveState
from tests.cli.running import Command
from tests.cli.test_moves import Office, giver, receiver
from tests.moves import running
from tests.moves.conftest import world
from tests.moves.takeovers.asking import CLIENT, CLIENT_EMAIL, token_in_mail
from tests.moves.world import CODE, TwoOffices, add_administration, code_in_mail

__all__ = ["giver", "receiver", "world"]
WHO = ("--client-name", CLIENT, "--client-email", CLIENT_EMAIL)


def asked(receiver: Office, world: TwoOffices, *more: str) -> str:
    return str(receiver("takeover", "request", world.giver.slug, "Bakkerij Jansen", *WHO, *more).data["move"])


def test_a_whole_takeover_by_hand(giver: Office, receiver: Office, command: Command, world: TwoOffices) -> None:
    """R230 to R235, R238: request, choose, approve three times, release, invite."""
    uid = asked(receiver, world, "--managed", "bank-connections=client")
    chosen = giver("takeover", "scope", uid, CODE).data
    assert chosen["state"] == "offered"
    assert [one["old_code"] for one in chosen["administrations"]] == [CODE]
    assert chosen["managed"] == {"bank-connections": "client"}
    shown = giver("takeover", "approve", uid).data
    assert (shown["may_answer"], bool(shown["terms"])) == (True, True)
    assert giver("takeover", "approve", uid, "--scope", shown["scope"], "--agree").code == Exit.DONE
    assert receiver("takeover", "approve", uid, "--scope", shown["scope"], "--agree").code == Exit.DONE
    token = token_in_mail(parse(uid))
    by_client = command("takeover", "link", token, "--json").data
    assert by_client["reader"] == "client"
    done = command("takeover", "link", token, "--scope", by_client["scope"], "--agree", "--json").data
    assert done["state"] == "agreed"
    assert running.run(parse(uid)) == MoveState.DELIVERED
    assert receiver("move", "release", uid).code == Exit.DONE
    assert receiver("takeover", "invite-client", uid).data["email"] == CLIENT_EMAIL
    [row] = receiver("takeover", "list").data
    assert (row["uid"], row["client"], row["state"]) == (uid, CLIENT, "released")


def test_without_the_hash_of_what_was_shown_nothing_is_approved(
    giver: Office, receiver: Office, world: TwoOffices
) -> None:
    uid = asked(receiver, world)
    giver("takeover", "scope", uid, CODE)
    answer = giver("takeover", "approve", uid, "--agree")
    assert (answer.code, answer.data["error"]) == (Exit.REFUSED, "SCOPE-CHANGED")


def test_other_codes_ask_everybody_again(giver: Office, receiver: Office, world: TwoOffices) -> None:
    uid = asked(receiver, world)
    before = giver("takeover", "scope", uid, CODE).data["scope"]
    giver("takeover", "approve", uid, "--scope", before, "--agree")
    after = receiver("takeover", "codes", uid, f"{CODE}=K-1").data
    assert after["changed"] == "codes"
    assert {one["stand"] for one in after["parties"]} == {"waiting"}
    assert after["scope"] != before


def test_a_refusal_has_a_reason(giver: Office, receiver: Office, world: TwoOffices) -> None:
    uid = asked(receiver, world)
    assert giver("takeover", "refuse", uid).data["error"] == "REASON-MISSING"
    assert giver("takeover", "refuse", uid, "--reason", "geen klant van ons").data["state"] == "rejected"
    assert receiver("takeover", "status", uid).data["state"] == "rejected"


def test_the_client_refuses_or_asks_for_an_export(
    giver: Office, receiver: Office, command: Command, world: TwoOffices
) -> None:
    uid = asked(receiver, world)
    token = token_in_mail(parse(uid))
    assert command("takeover", "link", token, "--export", "--json").data["export_asked_at"]
    assert giver("takeover", "export-done", uid).code == Exit.DONE
    both = command("takeover", "link", token, "--export", "--agree", "--json")
    assert both.code == Exit.USAGE
    refused = command("takeover", "link", token, "--refuse", "--reason", "liever niet", "--json").data
    assert refused == {"state": "rejected"}
    unknown = command("takeover", "link", "x" * 43, "--json")
    assert (unknown.code, unknown.data["error"]) == (Exit.REFUSED, "LINK-UNKNOWN")


def test_the_client_and_the_moment_of_an_offer(giver: Office, receiver: Office, world: TwoOffices) -> None:
    """R234: a transfer code for the receiver and a personal link for the client."""
    when = (clock.now() + timedelta(days=3)).astimezone(clock.AMSTERDAM).strftime("%d-%m-%Y %H:%M")
    offered = giver(
        "move", "offer", CODE, "--to", world.dora.email, "--profile", "overstap", *WHO, "--at", when, "--agree"
    ).data  # fmt: skip
    accepted = receiver("move", "receive", code_in_mail(parse(offered["move"])), "--agree")
    assert accepted.code == Exit.DONE
    found = receiver("takeover", "status", offered["move"]).data
    assert [one["stand"] for one in found["parties"]] == ["approved", "waiting", "approved"]
    assert found["run_at"]


@pytest.mark.parametrize("text", ["morgen", "2026-13-01 10:00", "99-99-9999 99:99"])
def test_what_is_no_moment_is_not_understood(receiver: Office, world: TwoOffices, text: str) -> None:
    answer = receiver("takeover", "request", world.giver.slug, "x", *WHO, "--at", text)
    assert answer.code == Exit.USAGE


def test_people_read_what_waits_for_whom(command: Command, receiver: Office, giver: Office, world: TwoOffices) -> None:
    add_administration(world, "1002", "Jansen Holding B.V.")
    uid = asked(receiver, world)
    giver("takeover", "scope", uid, CODE, "1002")
    shown = command("--as", world.dora.email, "takeover", "status", uid)
    for text in (CLIENT, "Jansen Holding B.V.", "--agree"):
        assert text in shown.out
    assert CLIENT in command("--as", world.dora.email, "takeover", "list").out


def parse(uid: str):  # type: ignore[no-untyped-def]
    from uuid import UUID

    return UUID(uid)
