"""The sandbox counts calls as Exact does, and fails as Exact fails."""

import httpx
import pytest

from overstap.connectors.sandboxes.world import Fault
from tests.connectors.exact_online.sandbox_caller import BOOKS, EMPTY, Caller, message

PATH = "financial/Journals"
DAY = {"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"}
MINUTE = {f"X-RateLimit-Minutely-{name}" for name in ("Limit", "Remaining", "Reset")}


@pytest.fixture
def limited() -> Caller:
    """With the limits of the real one, at the beginning of a minute."""
    made = Caller(per_minute=60)
    made.world.move(60 - made.world.now().second - made.world.now().microsecond / 1_000_000 + 0.01)
    return made


def headers(answer: httpx.Response) -> set[str]:
    """The headers of limits that are there."""
    return {name for name in DAY | MINUTE if name in answer.headers}


def test_every_answer_tells_what_is_left(limited: Caller) -> None:
    answer = limited.get(PATH)
    assert headers(answer) == DAY | MINUTE
    assert answer.headers["X-RateLimit-Minutely-Remaining"] == "59"
    assert answer.headers["X-RateLimit-Remaining"] == "4999"
    reset = int(answer.headers["X-RateLimit-Minutely-Reset"])
    assert 0 < reset / 1000 - limited.world.now().timestamp() <= 60
    assert len(answer.headers["X-RateLimit-Reset"]) == 13


def test_after_sixty_calls_in_a_minute_only_the_minute_is_told_and_there_is_no_body(limited: Caller) -> None:
    assert {limited.get(PATH).status_code for _call in range(60)} == {200}
    refused = limited.get(PATH)
    assert (refused.status_code, refused.content) == (429, b"")
    assert headers(refused) == MINUTE
    assert refused.headers["X-RateLimit-Minutely-Remaining"] == "0"
    assert limited.get(PATH, EMPTY).status_code == 200  # another division has its own
    limited.world.move(60)
    assert limited.get(PATH).status_code == 200


def test_once_the_day_is_used_up_only_the_day_is_told() -> None:
    exact = Caller(per_day=25)
    assert {exact.get(PATH).status_code for _call in range(25)} == {200}
    refused = exact.get(PATH)
    assert (refused.status_code, refused.content) == (429, b"")
    assert headers(refused) == DAY
    exact.world.move(86_400)
    exact.use(exact.redeem(exact.code()).json())
    assert exact.get(PATH).status_code == 200


def test_ten_errors_in_an_hour_close_a_resource_for_an_hour(limited: Caller) -> None:
    for _error in range(10):
        assert limited.get(PATH, select="Bestaat").status_code == 400
    assert limited.get(PATH).status_code == 429
    assert limited.get("financial/GLAccounts").status_code == 200
    limited.world.move(3_600)
    limited.use(limited.redeem(limited.code()).json())
    assert limited.get(PATH).status_code == 200


def test_business_errors_do_not_count_as_errors(limited: Caller) -> None:
    for _error in range(12):
        assert limited.send("POST", PATH, {"Code": "70", "Description": "x"}).status_code == 500


def test_faults_happen_once_where_they_are_switched_on(exact: Caller) -> None:
    for name, status, body in (("500-silent", 500, b""), ("429", 429, b""), ("division-blocked", 403, None)):
        exact.world.switch_on(Fault(name, PATH))
        answer = exact.get(PATH)
        assert answer.status_code == status
        assert body is None or answer.content == body
        exact.world.move(60)
        assert exact.get(PATH).status_code == 200


def test_a_500_with_a_message_says_what_it_is_told_to(exact: Caller) -> None:
    exact.world.switch_on(Fault("500", PATH, facts={"message": "Ongeldige referentie: Journals"}))
    answer = exact.get(PATH)
    assert (answer.status_code, message(answer)) == (500, "Ongeldige referentie: Journals")


def test_a_blocked_division_gives_its_reason(exact: Caller) -> None:
    exact.world.switch_on(Fault("division-blocked", PATH))
    assert exact.get(PATH).headers["Reason"] == "DivisionBlocked"


def test_a_user_without_rights_sees_nothing_and_is_told_why(exact: Caller) -> None:
    exact.world.switch_on(Fault("no-divisions"))
    assert exact.rows("system/Divisions") == []
    told = "Forbidden - Application Scope Violated. Cannot read"
    exact.world.switch_on(Fault("forbidden", PATH, facts={"message": told, "reason": "InactiveUser"}))
    answer = exact.get(PATH)
    assert (answer.status_code, message(answer), answer.headers["Reason"]) == (403, told, "InactiveUser")


def test_maintenance_is_a_page_with_200(exact: Caller) -> None:
    exact.world.switch_on(Fault("maintenance", PATH))
    answer = exact.get(PATH)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")


def test_faults_and_clock_have_a_door_for_the_operator(exact: Caller) -> None:
    exact.client.post("/_sandbox/faults", json={"name": "maintenance", "where": PATH})
    assert exact.get(PATH).headers["Content-Type"].startswith("text/html")
    before = exact.world.now()
    exact.client.post("/_sandbox/clock", json={"seconds": 570})
    assert (exact.world.now() - before).total_seconds() >= 570
    assert exact.client.get("/_sandbox/").json()["calls"][f"GET /api/v1/{BOOKS}/{PATH}"] == 1
