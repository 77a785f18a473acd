"""Connecting with a package in the browser: to its consent page and back once, or by a key; and no secret comes out."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.db import connection as database
from django.test import Client

from overstap.connectors.credentials.vault import DatabaseVault
from overstap.connectors.port import Connection
from overstap.durable.failures import as_worker
from overstap.lib import clock
from overstap.tenancy import access, people, queries
from overstap.tenancy.roles import Role
from tests.connectors.little import ADDRESS, CODE, TOKEN
from tests.connectors.little_world import CONSENTING, Connected, connected, signed_in
from tests.moves.world import add_administration
from tests.tenancy.people import join, make_person

__all__ = ["connected"]
pytestmark = pytest.mark.usefixtures("assets")
BACK = "/connect/back/"


@pytest.fixture
def alice(connected: Connected) -> Client:
    """Alice's browser."""
    return signed_in(connected.world.alice)


def leave(client: Client, connected: Connected) -> str:
    """Press “Connect”; gives the state with which the package is reached."""
    answer = client.post(connected.page(connected.consenting, "connect/"))
    assert answer.status_code == 302
    return parse_qs(urlsplit(answer.headers["Location"]).query)["state"][0]


def kept(connected: Connected, number: int) -> dict[str, str]:
    """The secrets of a connection."""
    return dict(DatabaseVault().read(Connection(CONSENTING, "", "", connected.world.giver.pk, number)))


def test_somebody_agrees_at_the_package_and_is_connected(alice: Client, connected: Connected) -> None:
    own = connected.page(connected.consenting)
    page = alice.get(own)
    assert "laat Overstap nog niet binnen" in page.text
    away = alice.post(f"{own}connect/").headers["Location"]
    asked = parse_qs(urlsplit(away).query)
    assert away.startswith(f"{ADDRESS}/agree?")
    assert asked["redirect"] == [f"{settings.SITE_URL}{BACK}"]
    answer = alice.get(BACK, {"code": CODE, "state": asked["state"][0]}, follow=True)
    assert answer.redirect_chain == [(own, 302)]
    assert "Gekoppeld als Klaas Klein in Kantoor Klein." in answer.text
    assert "Kantoor Klein" in alice.get(own).text
    assert connected.world.alice.name in alice.get(own).text
    assert kept(connected, connected.consenting) == {"access": TOKEN}


def test_every_way_out_has_a_state_of_its_own_that_cannot_be_guessed(alice: Client, connected: Connected) -> None:
    states = {leave(alice, connected) for _time in range(5)}
    assert len(states) == 5
    assert min(map(len, states)) >= 43  # 256 bits


def test_an_answer_is_taken_once(alice: Client, connected: Connected) -> None:
    answer = {"code": CODE, "state": leave(alice, connected)}
    assert alice.get(BACK, answer).status_code == 302
    again = alice.get(BACK, answer)
    assert (again.status_code, "CONNECT-ANSWER" in again.text) == (403, True)
    assert connected.package.asked.count("redeem") == 1


def test_an_answer_is_used_up_also_where_the_package_is_away(alice: Client, connected: Connected) -> None:
    answer = {"code": CODE, "state": leave(alice, connected)}
    connected.package.away = True
    assert alice.get(BACK, answer).status_code == 503
    connected.package.away = False
    assert alice.get(BACK, answer).status_code == 403
    assert kept(connected, connected.consenting) == {}


def test_the_answer_to_an_earlier_way_out_is_refused(alice: Client, connected: Connected) -> None:
    early = leave(alice, connected)
    leave(alice, connected)
    assert alice.get(BACK, {"code": CODE, "state": early}).status_code == 403


@pytest.mark.parametrize("state", ["", "x", "a" * 43, "é", "\0"])
def test_another_state_is_refused_and_asks_the_package_nothing(alice: Client, connected: Connected, state: str) -> None:
    leave(alice, connected)
    assert alice.get(BACK, {"code": CODE, "state": state}).status_code == 403
    assert "redeem" not in connected.package.asked


def test_an_answer_after_ten_minutes_is_refused(alice: Client, connected: Connected) -> None:
    answer = {"code": CODE, "state": leave(alice, connected)}
    with clock.moved_by(timedelta(seconds=601)):
        assert alice.get(BACK, answer).status_code == 403
    assert "redeem" not in connected.package.asked


def _another_browser(connected: Connected) -> Client:
    return signed_in(connected.world.alice)


def _another_person(connected: Connected) -> Client:
    return signed_in(connected.world.bob)


def _nobody(_connected: Connected) -> Client:
    return Client()


@pytest.mark.parametrize("other", [_another_browser, _another_person, _nobody])
def test_an_answer_is_taken_from_who_asked_in_the_same_browser_only(
    alice: Client, connected: Connected, other: Callable[[Connected], Client]
) -> None:
    """Somebody who is led to an answer of another account (login CSRF) is connected with nothing."""
    answer = {"code": CODE, "state": leave(alice, connected)}
    assert other(connected).get(BACK, answer).status_code == 403
    assert "redeem" not in connected.package.asked


def test_who_lost_the_right_in_between_does_not_connect(connected: Connected) -> None:
    eva = make_person("Eva")
    world = connected.world
    join(world.alice, world.giver.slug, eva, Role.SUPERUSER)
    client = signed_in(eva)
    answer = {"code": CODE, "state": leave(client, connected)}
    with access.enter(world.alice, world.giver.slug) as actor:
        people.set_role(actor=actor, person=eva, role=Role.ACCOUNTANT)
    assert client.get(BACK, answer).status_code == 403
    assert "redeem" not in connected.package.asked


def test_only_a_superuser_connects_and_another_office_sees_nothing(connected: Connected) -> None:
    eva, world = make_person("Eva"), connected.world
    join(world.alice, world.giver.slug, eva, Role.ACCOUNTANT)
    stranger = signed_in(world.dora)
    for deed in ("connect/", "key/", "forget/"):
        number = connected.keyed if deed == "key/" else connected.consenting
        assert signed_in(eva).post(connected.page(number, deed)).status_code == 403
        assert stranger.post(connected.page(number, deed)).status_code == 404
    assert (
        stranger.post(
            f"/e/{world.receiver.slug}/settings/office/connections/{connected.consenting}/connect/"
        ).status_code
        == 404
    )
    assert connected.package.asked == []


def test_who_does_not_agree_is_told_and_connected_with_nothing(alice: Client, connected: Connected) -> None:
    state = leave(alice, connected)
    told = "<script>alert(1)</script>"
    answer = alice.get(BACK, {"error": "access_denied", "error_description": told, "state": state})
    assert (answer.status_code, told in answer.text, "alert(1)" in answer.text) == (403, False, False)
    assert "redeem" not in connected.package.asked


def test_nobody_is_sent_anywhere_but_to_the_packages_own_address(alice: Client, connected: Connected) -> None:
    for elsewhere in ("https://klein.example.boef.example", "http://klein.example", "https://klein.example:444", ""):
        connected.package.leads_to = elsewhere
        answer = alice.post(connected.page(connected.consenting, "connect/"))
        assert answer.status_code == 503
        assert "CONNECT-NOT-REGISTERED" in answer.text


def test_only_forms_lead_out_and_only_to_registered_packages(alice: Client, connected: Connected) -> None:
    """The browser itself is told where the form may end: here, and at the packages of this installation."""
    page = alice.get(connected.page(connected.consenting))
    policy = page.headers["Content-Security-Policy"]
    (rule,) = [one for one in policy.split("; ") if one.startswith("form-action")]
    assert rule.split() == ["form-action", "'self'", ADDRESS]
    assert ADDRESS not in alice.get(f"/e/{connected.world.giver.slug}/").headers["Content-Security-Policy"]
    for deed in ("connect/", "key/"):
        assert alice.get(connected.page(connected.consenting, deed)).status_code == 405


def test_a_key_is_tried_kept_and_never_shown_again(alice: Client, connected: Connected) -> None:
    own = connected.page(connected.keyed)
    page = alice.get(own).text
    assert 'type="password" name="token"' in page
    wrong = alice.post(f"{own}key/", {"user": "klaas", "token": "VERKEERD-geheim"})
    assert (wrong.status_code, "VERKEERD" in wrong.text) == (403, False)
    for typed in ({"user": "klaas"}, {"user": "klaas", "token": "a\nb"}, {"user": "k", "token": "x" * 9_000}):
        assert alice.post(f"{own}key/", typed).status_code == 422
    assert kept(connected, connected.keyed) == {}
    done = alice.post(f"{own}key/", {"user": "klaas", "token": TOKEN, "more": "x"}, follow=True)
    assert "Gekoppeld als Klaas Klein" in done.text
    assert kept(connected, connected.keyed) == {"user": "klaas", "token": TOKEN}


def test_login_data_are_forgotten_and_the_connection_stays(alice: Client, connected: Connected) -> None:
    own = connected.page(connected.consenting)
    alice.get(BACK, {"code": CODE, "state": leave(alice, connected)})
    assert "vergeten?" in alice.get(f"{own}forget/").text
    assert alice.post(f"{own}forget/").status_code == 302
    assert kept(connected, connected.consenting) == {}
    page = alice.get(own)
    assert ("Kantoor Klein" in page.text, "laat Overstap nog niet binnen" in page.text) == (False, True)
    assert "Klein laat ons niet binnen." in alice.post(f"{own}test/").text


def test_limits_and_waiting_are_shown(alice: Client, connected: Connected) -> None:
    world = connected.world
    add_administration(world, "100", "Bakker")
    with access.enter(world.alice, world.giver.slug), database.cursor() as cursor:
        cursor.execute(
            "UPDATE tenancy_administration SET package = %s, system_id = %s WHERE environment_id = %s AND code = '100'",
            [CONSENTING, connected.consenting, world.giver.pk],
        )
    page = alice.get(connected.page(connected.consenting)).text
    assert "per minuut" in page
    assert "5.000" in page
    assert "2099" in page


def test_what_a_package_can_do_is_shown_in_the_readers_language(alice: Client, connected: Connected) -> None:
    page = alice.get(f"/e/{connected.world.giver.slug}/settings/office/systems/{CONSENTING}/can/").text
    assert "Vaste activa" in page
    assert "Het oefenpakket heeft geen boeken." in page
    assert alice.get(f"/e/{connected.world.giver.slug}/settings/office/systems/nothing/can/").status_code == 404


def test_no_secret_stands_in_pages_log_audit_or_session(
    alice: Client, connected: Connected, caplog: pytest.LogCaptureFixture
) -> None:
    """Everything that can be read is searched: pages, headers, log, audit log, sessions, and the tables as text."""
    caplog.set_level("DEBUG")
    own, keyed = connected.page(connected.consenting), connected.page(connected.keyed)
    answers = [alice.get(BACK, {"code": CODE, "state": leave(alice, connected)}, follow=True)]
    answers += [
        alice.post(f"{keyed}key/", {"user": "klaas", "token": text}, follow=True) for text in ("MIS" + TOKEN, TOKEN)
    ]
    answers += [alice.get(page) for page in (own, keyed, f"/e/{connected.world.giver.slug}/audit/")]
    answers += [alice.post(f"{own}test/"), alice.get(f"{own}forget/")]
    with access.enter(connected.world.alice, connected.world.giver.slug) as actor:
        audited = repr(queries.audit_events(actor))
    told = "\n".join(
        [*(f"{one.headers}{one.text}" for one in answers), caplog.text, audited, repr(dict(alice.session))]
    )
    with as_worker(), database.cursor() as cursor:
        for table in ("credentials_credential", "django_session"):
            cursor.execute(f"SELECT * FROM {table}")
            told += repr([[bytes(one) if isinstance(one, memoryview) else one for one in row] for row in cursor])
    assert "Klaas Klein" in told
    for secret in (TOKEN, CODE, "GEHEIM"):
        assert secret not in told
