"""Signing in through the office's own sign-in, against a real provider in a process of its own."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from overstap.config import signing_in
from overstap.lib.errors import NeedsSetting
from overstap.tenancy.models import Person
from tests.moves.world import TwoOffices
from tests.web.mails import last_mail
from tests.web.oidc_server import CLIENT, SECRET
from tests.web.site import ROOT, free_port

START = "/accounts/oidc/office/login/"
READY_WITHIN = 30  # seconds
Office = Callable[..., None]


@pytest.fixture
def office(assets: None, db: None, settings: Settings) -> Iterator[Office]:
    """Starts a provider that signs everybody in as one address, and tells the settings of it."""
    running: list[subprocess.Popen[bytes]] = []

    def start(address: str, *, verified: object = True) -> None:
        port = free_port()
        command = [sys.executable, "-m", "tests.web.oidc_server", str(port), address, json.dumps(verified)]
        running.append(subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL))
        wait_for(f"http://127.0.0.1:{port}/keys")
        app = {"provider_id": settings.OIDC_PROVIDER, "name": "Kantoor", "client_id": CLIENT, "secret": SECRET}
        app["settings"] = {"server_url": f"http://127.0.0.1:{port}"}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}

    yield start
    for process in running:
        process.kill()
        process.wait()


def wait_for(address: str) -> None:
    end = time.monotonic() + READY_WITHIN
    while time.monotonic() < end:
        with suppress(requests.ConnectionError):
            requests.get(address, timeout=5)
            return
        time.sleep(0.1)
    raise AssertionError("the provider did not start")


def come_from_office(client: Client, start: str = START) -> HttpResponse:
    """Go there and come back, as a browser does."""
    there = client.get(start).headers["Location"]
    back = requests.get(there, allow_redirects=False, timeout=5).headers["Location"]
    return client.get(back.removeprefix("http://testserver"))  # type: ignore[return-value]


def test_the_button_stands_there_only_where_the_installation_has_such_a_sign_in(office: Office) -> None:
    assert START not in Client().get("/accounts/login/").text
    assert Client().get(START).status_code == 404
    office("somebody@example.test")
    assert "Kantoor" in Client().get("/accounts/login/").text


def test_somebody_with_an_account_gets_in_and_is_told_of_the_first_time(office: Office, world: TwoOffices) -> None:
    office(world.alice.email)
    for _visit in range(2):
        client = Client()
        answer = come_from_office(client, f"{START}?next=/help/")
        assert answer.headers["Location"] == "/help/"
        assert client.session["_auth_user_id"] == str(world.alice.pk)
    assert SocialAccount.objects.filter(user_id=world.alice.pk).count() == 1
    assert (
        last_mail(world.alice.email).subject == "Uw account is nu te gebruiken via de eigen aanmelding van uw kantoor"
    )


@pytest.mark.parametrize("verified", [False, None, "false", "true", 1])
def test_an_address_that_the_office_does_not_vouch_for_opens_nothing(
    office: Office, world: TwoOffices, verified: object
) -> None:
    office(world.alice.email, verified=verified)
    client = Client()
    assert "invitation" in come_from_office(client).text
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.exists()


def test_a_stranger_gets_no_account(office: Office, world: TwoOffices) -> None:
    office("stranger@example.test")
    client = Client()
    come_from_office(client)
    assert "_auth_user_id" not in client.session
    assert not Person.objects.filter(email="stranger@example.test").exists()


def test_an_ended_account_stays_ended(office: Office, world: TwoOffices) -> None:
    office(world.alice.email)
    come_from_office(Client())
    Person.objects.filter(pk=world.alice.pk).update(is_active=False)
    client = Client()
    assert come_from_office(client).headers["Location"] == "/accounts/inactive/"
    assert "_auth_user_id" not in client.session


def test_an_answer_that_was_not_asked_for_is_refused(office: Office, world: TwoOffices) -> None:
    office(world.alice.email)
    client = Client()
    answer = client.get(f"{START}callback/?code=x&state=made-up")
    assert "_auth_user_id" not in client.session
    assert answer.status_code in (200, 401)


def test_nobody_ties_a_foreign_identity_to_the_account_in_use(
    office: Office, world: TwoOffices, signed_in: Callable[[Person], Client]
) -> None:
    office("attacker@example.test")
    client = signed_in(world.alice)
    assert client.get(f"{START}?process=connect").status_code == 404
    come_from_office(client)
    assert not SocialAccount.objects.exists()


def test_half_a_setting_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERSTAP_OIDC_URL", "https://login.example.test")
    with pytest.raises(NeedsSetting, match="OVERSTAP_OIDC_ID, OVERSTAP_OIDC_SECRET"):
        signing_in._oidc()
    monkeypatch.setenv("OVERSTAP_OIDC_ID", "a")
    monkeypatch.setenv("OVERSTAP_OIDC_SECRET", "b")
    assert signing_in._oidc()["openid_connect"]["APPS"][0]["client_id"] == "a"
