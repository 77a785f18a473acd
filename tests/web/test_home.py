"""The first page: what waits, what is under way, what happened lately; and the tour of the demonstration."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from overstap.moves.values import MoveState
from overstap.tenancy import actions, people
from overstap.tenancy.models import Person
from overstap.tenancy.roles import Role
from tests.coupling.builder import switched_on
from tests.moves.running import run
from tests.moves.world import CODE, TwoOffices, accept, act, offer
from tests.tenancy.people import join, make_person

SignIn = Callable[[Person], Client]


def home_of(client: Client, slug: str) -> str:
    """The first page, in English."""
    client.post("/language/", {"language": "en"})
    answer = client.get(f"/e/{slug}/")
    assert answer.status_code == 200
    return answer.text


def test_an_environment_without_anything_says_how_to_begin(signed_in: SignIn, world: TwoOffices) -> None:
    page = home_of(signed_in(world.dora), world.receiver.slug)
    assert "Nothing here yet" in page
    assert f"/e/{world.receiver.slug}/import/" in page
    assert f"/e/{world.receiver.slug}/migrations/receive/" in page


def test_what_was_offered_is_under_way_and_waits_for_nobody_here(signed_in: SignIn, world: TwoOffices) -> None:
    uid = offer(world)
    assert "enter the code from your e-mail" in home_of(signed_in(world.dora), world.receiver.slug)
    page = home_of(signed_in(world.alice), world.giver.slug)
    assert f"/e/{world.giver.slug}/migrations/{uid}/" in page
    assert "Nothing. You are up to date." in page
    assert f"to {world.dora.email}" in page


def test_what_was_delivered_waits_for_the_receiver_alone(signed_in: SignIn, world: TwoOffices) -> None:
    uid = offer(world)
    accept(world, uid)
    assert run(uid, MoveState.DELIVERED) == MoveState.DELIVERED
    assert "Look at the verification, then release." in home_of(signed_in(world.dora), world.receiver.slug)
    assert "Look at the verification, then release." not in home_of(signed_in(world.alice), world.giver.slug)


def test_while_the_system_is_at_work_the_page_asks_again_and_then_stops(signed_in: SignIn, world: TwoOffices) -> None:
    uid = offer(world)
    accept(world, uid)
    client = signed_in(world.dora)
    assert 'hx-trigger="every 2s"' in home_of(client, world.receiver.slug)
    run(uid, MoveState.DELIVERED)
    part = client.get(f"/e/{world.receiver.slug}/", headers={"HX-Request": "true"}).text
    assert "hx-trigger" not in part
    assert "<html" not in part


def test_what_nobody_may_open_yet_waits_for_a_superuser(signed_in: SignIn, world: TwoOffices) -> None:
    """R082 to R084."""
    with act(world.alice, world.giver.slug) as actor:
        people.end_membership(actor=actor, person=world.bob)
        actions.withdraw_access(actor=actor, code=CODE, person=world.alice)
    page = home_of(signed_in(world.alice), world.giver.slug)
    assert "Nobody can open it yet: give access." in page
    assert f"/e/{world.giver.slug}/settings/administrations/1001/users/" in page


def test_others_see_their_administrations_and_no_moves(signed_in: SignIn, world: TwoOffices) -> None:
    offer(world)
    page = home_of(signed_in(world.bob), world.giver.slug)
    assert "Bakkerij Jansen" in page
    assert "Under way" not in page
    assert "Lately" not in page


def test_the_number_of_queries_stays_the_same(
    signed_in: SignIn, world: TwoOffices, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    offer(world)
    client = signed_in(world.alice)
    with django_assert_max_num_queries(30):
        client.get(f"/e/{world.giver.slug}/")


@pytest.fixture
def demonstration(settings: Settings) -> None:
    """As "make run" has it."""
    settings.DEMO = True
    settings.EMAIL_BACKEND = "overstap.durable.mail_files.FileBackend"


def test_there_is_no_tour_outside_the_demonstration(signed_in: SignIn, world: TwoOffices) -> None:
    assert 'class="tour"' not in home_of(signed_in(world.alice), world.giver.slug)


def test_the_tour_goes_from_page_to_page_and_ends(demonstration: None, signed_in: SignIn, world: TwoOffices) -> None:
    client = signed_in(world.alice)
    assert "Step 1 of 6" in home_of(client, world.giver.slug)
    for _step in range(5):
        answer = client.post(f"/e/{world.giver.slug}/tour/", {"go": "on"})
        assert client.get(answer.headers["Location"], follow=True).status_code == 200
    client.post(f"/e/{world.giver.slug}/tour/", {"go": "on"})
    assert 'class="tour"' not in home_of(client, world.giver.slug)


def test_where_administrations_can_be_coupled_the_tour_tells_of_that(
    demonstration: None, signed_in: SignIn, world: TwoOffices
) -> None:
    """R194."""
    slug, client = world.giver.slug, signed_in(world.alice)
    switched_on(world)
    assert "a builder with several companies" in home_of(client, slug)
    told = [client.post(f"/e/{slug}/tour/", {"go": "on"}).headers["Location"] for _step in range(4)]
    assert told == [f"/e/{slug}/contacts/{page}" for page in ("coupling/", "", "projects/")] + ["/demo/mail/"]
    assert all('class="tour"' in client.get(place, follow=True).text for place in told[:3])


def test_the_tour_can_be_left_and_walked_back(demonstration: None, signed_in: SignIn, world: TwoOffices) -> None:
    client = signed_in(world.alice)
    client.post(f"/e/{world.giver.slug}/tour/", {"go": "on"})
    assert "Step 2 of 6" in home_of(client, world.giver.slug)
    client.post(f"/e/{world.giver.slug}/tour/", {"go": "back"})
    assert "Step 1 of 6" in home_of(client, world.giver.slug)
    client.post(f"/e/{world.giver.slug}/tour/", {"go": "stop"})
    assert 'class="tour"' not in home_of(client, world.giver.slug)


def test_the_tour_leads_nobody_to_what_they_may_not_see(
    demonstration: None, signed_in: SignIn, world: TwoOffices
) -> None:
    somebody = make_person("Rita")
    join(world.alice, world.giver.slug, somebody, Role.RESTRICTED_CLIENT_USER)
    client = signed_in(somebody)
    assert "of 3" in home_of(client, world.giver.slug)
    for _step in range(2):
        place = client.post(f"/e/{world.giver.slug}/tour/", {"go": "on"}).headers["Location"]
        assert client.get(place, follow=True).status_code == 200
