"""The pages for when something is not as it should be."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory
from django.utils.translation import override

from overstap.tenancy.models import Administration, Person
from overstap.tenancy.values import AdministrationState
from overstap.web import failures
from tests.moves.world import CODE, TwoOffices, act

SignIn = Callable[[Person], Client]


def test_what_is_being_moved_says_that_nothing_can_be_saved_now(signed_in: SignIn, world: TwoOffices) -> None:
    with act(world.alice, world.giver.slug):
        Administration.objects.filter(code=CODE).update(state=AdministrationState.FROZEN)
    client = signed_in(world.alice)
    client.post("/language/", {"language": "en"})
    answer = client.post(
        f"/e/{world.giver.slug}/settings/administrations/{CODE}/", {"name": "Another name", "delivery_address": ""}
    )
    assert answer.status_code == 423
    assert "is being moved; nothing can be saved now." in answer.text
    assert "ADMINISTRATION-FROZEN" in answer.text


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_fault_of_ours_says_so_and_gives_a_number(assets: None, db: None, language: str) -> None:
    request = RequestFactory().get("/somewhere/")
    request.user, request.session = AnonymousUser(), SessionStore()
    with override(language):
        answer = failures.server_error(request)
        title = failures.title_of(500)
    assert answer.status_code == 500
    assert title in answer.text
    assert "UNEXPECTED" in answer.text
    assert "Traceback" not in answer.text


def test_an_address_that_is_none_has_a_page(assets: None, db: None) -> None:
    answer = Client().get("/nothing/here/")
    assert (answer.status_code, "PAGE-NOT-FOUND" in answer.text) == (404, True)


def test_a_form_without_proof_of_its_origin_is_refused_politely(assets: None, world: TwoOffices) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.alice)
    answer = client.post("/language/", {"language": "en"})
    assert (answer.status_code, "FORBIDDEN" in answer.text) == (403, True)


def test_what_takes_a_form_alone_says_so(signed_in: SignIn, world: TwoOffices) -> None:
    answer = signed_in(world.alice).get(f"/e/{world.giver.slug}/tour/")
    assert (answer.status_code, answer.headers["Allow"], "FORM-ONLY" in answer.text) == (405, "POST", True)
