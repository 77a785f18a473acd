"""The sandbox gives consent and tokens as Exact does, and refuses as Exact does."""

import base64

import pytest

from overstap.connectors.sandboxes.world import Fault
from tests.connectors.exact_online.sandbox_caller import REDIRECT, WHO, Caller


def test_consent_comes_back_with_a_code_and_the_state(exact: Caller) -> None:
    query = {"client_id": WHO["client_id"], "redirect_uri": REDIRECT, "response_type": "code", "state": "s&1"}
    page = exact.client.get("/api/oauth2/auth", params=query)
    assert page.status_code == 200
    assert 'name="state" value="s&amp;1"' in page.text
    pressed = exact.client.post("/api/oauth2/auth", data={**query, "consent": "yes"})
    assert pressed.status_code == 302
    assert pressed.headers["Location"].startswith(f"{REDIRECT}?code=")
    assert "%21" in pressed.headers["Location"]
    assert pressed.headers["Location"].endswith("&state=s%261")


def test_only_the_divisions_that_were_chosen_can_be_reached(exact: Caller) -> None:
    exact.use(exact.redeem(exact.code(division="100002")).json())
    assert exact.get("financial/Journals", 100_002).status_code == 200
    refused = exact.get("financial/Journals", 100_001)
    assert (refused.status_code, refused.headers["Reason"]) == (403, "NoDivisionAccess")
    assert len(exact.rows("system/Divisions")) == 5  # they are listed all the same
    assert exact.client.get("/api/v1/current/Me").json()["d"]["results"][0]["CurrentDivision"] == 100_001


def test_who_refuses_consent_comes_back_without_a_code(exact: Caller) -> None:
    query = {"client_id": WHO["client_id"], "redirect_uri": REDIRECT, "response_type": "code", "consent": "no"}
    answer = exact.client.get("/api/oauth2/auth", params=query)
    assert answer.headers["Location"] == f"{REDIRECT}?error=access_denied"


def test_a_strange_address_gets_no_code(exact: Caller) -> None:
    query = {"client_id": WHO["client_id"], "redirect_uri": "http://evil.example/", "response_type": "code"}
    assert exact.client.get("/api/oauth2/auth", params={**query, "consent": "yes"}).status_code == 400


def test_the_answer_is_shaped_as_recorded(exact: Caller) -> None:
    assert exact.tokens["expires_in"] == "600"  # a text
    assert exact.tokens["token_type"] == "bearer"
    assert "!" in exact.tokens["refresh_token"]


def test_a_code_works_once_and_for_three_minutes(exact: Caller) -> None:
    code = exact.code()
    assert exact.redeem(code).status_code == 200
    assert exact.redeem(code).json()["error"] == "invalid_grant"
    late = exact.code()
    exact.world.move(181)
    assert exact.redeem(late).status_code == 400


def test_a_code_belongs_to_the_address_that_asked_for_it(exact: Caller) -> None:
    asked = {"grant_type": "authorization_code", "code": exact.code(), "redirect_uri": f"{REDIRECT}/2"} | WHO
    assert exact.token(asked).status_code == 400


def test_client_data_may_stand_in_the_body_or_in_a_header(exact: Caller) -> None:
    word = base64.b64encode(":".join(WHO.values()).encode()).decode()
    asked = {"grant_type": "authorization_code", "code": exact.code(), "redirect_uri": REDIRECT}
    answer = exact.client.post("/api/oauth2/token", data=asked, headers={"Authorization": f"Basic {word}"})
    assert answer.status_code == 200
    assert exact.token(asked | {"client_id": WHO["client_id"], "client_secret": "fout"}).status_code == 401


@pytest.mark.parametrize(("seconds", "status"), [(0, 400), (540, 400), (569, 400), (570, 200), (3600, 200)])
def test_a_refresh_is_taken_from_570_seconds_on(exact: Caller, seconds: int, status: int) -> None:
    exact.world.move(seconds)
    answer = exact.refresh(exact.tokens["refresh_token"])
    assert answer.status_code == status
    if status == 400:
        assert answer.json()["error"] == "access_denied"
        assert answer.headers["Reason"].startswith("TooEarlyToRefreshTokens:")


def test_a_refresh_token_is_for_one_use_and_the_second_ends_the_chain(exact: Caller) -> None:
    exact.world.move(600)
    newer = exact.refresh(exact.tokens["refresh_token"]).json()
    assert newer["refresh_token"] != exact.tokens["refresh_token"]
    again = exact.refresh(exact.tokens["refresh_token"])
    assert (again.status_code, again.json()["error_description"]) == (401, "Old refresh token used.")
    exact.world.move(600)
    dead = exact.refresh(newer["refresh_token"])
    assert (dead.status_code, dead.json()["error"]) == (400, "invalid_grant")


def test_a_refresh_token_lives_for_thirty_days(exact: Caller) -> None:
    exact.world.move(30 * 86_400 + 1)
    assert exact.refresh(exact.tokens["refresh_token"]).json()["error"] == "invalid_grant"


def test_an_access_token_lives_for_ten_minutes_and_then_401_has_no_body(exact: Caller) -> None:
    exact.world.move(599)
    assert exact.client.get("/api/v1/current/Me").status_code == 200
    exact.world.move(1)
    late = exact.client.get("/api/v1/current/Me")
    assert (late.status_code, late.content) == (401, b"")


def test_tokens_are_given_two_hundred_times_a_day(exact: Caller) -> None:
    for _again in range(199):
        assert exact.refresh("onbekend").status_code == 400
    assert exact.refresh(exact.tokens["refresh_token"]).status_code == 429
    exact.world.move(86_400)
    assert exact.refresh(exact.tokens["refresh_token"]).status_code == 200


@pytest.mark.parametrize(("fault", "status"), [("early", 400), ("old-token", 401)])
def test_the_refusals_of_a_refresh_can_be_switched_on(exact: Caller, fault: str, status: int) -> None:
    exact.world.move(600)
    exact.world.switch_on(Fault(fault, "POST /api/oauth2/token"))
    assert exact.refresh(exact.tokens["refresh_token"]).status_code == status
    assert exact.refresh(exact.tokens["refresh_token"]).status_code == 200
