"""Connecting with packages at the command line: by consent, by a key; limits, what a package can do, new keys."""

import io
import sys
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.conf import settings
from pytest_django.fixtures import Settings

from overstap.cli.errors import Exit
from overstap.connectors.credentials.vault import DatabaseVault
from overstap.connectors.port import Connection
from overstap.connectors.values import Kind
from tests.cli.running import Answer, Command
from tests.cli.test_moves import Office
from tests.connectors.little import ADDRESS, CODE, TOKEN
from tests.connectors.little_world import CONSENTING, KEYED, Connected, connected

__all__ = ["connected"]


class Package:
    """Standard input of somebody who opens the address that the command shows, agrees, and pastes where it ends."""

    def __init__(self, shown: pytest.CaptureFixture[str], ends_at: str = "", **changed: str) -> None:
        self._shown, self._ends_at, self._changed = shown, ends_at, changed

    def readline(self) -> str:
        """The one line that is typed."""
        told = self._shown.readouterr().err
        (address,) = [line for line in told.splitlines() if line.startswith(ADDRESS)]
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        answer = {"code": CODE, "state": asked["state"], **self._changed}
        return f"{self._ends_at or asked['redirect']}?{urlencode(answer)}\n"


@pytest.fixture
def alice(connected: Connected, capsys: pytest.CaptureFixture[str]) -> Office:
    """Alice at the command line."""
    return Office(Command(capsys), connected.world.alice.email, connected.world.giver.slug)


def kept(connected: Connected, number: int) -> dict[str, str]:
    """The secrets of a connection."""
    return dict(DatabaseVault().read(Connection(CONSENTING, "", "", connected.world.giver.pk, number)))


def test_somebody_agrees_in_a_browser_and_gives_the_address_that_it_ended_at(
    alice: Office, connected: Connected, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Package(capsys))
    done = alice("system", "connect", connected.consenting)
    assert done.data["who"] == {
        "user": "klaas@klein.example", "name": "Klaas Klein", "environment": "Kantoor Klein", "language": "",
    }  # fmt: skip
    assert kept(connected, connected.consenting) == {"access": TOKEN}
    assert_tells_no_secret(done)


@pytest.mark.parametrize(("changed", "ends_at", "error"), [
    ({"state": "another"}, "", "CONNECT-ANSWER"),
    ({"state": ""}, "", "CONNECT-ANSWER"),
    ({"error": "access_denied"}, "", "PACKAGE-CONSENT"),
    ({"code": "wrong"}, "", "PACKAGE-CONSENT"),
    ({}, "https://boef.example/connect/back/", "USAGE"),
])  # fmt: skip
def test_another_answer_connects_nothing(
    alice: Office,
    connected: Connected,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    changed: dict[str, str],
    ends_at: str,
    error: str,
) -> None:
    monkeypatch.setattr(sys, "stdin", Package(capsys, ends_at, **changed))
    assert alice("system", "connect", connected.consenting).data["error"] == error
    assert kept(connected, connected.consenting) == {}


def test_login_data_are_asked_for_and_stand_on_no_command_line(
    alice: Office, connected: Connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("klaas\nVERKEERD\n"))
    wrong = alice("system", "key", connected.keyed)
    assert (wrong.code, wrong.data["error"], "VERKEERD" in wrong.out + wrong.err) == (4, "PACKAGE-CONSENT", False)
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"klaas\n{TOKEN}\n"))
    done = alice("system", "key", connected.keyed)
    assert done.data["who"]["name"] == "Klaas Klein"
    assert_tells_no_secret(done)
    assert kept(connected, connected.keyed) == {"user": "klaas", "token": TOKEN}
    assert alice("system", "forget", connected.keyed).code == Exit.DONE
    assert kept(connected, connected.keyed) == {}


def test_each_package_is_connected_in_its_own_way(alice: Office, connected: Connected) -> None:
    assert alice("system", "key", connected.consenting).data["error"] == "PACKAGE-CANNOT"
    assert alice("system", "connect", connected.keyed).data["error"] == "PACKAGE-CANNOT"


def test_an_installation_that_is_not_registered_leads_nobody_out(
    alice: Office, connected: Connected, settings: Settings
) -> None:
    settings.PACKAGES = {CONSENTING: {"address": ADDRESS, "client_id": "", "client_secret": ""}}
    answer = alice("system", "connect", connected.consenting)
    assert (answer.code, answer.data["error"]) == (Exit.NEEDS_SETTING, "CONNECT-NOT-REGISTERED")


def test_what_a_package_can_do_is_told_of_every_kind(alice: Office, connected: Connected) -> None:
    found = alice("system", "capabilities", KEYED).data
    assert [one["kind"] for one in found] == list(Kind)
    assert {one["kind"]: (one["read"], one["write"]) for one in found}["assets"] == ("no", "no")
    assert alice("system", "capabilities", "spreadsheet").data["error"] == "SYSTEM-UNKNOWN"


def test_limits_tell_as_whom_and_ask_the_package_nothing(alice: Office, connected: Connected) -> None:
    found = alice("system", "limits", connected.consenting).data
    assert (found["standing"]["connected"], found["limits"]) == (False, [])
    assert connected.package.asked == []


def test_keys_are_renewed_by_the_operator_alone(
    alice: Office, connected: Connected, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    refused = Command(capsys)("--as", connected.world.alice.email, "--json", "system", "renew-keys")
    assert refused.data["error"] == "OPERATOR-ONLY"
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"klaas\n{TOKEN}\n"))
    alice("system", "key", connected.keyed)
    old = list(settings.TOKEN_KEYS)
    monkeypatch.setattr(settings, "TOKEN_KEYS", ["de nieuwste", *old])
    renewed = Command(capsys)("--json", "system", "renew-keys")
    assert renewed.data["connections"] >= 1
    monkeypatch.setattr(settings, "TOKEN_KEYS", ["de nieuwste"])
    assert kept(connected, connected.keyed)["token"] == TOKEN
    monkeypatch.setattr(settings, "TOKEN_KEYS", [*old, "de nieuwste"])
    assert Command(capsys)("--json", "system", "renew-keys").code == Exit.DONE  # as it was, for other tests


def assert_tells_no_secret(answer: Answer) -> None:
    """Neither on standard output nor on standard error."""
    assert not [secret for secret in (TOKEN, CODE, "GEHEIM") if secret in answer.out + answer.err]
