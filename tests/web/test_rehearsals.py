"""Pages of rehearsals: order one from where one is, follow it, read what came out."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from overstap.moves.actions import drafts
from overstap.moves.rehearsals import actions, work
from overstap.tenancy.models import Person
from tests.moves.world import CODE, TwoOffices, accept, act, offer

Enter = Callable[[Person], Client]


def run(uid: str) -> None:
    while work.rehearse(uid):
        pass


def at(world: TwoOffices, page: str = "") -> str:
    return f"/e/{world.giver.slug}/migrations/rehearsals/{page}"


def ordered(world: TwoOffices, client: Client, **sent: object) -> str:
    """The uid of a rehearsal ordered on the page."""
    answer = client.post(at(world, "new/"), {"code": [CODE], "profile": "transfer-code", **sent})
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"].rstrip("/").rpartition("/")[2]


@pytest.fixture
def alice(world: TwoOffices, signed_in: Enter) -> Client:
    return signed_in(world.alice)


def test_it_is_ordered_followed_and_read(world: TwoOffices, alice: Client) -> None:
    assert "Bakkerij Jansen" in alice.get(at(world, "new/")).text
    uid = ordered(world, alice)
    waiting = alice.get(at(world, f"{uid}/")).text
    assert "every 2s" in waiting
    run(uid)
    text = alice.get(at(world, f"{uid}/")).text
    assert "every 2s" not in text
    assert 'id="verify-1"' in text
    assert 'id="balance"' in text
    assert "Debiteuren" in text
    assert uid in alice.get(at(world)).text


def test_htmx_hears_nothing_while_nothing_changed(world: TwoOffices, alice: Client) -> None:
    uid = ordered(world, alice)
    headers = {"HX-Request": "true"}
    assert alice.get(at(world, f"{uid}/?seen=waiting"), headers=headers).status_code == 204
    run(uid)
    answer = alice.get(at(world, f"{uid}/?seen=waiting"), headers=headers)
    assert answer.status_code == 200
    assert "<html" not in answer.text


def test_the_trial_balance_filters_without_and_with_htmx(world: TwoOffices, alice: Client) -> None:
    uid = ordered(world, alice)
    run(uid)
    part = at(world, f"{uid}/balance/?only=differences")
    assert alice.get(part).headers["Location"] == at(world, f"{uid}/?only=differences#balance")
    assert "<html" not in alice.get(part, headers={"HX-Request": "true"}).text


def test_the_wizard_offers_a_rehearsal_before_one_agrees(world: TwoOffices, alice: Client) -> None:
    with act(world.alice, world.giver.slug) as actor:
        draft = drafts.begin_start(actor, "administrations", {"profile": "transfer-code"})
        chosen = {"codes": [CODE], "receiver_email": world.dora.email, "giver_email": world.alice.email,
                  "payment_agreement_moves": True}  # fmt: skip
        draft = drafts.save_draft(actor, draft, "agree", chosen)
    text = alice.get(f"/e/{world.giver.slug}/migrations/start/{draft.uid}/agree/").text
    assert f'action="{at(world, "new/")}"' in text


def test_an_administration_leads_to_its_rehearsal_for_who_may_start_one(
    world: TwoOffices, alice: Client, signed_in: Enter
) -> None:
    page = f"/e/{world.giver.slug}/administrations/{CODE}/"
    assert f"{at(world, 'new/')}?code={CODE}" in alice.get(page).text
    assert at(world, "new/") not in signed_in(world.bob).get(page).text
    assert "checked" in alice.get(at(world, f"new/?code={CODE}")).text


@pytest.mark.parametrize("side", ["giver", "receiver"])
def test_either_party_rehearses_from_the_page_of_an_agreed_move(world: TwoOffices, signed_in: Enter, side: str) -> None:
    uid = offer(world)
    accept(world, uid)
    person, environment = (world.alice, world.giver) if side == "giver" else (world.dora, world.receiver)
    client = signed_in(person)
    page = f"/e/{environment.slug}/migrations/{uid}/"
    assert f"{page}rehearse/" in client.get(page).text
    answer = client.post(f"{page}rehearse/")
    made = answer.headers["Location"]
    run(made.rstrip("/").rpartition("/")[2])
    text = client.get(made).text
    assert 'id="verify-1"' in text
    assert ('id="balance"' in text) == (side == "giver")
    assert ("Debiteuren" in text) == (side == "giver")
    assert made in client.get(page).text


@pytest.mark.parametrize(
    "sent",
    [
        {"code": []},
        {"code": ["no-such"]},
        {"code": ["\0"]},
        {"profile": "relink"},
        {"profile": "../etc"},
        {"code": [str(n) for n in range(80)]},
    ],
)
def test_what_cannot_be_rehearsed_shows_the_form_again(
    world: TwoOffices, alice: Client, sent: dict[str, object]
) -> None:
    answer = alice.post(at(world, "new/"), {"code": [CODE], "profile": "transfer-code", **sent})
    assert answer.status_code in (404, 422)


def test_roles_and_strangers(world: TwoOffices, alice: Client, signed_in: Enter) -> None:
    uid = ordered(world, alice)
    for page in ("", "new/", f"{uid}/", f"{uid}/balance/"):
        assert signed_in(world.bob).get(at(world, page)).status_code == 403
        assert signed_in(world.charlie).get(at(world, page)).status_code == 404
    theirs = f"/e/{world.receiver.slug}/migrations/rehearsals/{uid}/"
    assert signed_in(world.dora).get(theirs).status_code == 404
    move = f"/e/{world.giver.slug}/migrations/{UUID(int=1)}/rehearse/"
    assert alice.get(move).status_code == 405
    assert alice.post(move).status_code == 404
    assert signed_in(world.bob).post(move).status_code == 403


def test_pages_ask_a_bounded_number_of_questions(
    world: TwoOffices, alice: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for _time in range(3):
        uid = ordered(world, alice)
        run(uid)
    for page in ("", "new/", f"{uid}/"):
        with django_assert_max_num_queries(24):  # type: ignore[attr-defined]
            alice.get(at(world, page))


def test_one_that_stopped_says_why(world: TwoOffices, alice: Client) -> None:
    with act(world.alice, world.giver.slug) as actor:
        uid = actions.order(actor, [CODE], "transfer-code")
    work.give_up(ValueError("out of order"), str(uid))
    text = alice.get(at(world, f"{uid}/")).text
    assert "UNFORESEEN" in text
    assert "out of order" not in text
