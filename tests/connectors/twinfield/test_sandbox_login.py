"""The sandbox's login server keeps to what Twinfield's does."""

import base64
import json

import jwt

from overstap.connectors.sandboxes.world import Fault
from tests.connectors.twinfield.sandbox_calls import CLIENT, CONNECT, REDIRECT, SCOPE, entered, outside

HOUR = 3600


def test_it_gives_back_the_state_and_a_code_that_is_good_once() -> None:
    at = outside()
    back = at.consent(state="mine")
    assert back["state"] == "mine"
    assert at.exchange(back["code"]).status_code == 200
    again = at.exchange(back["code"])
    assert (again.status_code, again.json()) == (400, {"error": "invalid_grant"})


def test_a_code_lives_five_minutes() -> None:
    at = outside()
    code = at.consent()["code"]
    at.world.move(301)
    assert at.exchange(code).json() == {"error": "invalid_grant"}


def test_the_token_is_told_with_a_number_of_seconds_and_a_signed_identity() -> None:
    at = entered()
    assert at.tokens["expires_in"] == HOUR
    assert at.tokens["token_type"] == "Bearer"
    keys = at.http.get("/auth/authentication/.well-known/jwks").json()["keys"]
    claims = jwt.decode(str(at.tokens["id_token"]), jwt.PyJWK(keys[0]).key, ["RS256"], audience=CLIENT[0])
    assert claims["nonce"] == "n1"
    assert claims["twf.organisationCode"] == "OVERSTAP"


def test_the_client_may_send_its_secret_in_the_body() -> None:
    at = outside()
    told = {
        "grant_type": "authorization_code",
        "code": at.consent()["code"],
        "redirect_uri": REDIRECT,
        "client_id": CLIENT[0],
        "client_secret": CLIENT[1],
    }
    assert at.http.post(f"{CONNECT}/token", data=told).status_code == 200


def test_a_wrong_secret_opens_nothing() -> None:
    at = outside()
    told = {"grant_type": "refresh_token", "refresh_token": "x"}
    for secret in ("", "geheim"):
        answered = at.http.post(f"{CONNECT}/token", data=told, auth=(CLIENT[0], secret))
        assert answered.json() == {"error": "invalid_client"}


def test_a_code_is_redeemed_only_with_the_redirect_it_was_asked_with() -> None:
    at = outside()
    told = {"grant_type": "authorization_code", "code": at.consent()["code"], "redirect_uri": "https://elders.example"}
    assert at.http.post(f"{CONNECT}/token", data=told, auth=CLIENT).json() == {"error": "invalid_grant"}


def test_a_refresh_token_stays_good() -> None:
    at = entered()
    told = {"grant_type": "refresh_token", "refresh_token": at.tokens["refresh_token"]}
    answered = [at.http.post(f"{CONNECT}/token", data=told, auth=CLIENT).json() for _time in range(3)]
    assert {one["refresh_token"] for one in answered} == {at.tokens["refresh_token"]}
    assert len({one["access_token"] for one in answered}) == 3


def test_without_offline_access_there_is_no_refresh_token() -> None:
    at = outside()
    code = at.consent(scope="openid twf.user twf.organisation twf.organisationUser")["code"]
    assert "refresh_token" not in at.exchange(code).json()


def test_an_access_token_lives_an_hour() -> None:
    at = entered()
    at.world.move(HOUR - 1)
    assert at.process("<list><type>offices</type></list>", None).status_code == 200
    at.world.move(2)
    answered = at.process("<list><type>offices</type></list>", None)
    assert (answered.status_code, answered.text) == (401, "354 : Access denied. Token invalid.")


def test_validation_tells_the_cluster_and_whose_token_it_is() -> None:
    at = entered()
    told = at.http.get(f"{CONNECT}/accesstokenvalidation", params={"token": at.token}).json()
    assert told["twf.clusterUrl"] == "http://localhost"
    assert (told["twf.organisationCode"], told["twf.organisationUserCode"]) == ("OVERSTAP", "SYNC")
    assert isinstance(told["exp"], str)
    assert told["client_id"] == CLIENT[0]


def test_validation_of_what_is_no_token_says_so() -> None:
    answered = entered().http.get(f"{CONNECT}/accesstokenvalidation", params={"token": "nonsense"})
    assert "Message" in answered.json()


def test_a_consent_needs_a_nonce_known_scopes_and_response_type_code() -> None:
    at = outside()
    assert at.consent(nonce="")["error"] == "invalid_request"
    assert at.consent(scope="openid twf.everything")["error"] == "invalid_scope"
    assert at.consent(scope="openid")["error"] == "invalid_scope"
    assert at.consent(response_type="token")["error"] == "unsupported_response_type"


def test_who_says_no_comes_back_with_an_error_and_the_state() -> None:
    at = outside()
    at.world.switch_on(Fault("consent-denied"))
    assert at.consent() == {"error": "access_denied", "state": "s1"}


def test_nobody_is_sent_to_an_address_without_tls() -> None:
    at = outside()
    asked = {"client_id": CLIENT[0], "redirect_uri": "http://elders.example", "response_type": "code"}
    assert at.http.get(f"{CONNECT}/authorize", params=asked).status_code == 400


def test_a_revoked_token_opens_nothing() -> None:
    at = entered()
    for token in (at.token, str(at.tokens["refresh_token"])):
        assert at.http.post(f"{CONNECT}/revocation", data={"token": token}, auth=CLIENT).status_code == 200
    assert at.process("<list><type>offices</type></list>", None).status_code == 401
    told = {"grant_type": "refresh_token", "refresh_token": at.tokens["refresh_token"]}
    assert at.http.post(f"{CONNECT}/token", data=told, auth=CLIENT).json() == {"error": "invalid_grant"}


def test_userinfo_needs_a_token() -> None:
    at = entered()
    page = f"{CONNECT}/userinfo"
    assert at.http.get(page).status_code == 401
    told = at.http.get(page, headers={"Authorization": f"Bearer {at.token}"}).json()
    assert told["twf.organisationUserCode"] == "SYNC"


def test_an_access_token_is_a_jwt_that_tells_when_it_ends() -> None:
    at = entered()
    packed = at.token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    assert claims["exp"] - claims["nbf"] == HOUR


def test_each_environment_is_a_consent_of_its_own() -> None:
    """R005: one Twinfield environment to another is two connections."""
    at = outside()
    at.enter("ANDERS/SYNC2")
    assert [one.get("name") for one in at.xml("<list><type>offices</type></list>", None)] == ["Nieuwe administratie"]


def test_a_browser_is_shown_a_page_on_which_somebody_agrees_or_refuses() -> None:
    at = outside()
    asked = {
        "client_id": CLIENT[0],
        "response_type": "code",
        "scope": SCOPE,
        "redirect_uri": REDIRECT,
        "state": '"><script>',
        "nonce": "n",
    }
    shown = at.http.get(f"{CONNECT}/authorize", params=asked, headers={"Accept": "text/html"})
    assert (shown.status_code, "<script>" in shown.text) == (200, False)
    assert 'value="OVERSTAP/ENGLISH"' in shown.text
    assert "code" in at.consent(consent="yes")
    assert at.consent(consent="no") == {"error": "access_denied", "state": "s1"}
    token = at.exchange(at.consent(consent="OVERSTAP/ENGLISH")["code"]).json()["access_token"]
    told = at.http.get(f"{CONNECT}/accesstokenvalidation", params={"token": token}).json()
    assert told["twf.organisationUserCode"] == "ENGLISH"
