"""The pages of takeovers: asking, choosing, approving at an office, and by a personal link without an account."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.plugin import DjangoDbBlocker

from overstap.lib import clock
from overstap.moves import actions as moves
from overstap.moves.profiles import profile
from overstap.moves.takeovers.values import TakeoverOrder
from overstap.moves.values import MoveState
from overstap.tenancy import access
from overstap.tenancy.models import Person
from overstap.tenancy.roles import Role
from tests.connectors.orders import queue
from tests.moves.running import run
from tests.moves.takeovers.asking import (
    CLIENT,
    CLIENT_EMAIL,
    approve,
    approve_all,
    approve_as_client,
    choose,
    request,
    requested_and_chosen,
    seen_by,
    token_in_mail,
)
from tests.moves.world import CODE, TwoOffices, accept, act, add_administration, state_of
from tests.tenancy.people import join, make_person
from tests.web.browsing import barriers_in_light_and_dark, sign_in
from tests.web.site import Site
from tests.web.wizards import Wizard, newest_move

SignIn = Callable[[Person], Client]
ASKED = {
    "client_name": CLIENT,
    "client_email": CLIENT_EMAIL,
    "wanted": "Bakkerij Jansen\nde holding",
    "administrator_email": "",
    "codes": "",
    "run_at": "",
    "profile": "takeover",
}


def sent(client: Client, world: TwoOffices, **changes: str):  # type: ignore[no-untyped-def]
    place = f"/e/{world.receiver.slug}/migrations/request/"
    return client.post(place, {**ASKED, "environment_part": world.giver.slug, **changes})


def page_of(world: TwoOffices, uid: UUID, side: str, rest: str = "") -> str:
    slug = world.giver.slug if side == "giver" else world.receiver.slug
    return f"/e/{slug}/migrations/{uid}/approvals/{rest}"


def scope_in(text: str) -> str:
    found = re.search(r'name="scope" value="([0-9a-f]{64})"', text)
    assert found
    return found.group(1)


def as_client(uid: UUID) -> tuple[Client, str]:
    """A browser that followed the link in the mail, and where it came."""
    client = Client()
    answer = client.get(f"/approve/{token_in_mail(uid)}/")
    assert answer.status_code == 302
    return client, answer.headers["Location"]


def test_a_request_from_the_page(signed_in: SignIn, world: TwoOffices) -> None:
    """R225 to R227, R231, R246: an accountant asks for a client's administrations, and notes who managed what.

    R244, R245, R247: the page says what to discuss with the client beforehand.
    """
    client = signed_in(world.dora)
    page = client.get(f"/e/{world.receiver.slug}/migrations/request/").text
    for code in profile("takeover").not_copied:
        assert f'name="managed-{code}"' in page
    answer = sent(client, world, **{"managed-ports": "client", "managed-certificates": "nonsense"})
    assert answer.status_code == 302
    uid = UUID(answer.headers["Location"].split("/")[-3])
    found = seen_by(world.dora, world.receiver.slug, uid)
    assert (found.wanted, found.managed) == (("Bakkerij Jansen", "de holding"), {"ports": "client"})
    shown = client.get(answer.headers["Location"]).text
    assert "de holding" in shown
    assert world.alice.email not in shown


@pytest.mark.parametrize(
    "changes",
    [
        {"client_email": "geen adres"},
        {"wanted": ""},
        {"codes": "1001"},
        {"codes": "1001 = ?!"},
        {"run_at": "gisteren"},
        {"environment_part": "no-such-office"},
        {"run_at": "2020-01-01T10:00"},
        {"profile": "transfer-code"},
    ],
)
def test_a_request_that_is_not_right_shows_its_form_again(
    signed_in: SignIn, world: TwoOffices, changes: dict[str, str]
) -> None:
    answer = sent(signed_in(world.dora), world, **changes)
    assert answer.status_code == 422
    assert CLIENT in answer.text


def test_the_previous_office_sees_it_and_chooses(signed_in: SignIn, world: TwoOffices) -> None:
    """R230, R233: under Migrations and on Home; chosen beside the words of the client."""
    uid, client = request(world), signed_in(world.alice)
    for place in (f"/e/{world.giver.slug}/", f"/e/{world.giver.slug}/migrations/"):
        assert CLIENT in client.get(place).text
    choosing = page_of(world, uid, "giver", "administrations/")
    assert "Bakkerij Jansen B.V." in client.get(choosing).text
    assert client.post(choosing, {}).status_code == 422
    assert client.post(choosing, {"code": CODE}).status_code == 302
    assert state_of(uid, world.alice, world.giver.slug) == MoveState.OFFERED


def test_both_offices_approve_on_the_page(signed_in: SignIn, world: TwoOffices) -> None:
    """R232, R233, R235."""
    uid = requested_and_chosen(world)
    for side, person in (("giver", world.alice), ("receiver", world.dora)):
        client = signed_in(person)
        page = client.get(page_of(world, uid, side)).text
        assert "Bakkerij Jansen B.V." in page
        data = {"scope": scope_in(page), "agreed": "yes"}
        refused = client.post(page_of(world, uid, side, "approve/"), {"scope": data["scope"]})
        assert refused.status_code == 422
        assert client.post(page_of(world, uid, side, "approve/"), data).status_code == 302
    assert state_of(uid, world.alice, world.giver.slug) == MoveState.OFFERED


def test_the_client_approves_without_an_account(assets: None, world: TwoOffices) -> None:
    """R234: the page of the personal link says exactly what is approved; the token does not stay in the address."""
    uid = requested_and_chosen(world)
    client, place = as_client(uid)
    token = token_in_mail(uid)
    page = client.get(place)
    assert token not in place + page.text
    assert "Bakkerij Jansen B.V." in page.text
    assert world.giver.name in page.text
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in page.headers["Cache-Control"]
    answer = client.post(place, {"scope": scope_in(page.text), "agreed": "yes"})
    assert answer.status_code == 302
    assert "_auth_user_id" not in client.session
    assert 'name="scope"' not in client.get(place).text


def test_the_client_is_told_in_the_language_they_read(assets: None, world: TwoOffices) -> None:
    uid = requested_and_chosen(world)
    client, place = as_client(uid)
    client.cookies["overstap_language"] = "en"
    assert "You agree that these administrations of your company" in client.get(place).text
    client.cookies["overstap_language"] = "nl"
    assert "U stemt ermee in" in client.get(place).text


def test_a_stale_page_approves_nothing(assets: None, world: TwoOffices) -> None:
    uid = requested_and_chosen(world)
    client, place = as_client(uid)
    scope = scope_in(client.get(place).text)
    add_administration(world, "1002", "Jansen Holding B.V.")
    choose(world, uid, (CODE, "1002"))
    answer = client.post(place, {"scope": scope, "agreed": "yes"})
    assert answer.status_code == 422
    assert "Jansen Holding B.V." in answer.text
    assert scope_in(answer.text) != scope


def test_links_that_open_nothing_say_one_and_the_same(assets: None, world: TwoOffices) -> None:
    uid = requested_and_chosen(world)
    token = token_in_mail(uid)
    pages = {
        (answer.status_code, re.sub(r"csrf\w+|[0-9a-zA-Z]{64}", "", answer.text))
        for wrong in (token[:-1], token.swapcase(), "x", "a" * 500)
        if (answer := Client().get(f"/approve/{wrong}/"))
    }
    assert {status for status, _text in pages} == {404}
    assert Client().get(f"/client/{uid}/").status_code == 404
    assert Client().post(f"/client/{uid}/", {"agreed": "yes"}).status_code == 404
    assert Client().post(f"/client/{uid}/export/").status_code == 404


def test_trying_links_is_limited(assets: None, world: TwoOffices) -> None:
    statuses = [Client(REMOTE_ADDR="192.0.2.77").get(f"/approve/{number}/").status_code for number in range(22)]
    assert statuses[0] == 404
    assert statuses[-1] == 503


def test_one_browser_may_hold_links_of_two_moves(assets: None, world: TwoOffices) -> None:
    from tests.moves.world import two_offices

    first, second = requested_and_chosen(world), requested_and_chosen(two_offices())
    client, place = as_client(first)
    other = client.get(f"/approve/{token_in_mail(second)}/").headers["Location"]
    assert (client.get(place).status_code, client.get(other).status_code) == (200, 200)
    scope = scope_in(client.get(other).text)
    assert client.post(place, {"scope": scope, "agreed": "yes"}).status_code == 422


def test_the_client_refuses_with_a_reason_and_reads_how_it_ended(assets: None, world: TwoOffices) -> None:
    uid = requested_and_chosen(world)
    client, place = as_client(uid)
    assert client.post(place + "refuse/", {"reason": ""}).status_code == 422
    assert client.post(place + "refuse/", {"reason": "Liever niet"}).status_code == 302
    assert state_of(uid, world.alice, world.giver.slug) == MoveState.REJECTED
    ended = client.get(place)
    assert ended.status_code == 200
    assert "Bakkerij Jansen B.V." in ended.text
    assert client.get(place + "refuse/").status_code == 302


def test_the_client_asks_for_an_export_and_the_holder_sends_it(signed_in: SignIn, world: TwoOffices) -> None:
    uid = requested_and_chosen(world)
    client, place = as_client(uid)
    assert client.post(place + "export/").status_code == 302
    giver, receiver = signed_in(world.alice), signed_in(world.dora)
    done = page_of(world, uid, "giver", "export-done/")
    assert done in giver.get(page_of(world, uid, "giver")).text
    assert CLIENT_EMAIL in giver.get(page_of(world, uid, "giver")).text
    assert "export-done" not in receiver.get(page_of(world, uid, "receiver")).text
    assert giver.post(done).status_code == 302
    assert done not in giver.get(page_of(world, uid, "giver")).text


def test_all_three_see_one_page_with_what_waits_for_whom(signed_in: SignIn, world: TwoOffices) -> None:
    """R236: the same parties, the same administrations, the same log."""
    uid = requested_and_chosen(world)
    approve(world.alice, world.giver.slug, uid)
    client, place = as_client(uid)
    for page in (
        client.get(place).text,
        signed_in(world.alice).get(page_of(world, uid, "giver")).text,
        signed_in(world.dora).get(page_of(world, uid, "receiver")).text,
    ):
        assert page.count('class="stand__who"') == 3
        assert page.count('data-tone="ok"><span class="stand__dot">') == 1
        assert "Bakkerij Jansen B.V." in page


def test_the_page_asks_again_and_gets_nothing_while_nothing_changed(signed_in: SignIn, world: TwoOffices) -> None:
    uid = requested_and_chosen(world)
    giver, (client, place) = signed_in(world.alice), as_client(uid)
    mark = seen_by(world.alice, world.giver.slug, uid).mark
    for browser, address in ((giver, page_of(world, uid, "giver")), (client, place)):
        assert browser.get(f"{address}?seen={mark}", headers={"HX-Request": "true"}).status_code == 204
        changed = browser.get(f"{address}?seen=offered-0", headers={"HX-Request": "true"})
        assert changed.status_code == 200
        assert "<html" not in changed.text


def test_other_codes_by_the_new_office(signed_in: SignIn, world: TwoOffices) -> None:
    uid, client = requested_and_chosen(world), signed_in(world.dora)
    place = page_of(world, uid, "receiver", "codes/")
    assert client.get(place).status_code == 200
    assert client.post(place, {"code-1": "K 1?"}).status_code in (403, 422)
    assert client.post(place, {"code-1": "K-1"}).status_code == 302
    assert "K-1" in client.get(page_of(world, uid, "receiver")).text


@pytest.mark.parametrize("rest", ["administrations/", "codes/", "client/", "refuse/"])
def test_the_sides_keep_to_their_own_pages(signed_in: SignIn, world: TwoOffices, rest: str) -> None:
    uid = requested_and_chosen(world)
    somebody = make_person("Wim")
    join(world.alice, world.giver.slug, somebody, Role.ACCOUNTANT)
    side = "receiver" if rest == "administrations/" else "giver"
    person = world.dora if side == "receiver" else world.alice
    if rest != "refuse/":
        assert signed_in(person).get(page_of(world, uid, side, rest)).status_code == 403
    assert signed_in(somebody).get(page_of(world, uid, "giver", rest)).status_code == 403
    assert signed_in(world.charlie).get(page_of(world, uid, "giver", rest)).status_code == 404


def test_the_new_office_invites_the_client(signed_in: SignIn, world: TwoOffices) -> None:
    """R238 to R241: with one click, on the account that the client has, or under the address that they name."""
    uid = requested_and_chosen(world)
    approve_all(world, uid)
    run(uid)
    with act(world.dora, world.receiver.slug) as actor:
        moves.release(actor, uid)
    client = signed_in(world.dora)
    inviting = page_of(world, uid, "receiver", "client/")
    assert inviting in client.get(page_of(world, uid, "receiver")).text
    assert CLIENT_EMAIL in client.get(inviting).text
    assert client.post(inviting, {"email": world.bob.email}).status_code == 422
    assert client.post(inviting, {"email": "klaas@thuis.example"}).status_code == 302
    assert "klaas@thuis.example" in client.get(page_of(world, uid, "receiver")).text


def test_the_page_of_the_move_shows_a_request_too(signed_in: SignIn, world: TwoOffices) -> None:
    uid = request(world)
    for side, person in (("giver", world.alice), ("receiver", world.dora)):
        slug = world.giver.slug if side == "giver" else world.receiver.slug
        page = signed_in(person).get(f"/e/{slug}/migrations/{uid}/")
        assert page.status_code == 200
        assert CLIENT in page.text
        assert page_of(world, uid, side) in page.text
    assert signed_in(world.alice).get(f"/moves/{uid}/approvals/").headers["Location"] == page_of(world, uid, "giver")


def test_the_wizard_offers_every_kind_by_code_ours_first(signed_in: SignIn, world: TwoOffices) -> None:
    page = signed_in(world.alice).get(f"/e/{world.giver.slug}/migrations/start/").text
    kinds = re.findall(r'name="profile" value="([\w-]+)"( checked)?', page)
    assert kinds[0] == ("overstap", " checked")
    assert ("transfer-code", "") in kinds
    assert not {"takeover", "environment-ticket", "relink"} & {name for name, _checked in kinds}


def test_the_wizard_asks_for_client_and_moment(signed_in: SignIn, world: TwoOffices) -> None:
    """R234: also where the giver starts: a code for the receiver, a link for the client."""
    wizard = Wizard(signed_in(world.alice), world.giver.slug, "start")
    wizard.begin(profile="overstap")
    wizard.go_on("administrations", code=CODE, shown=CODE)
    addresses = {"receiver_email": world.dora.email, "giver_email": world.alice.email}
    assert wizard.go_on("receiver", **addresses).status_code == 422
    with_client = {**addresses, "client_name": CLIENT, "client_email": CLIENT_EMAIL}
    assert wizard.go_on("receiver", **with_client, run_at="2020-01-01T10:00").status_code == 422
    assert wizard.go_on("receiver", **with_client | {"client_email": world.dora.email}).status_code == 422
    when = (clock.now() + timedelta(days=3)).astimezone(clock.AMSTERDAM).replace(second=0, microsecond=0)
    assert wizard.go_on("receiver", **with_client, run_at=when.strftime("%Y-%m-%dT%H:%M")).status_code == 302
    agreeing = wizard.client.get(wizard.address + "agree/").text
    assert CLIENT_EMAIL in agreeing
    assert wizard.go_on("agree", agreed="yes").status_code == 302
    move = newest_move(world)
    assert (move.client_name, move.client_email, move.run_at) == (CLIENT, CLIENT_EMAIL, when)
    accept(world, move.uid)
    assert state_of(move.uid, world.alice, world.giver.slug) == MoveState.OFFERED
    approve_as_client(move.uid)
    assert state_of(move.uid, world.alice, world.giver.slug) == MoveState.AGREED


def test_staff_named_as_the_client_is_refused_by_the_wizard(signed_in: SignIn, world: TwoOffices) -> None:
    wizard = Wizard(signed_in(world.alice), world.giver.slug, "start")
    wizard.begin(profile="overstap")
    wizard.go_on("administrations", code=CODE, shown=CODE)
    addresses = {"receiver_email": world.dora.email, "giver_email": world.alice.email}
    wizard.go_on("receiver", **addresses, client_name="Bob", client_email=world.bob.email)
    assert wizard.go_on("agree", agreed="yes").status_code == 422


def test_the_order_of_the_page_knows_no_code(world: TwoOffices) -> None:
    uid = requested_and_chosen(world)
    with pytest.raises(StopIteration):
        code_in_mail_of(uid)
    with access.enter(world.alice, world.giver.slug):
        assert TakeoverOrder(giver_slug="x", client_name="x", client_email="x", wanted=()).run_at is None


def code_in_mail_of(uid: UUID) -> str:
    from tests.moves.takeovers.asking import mails

    return next(line for one in mails(uid) for line in one.text.splitlines() if line.strip().count("-") == 6)


def test_the_pages_are_as_they_should_be(
    guarded: Page, site: Site, offices: TwoOffices, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> None:
    """Readers of screens, light and dark, desk and telephone; and the client approves in a real browser."""
    with queue():
        uid = requested_and_chosen(offices)
        faults = []
        guarded.goto(f"{site.url}/approve/{token_in_mail(uid)}/")
        faults += _read(guarded, "client")
        sign_in(guarded, site.url, offices.dora.email)
        for place in (page_of(offices, uid, "receiver"), f"/e/{offices.receiver.slug}/migrations/request/"):
            guarded.goto(site.url + place)
            faults += _read(guarded, place)
        assert not faults, "\n".join(faults)
        guarded.goto(f"{site.url}/client/{uid}/")
        guarded.set_viewport_size({"width": 390, "height": 844})
        guarded.get_by_role("checkbox").check()
        guarded.get_by_role("button", name="Goedkeuren", exact=True).click()
        expect(guarded.locator(".stand [data-tone=ok], .stand > [data-tone=ok]").first).to_be_visible()


def _read(page: Page, name: str) -> list[str]:
    faults = []
    for width in (320, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        faults += [f"{name}: {wide} wide at {width}"] if wide > width else []
        faults += [f"{name} at {width}: {found}" for found in barriers_in_light_and_dark(page)]
    return faults
