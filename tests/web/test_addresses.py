"""Pages of delivery addresses, and old addresses of pages that lead to the new place."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from overstap.lib import clock
from overstap.moves import actions as moves
from overstap.tenancy import actions as tenancy
from overstap.tenancy import audit
from overstap.tenancy.addresses import actions as addresses
from overstap.tenancy.addresses.giving import domain
from overstap.tenancy.models import Administration, Environment, Person
from tests.moves import running
from tests.moves.world import CODE, NEW_CODE, TwoOffices, accept, act, offer

Enter = Callable[[Person], Client]


def give(world: TwoOffices) -> str:
    with audit.attempt(world.alice, world.giver.slug, "x") as actor:
        return addresses.give(actor=actor, code=CODE)


def released(world: TwoOffices) -> UUID:
    """Moved to Dora, who has access."""
    uid = offer(world)
    accept(world, uid)
    assert running.run(uid) == "delivered"
    with act(world.dora, world.receiver.slug) as actor:
        moves.release(actor, uid)
        tenancy.give_access(actor=actor, code=NEW_CODE, person=world.dora)
    return uid


def books(world: TwoOffices, page: str = "") -> str:
    return f"/e/{world.giver.slug}/administrations/{CODE}/{page}"


def books_there(world: TwoOffices, page: str = "") -> str:
    return f"/e/{world.receiver.slug}/administrations/{NEW_CODE}/{page}"


# pages


def test_an_administration_is_given_an_address_in_its_settings(world: TwoOffices, signed_in: Enter) -> None:
    client = signed_in(world.alice)
    page = f"/e/{world.giver.slug}/settings/administrations/{CODE}/addresses/"
    assert "Aanleveradres geven" in client.get(page).text
    answer = client.post(page, follow=True)
    assert answer.redirect_chain == [(page, 302)]
    assert f"{world.giver.slug}.{CODE}@{domain()}" in answer.text
    again = client.post(page)
    assert again.status_code == 422
    assert "ADDRESS-STANDS" in again.text


def test_r110_r111_it_says_what_to_do_when_an_address_changes(world: TwoOffices, signed_in: Enter) -> None:
    """Rules that forward mail, and suppliers' websites."""
    text = signed_in(world.alice).get(f"/e/{world.giver.slug}/settings/administrations/{CODE}/addresses/").text
    assert "regel" in text
    assert "leveranciers" in text


def test_the_environment_lists_every_address_and_chooses_how_they_are_made(world: TwoOffices, signed_in: Enter) -> None:
    client, page = signed_in(world.alice), f"/e/{world.giver.slug}/settings/addresses/"
    made = give(world)
    assert made in client.get(page).text
    assert client.post(page, {"style": "random"}).status_code == 302
    assert client.post(page, {"style": "<script>"}).status_code == 422
    give(world)
    text = client.get(page).text
    assert f"{world.giver.slug}-" in text
    assert made in text


def test_r112_the_page_of_the_migration_tells_both_parties_until_when_the_old_address_works(
    world: TwoOffices, signed_in: Enter
) -> None:
    old = give(world)
    uid = released(world)
    for person, environment in ((world.alice, world.giver), (world.dora, world.receiver)):
        text = signed_in(person).get(f"/e/{environment.slug}/migrations/{uid}/").text
        assert old in text
    new = f"{world.receiver.slug}.k-77@{domain()}"
    assert new in signed_in(world.dora).get(f"/e/{world.receiver.slug}/migrations/{uid}/").text


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"give_address": "yes"}, True),
        ({}, False),
        ({"give_address": "yes", "delivery_address": "elsewhere@example.test"}, False),
    ],
)
def test_a_new_administration_gets_an_address_at_its_making(
    world: TwoOffices, signed_in: Enter, sent: dict[str, str], expected: bool
) -> None:
    page = f"/e/{world.giver.slug}/settings/add-administration/"
    client = signed_in(world.alice)
    assert 'name="give_address" value="yes" checked' in client.get(page).text
    assert client.post(page, {"code": "N-1", "name": "Nieuw", **sent}).status_code == 302
    listed = client.get(f"/e/{world.giver.slug}/settings/addresses/").text
    assert (f"{world.giver.slug}.n-1@" in listed) == expected


@pytest.mark.parametrize("page", ["settings/addresses/", f"settings/administrations/{CODE}/addresses/"])
def test_whoever_manages_nothing_sees_no_addresses(world: TwoOffices, signed_in: Enter, page: str) -> None:
    assert signed_in(world.bob).get(f"/e/{world.giver.slug}/{page}").status_code == 403
    assert signed_in(world.charlie).get(f"/e/{world.giver.slug}/{page}").status_code == 404


def test_the_pages_ask_a_fixed_number_of_questions(
    world: TwoOffices, signed_in: Enter, django_assert_max_num_queries: Callable[..., object]
) -> None:
    give(world)
    client = signed_in(world.alice)
    for page in ("settings/addresses/", f"settings/administrations/{CODE}/addresses/"):
        with django_assert_max_num_queries(24):  # type: ignore[attr-defined]
            assert client.get(f"/e/{world.giver.slug}/{page}").status_code == 200


# old addresses


@pytest.mark.parametrize("page", ["", "trial-balance/?year=2025", "entry/2/", "relation/?relation=C%261&x=%2F%2Fevil"])
def test_r064_an_old_page_leads_to_the_same_page_at_the_new_place(
    world: TwoOffices, signed_in: Enter, page: str
) -> None:
    released(world)
    answer = signed_in(world.dora).get(books(world, page))
    assert answer.status_code == 308
    assert answer.headers["Location"] == books_there(world, page)
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_way_there_ends_at_a_page(world: TwoOffices, signed_in: Enter) -> None:
    released(world)
    answer = signed_in(world.dora).get(books(world), follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain == [(books_there(world), 308)]


@pytest.mark.parametrize("method", ["head", "post", "put"])
def test_the_method_is_kept(world: TwoOffices, signed_in: Enter, method: str) -> None:
    released(world)
    answer = getattr(signed_in(world.dora), method)(books(world, "vat/"))
    assert (answer.status_code, answer.headers["Location"]) == (308, books_there(world, "vat/"))


def test_to_everybody_else_it_is_not_there_as_before(world: TwoOffices, signed_in: Enter) -> None:
    """Neither that it left nor where it went."""
    before = signed_in(world.charlie).get(books(world)).text
    released(world)
    for person in (world.alice, world.bob, world.charlie):
        answer = signed_in(person).get(books(world))
        assert answer.status_code == 404
        assert world.receiver.slug not in answer.text
        assert NEW_CODE not in answer.text
    assert "ENVIRONMENT-NOT-FOUND" in before
    assert "ENVIRONMENT-NOT-FOUND" in signed_in(world.charlie).get(books(world)).text


def test_a_stranger_signs_in_first(world: TwoOffices, assets: None) -> None:
    released(world)
    assert Client().get(books(world)).headers["Location"].startswith("/accounts/login/")


def test_an_address_that_never_was_leads_nowhere(world: TwoOffices, signed_in: Enter) -> None:
    released(world)
    client = signed_in(world.dora)
    for page in (
        f"/e/{world.giver.slug}/administrations/9999/",
        f"/e/{world.giver.slug}/",
        "/e/nowhere/administrations/1001/",
    ):
        assert client.get(page).status_code == 404


def test_after_its_time_the_old_page_says_that_it_moved_and_where_to(world: TwoOffices, signed_in: Enter) -> None:
    released(world)
    client, other = signed_in(world.dora), signed_in(world.charlie)
    with clock.moved_by(timedelta(days=396)):
        answer = client.get(books(world, "vat/?year=2025"))
        assert answer.status_code == 410
        assert books_there(world, "vat/?year=2025") in answer.text
        assert client.head(books(world)).status_code == 410
        assert other.get(books(world)).status_code == 404


def test_taken_back_the_old_page_is_there_again_and_the_new_one_leads_back(world: TwoOffices, signed_in: Enter) -> None:
    uid = released(world)
    with act(world.dora, world.receiver.slug) as actor:
        moves.take_back(actor, uid)
    running.run(uid)
    assert signed_in(world.alice).get(books(world)).status_code == 200
    assert signed_in(world.alice).get(books_there(world)).headers["Location"] == books(world)
    assert signed_in(world.dora).get(books_there(world)).status_code == 404


def test_another_code_leads_on_in_the_same_environment(world: TwoOffices, signed_in: Enter) -> None:
    with act(world.alice, world.giver.slug):
        one = Administration.objects.get(code=CODE)
        one.code = "A/2"
        one.save(update_fields=["code"])
        addresses.code_changed(one, CODE, 30)
    client = signed_in(world.alice)
    there = f"/e/{world.giver.slug}/administrations/A~2/"
    assert client.get(books(world)).headers["Location"] == there
    settings = client.get(f"/e/{world.giver.slug}/settings/administrations/{CODE}/")
    assert settings.headers["Location"] == f"/e/{world.giver.slug}/settings/administrations/A~2/"


def test_r108_another_url_part_leads_on_for_its_members(world: TwoOffices, signed_in: Enter) -> None:
    old = world.giver.slug
    with act(world.alice, old):
        Environment.objects.filter(pk=world.giver.pk).update(slug=f"{old}-b")
        addresses.url_part_changed(world.giver, old, 30)
    client = signed_in(world.alice)
    assert client.get(f"/e/{old}/?a=b").headers["Location"] == f"/e/{old}-b/?a=b"
    assert client.get(books(world)).headers["Location"] == f"/e/{old}-b/administrations/{CODE}/"
    assert signed_in(world.dora).get(f"/e/{old}/").status_code == 404
    with clock.moved_by(timedelta(days=31)):
        assert client.get(f"/e/{old}/").status_code == 410
