"""Getting into Twinfield: consent, tokens, their cluster, and where tokens never go."""

import logging
import threading
from dataclasses import replace
from datetime import timedelta

import httpx
import jwt
import pytest

from overstap.connectors.port import Connection, NeedsConsent, PackageAway
from overstap.connectors.sandboxes.world import Fault
from overstap.connectors.twinfield.connector import TwinfieldConnector
from overstap.connectors.twinfield.login import Login
from overstap.connectors.values import Kind, Wanted
from overstap.lib.errors import NeedsSetting
from tests.connectors.driven import Driven
from tests.connectors.twinfield.driven import BAKERY, REDIRECT, STATE, consented

TOKEN = "POST /auth/authentication/connect/token"
VALIDATION = "GET /auth/authentication/connect/accesstokenvalidation"


def twinfield(at: Driven) -> TwinfieldConnector:
    assert isinstance(at.connector, TwinfieldConnector)
    return at.connector


def answer_of(at: Driven) -> dict[str, str]:
    return consented(twinfield(at), at.connection, at.outside)


def test_it_asks_consent_with_a_state_a_nonce_and_every_scope_that_it_needs(at: Driven) -> None:
    address = httpx.URL(twinfield(at).consent_address(at.connection, STATE, REDIRECT))
    assert address.path == "/auth/authentication/connect/authorize"
    assert address.params["state"] == STATE
    assert address.params["redirect_uri"] == REDIRECT
    assert len(address.params["nonce"]) == 64
    assert {"openid", "twf.organisation", "offline_access"} <= set(address.params["scope"].split())


def test_a_nonce_belongs_to_one_state(at: Driven) -> None:
    addresses = [twinfield(at).consent_address(at.connection, state, REDIRECT) for state in ("een", "twee", "een")]
    nonces = [httpx.URL(address).params["nonce"] for address in addresses]
    assert nonces[0] == nonces[2] != nonces[1]


def test_it_knows_user_and_environment_after_consent(at: Driven) -> None:
    who = twinfield(at).redeem(at.connection, answer_of(at), STATE, REDIRECT)
    assert (who.user, who.name, who.environment) == ("SYNC", "Synchronisatie Overstap", "OVERSTAP")
    assert at.outside.vault.read(at.connection)["cluster"] == "http://localhost"


@pytest.mark.parametrize("wrong", [{"state": "een-ander"}, {"state": ""}, {"code": ""}, {"code": "verzonnen"}])
def test_an_answer_that_is_not_the_one_that_was_asked_for_is_refused(at: Driven, wrong: dict[str, str]) -> None:
    before = at.outside.vault.read(at.connection)
    with pytest.raises(NeedsConsent):
        twinfield(at).redeem(at.connection, answer_of(at) | wrong, STATE, REDIRECT)
    assert at.outside.vault.read(at.connection) == before


def test_a_code_is_redeemed_with_the_redirect_that_it_was_given_to(at: Driven) -> None:
    with pytest.raises(NeedsConsent):
        twinfield(at).redeem(at.connection, answer_of(at), STATE, "https://elders.example/")


def test_who_refuses_consent_is_told_so(at: Driven) -> None:
    at.world.switch_on(Fault("consent-denied"))
    with pytest.raises(NeedsConsent) as refused:
        twinfield(at).redeem(at.connection, answer_of(at), STATE, REDIRECT)
    assert "consent" in refused.value.message


def test_an_identity_for_another_login_is_refused(at: Driven) -> None:
    """The nonce of the id_token has to be that of this state, its audience us, its issuer the login, its time now."""
    now = at.world.now()
    login = Login(httpx.Client(transport=at.outside.transport), at.outside.address, ("ons", "geheim"))
    good = {
        "nonce": login.nonce(STATE),
        "aud": "ons",
        "iss": "http://localhost/auth/authentication",
        "exp": int(now.timestamp()) + 300,
    }
    login.check(_signed(good), login.nonce(STATE), now)
    wrongs: list[dict[str, object]] = [
        {"nonce": login.nonce("een-andere-toestand")},
        {"aud": "een ander"},
        {"iss": "https://elders.example/auth"},
        {"exp": int((now - timedelta(hours=1)).timestamp())},
    ]
    for wrong in wrongs:
        with pytest.raises(NeedsConsent):
            login.check(_signed(good | wrong), login.nonce(STATE), now)
    with pytest.raises(NeedsConsent):
        login.check("geen.token", login.nonce(STATE), now)


def _signed(claims: dict[str, object]) -> str:
    return jwt.encode(claims, "x" * 32, algorithm="HS256")


def test_a_token_is_used_for_an_hour_and_then_renewed_once(at: Driven) -> None:
    twinfield(at).administrations(at.connection)
    at.world.move(3400)
    twinfield(at).administrations(at.connection)
    assert at.world.calls[TOKEN] == 0
    at.world.move(300)
    twinfield(at).administrations(at.connection)
    twinfield(at).administrations(at.connection)
    assert at.world.calls[TOKEN] == 1
    assert at.world.calls[VALIDATION] == 1, "after every new token, and only then"


@pytest.mark.parametrize("status", ["401", "403"])
def test_a_token_that_twinfield_refuses_is_renewed_and_the_question_asked_again(at: Driven, status: str) -> None:
    """The reference has both statuses for "354 : Access denied. Token invalid."."""
    at.world.switch_on(Fault("token-invalid", "webservices", 1, {"status": status}))
    assert len(twinfield(at).administrations(at.connection)) == 4
    assert at.world.calls[TOKEN] == 1


def test_a_token_that_is_refused_twice_needs_consent(at: Driven) -> None:
    at.world.switch_on(Fault("token-invalid", "webservices", times=2))
    with pytest.raises(NeedsConsent):
        twinfield(at).administrations(at.connection)


def test_a_renewal_whose_answer_got_lost_costs_nothing(at: Driven) -> None:
    """R059: a refresh token of Twinfield is not used up by using it."""
    at.world.move(4000)
    at.world.switch_on(Fault("drop-after", "connect/token"))
    with pytest.raises(PackageAway):
        twinfield(at).administrations(at.connection)
    assert len(twinfield(at).administrations(at.connection)) == 4


def test_a_token_whose_cluster_was_not_heard_is_kept_and_renewed(at: Driven) -> None:
    at.world.move(4000)
    at.world.switch_on(Fault("drop-before", "accesstokenvalidation"))
    with pytest.raises(PackageAway):
        twinfield(at).administrations(at.connection)
    assert at.outside.vault.read(at.connection)["refresh"]
    assert len(twinfield(at).administrations(at.connection)) == 4


def test_of_many_workers_one_renews(at: Driven) -> None:
    at.world.move(4000)
    found: list[int] = []
    workers = [
        threading.Thread(target=lambda: found.append(len(twinfield(at).administrations(at.connection))))
        for _number in range(6)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert found == [4] * 6
    assert at.world.calls[TOKEN] == 1


@pytest.mark.parametrize(
    "cluster",
    [
        "https://twinfield.com.elders.example",
        "https://elders.example",
        "http://api.accounting.twinfield.com",
        "https://twinfield.com@elders.example",
        "https://user:password@api.twinfield.com",
        "ftp://api.twinfield.com",
        "https://eviltwinfield.com",
        "http://localhost",
        "nergens",
    ],
)
def test_tokens_go_to_no_cluster_but_twinfields_own(cluster: str) -> None:
    login = Login(httpx.Client(), "https://login.twinfield.com", ("ons", "geheim"))
    with pytest.raises(PackageAway):
        login.safe_cluster(cluster)


def test_a_cluster_of_twinfield_is_taken() -> None:
    login = Login(httpx.Client(), "https://login.twinfield.com", ("ons", "geheim"))
    found = login.safe_cluster("https://api.accounting.twinfield.com/")
    assert found == "https://api.accounting.twinfield.com"


def test_a_wrong_secret_is_a_matter_for_the_operator(at: Driven) -> None:
    wrong = TwinfieldConnector(replace(at.outside, client_secret="verkeerd"))
    at.world.move(4000)
    with pytest.raises(NeedsSetting):
        wrong.administrations(at.connection)


def test_another_connection_has_tokens_of_its_own(at: Driven) -> None:
    other = replace(at.connection, number=2, name="Anders")
    with pytest.raises(NeedsConsent):
        twinfield(at).administrations(other)


def test_tokens_and_secrets_stand_in_no_log_error_or_representation(
    at: Driven, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    at.world.move(4000)
    list(twinfield(at).read(at.connection, BAKERY, Wanted(frozenset({Kind.COMPANY, Kind.JOURNALS}))))
    at.world.switch_on(Fault("500", "processxml"))
    health = twinfield(at).health(at.connection)
    told = [record.getMessage() for record in caplog.records] + [repr(health), repr(twinfield(at))]
    held = at.outside.vault.read(at.connection)
    for secret in (held["access"], held["refresh"], "sandbox-geheim"):
        assert not any(secret in one for one in told)


def test_who_is_connected_is_asked_of_twinfield(at: Driven) -> None:
    at.world.move(4000)
    assert twinfield(at).who(at.connection).name == "Synchronisatie Overstap", "also after the token was renewed"
    assert (
        twinfield(at).who(Connection(at.connection.package, "", "", 0, at.connection.number)).environment == "OVERSTAP"
    )


class Redirecting(httpx.BaseTransport):
    """A server in between that sends everything elsewhere."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Elsewhere, whatever was asked."""
        self.asked.append(request.url.host)
        return httpx.Response(302, headers={"Location": "https://elders.example/"})


def test_a_redirect_is_never_followed_with_a_token(at: Driven) -> None:
    network = Redirecting()
    elsewhere = TwinfieldConnector(replace(at.outside, transport=network))
    with pytest.raises(PackageAway):
        elsewhere.administrations(at.connection)
    at.world.move(4000)
    with pytest.raises(PackageAway):
        elsewhere.administrations(at.connection)
    assert set(network.asked) == {"localhost"}
