"""Asking for an environment of one's own (R040)."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from overstap.durable.failures import as_worker
from overstap.durable.models import OutgoingMail
from overstap.tenancy import queries
from overstap.tenancy.access import person_by_email
from overstap.tenancy.models import Person
from tests.moves.world import TwoOffices
from tests.tenancy.people import unique
from tests.web.browsing import PASSWORD


@pytest.fixture
def wish() -> dict[str, str]:
    """What somebody fills in."""
    return {
        "office": "Van Dam & Partners", "kind": "accountancy", "commerce_number": "12345678", "slug": unique("van-dam"),
        "name": "Sanne van Dam", "email": f"{unique('sanne')}@example.test", "telephone": "030 123 45 67",
    }  # fmt: skip


def link_in_mail(email: str) -> str:
    """The path of the button in the mail to this address."""
    with as_worker():
        text = OutgoingMail.objects.get(to=email).text
    return urlsplit(next(word for word in text.split() if "/request/" in word)).path


def test_whoever_has_no_environment_asks_for_one_and_opens_it_with_the_link(
    assets: None, db: None, wish: dict[str, str]
) -> None:
    """R040: a receiver without an environment requests one with a sign-up form."""
    client = Client()
    assert client.post("/request/", wish).headers["Location"] == "/request/sent/"
    link = link_in_mail(wish["email"])
    assert wish["slug"] in client.get(link).text
    answer = client.post(link, {"name": wish["name"], "password1": PASSWORD, "password2": PASSWORD})
    assert answer.headers["Location"] == f"/e/{wish['slug']}/"
    (made,) = queries.environments_of(person_by_email(wish["email"]))
    assert (made.slug, made.role, made.tier) == (wish["slug"], "superuser", "trial")
    assert client.get(f"/e/{wish['slug']}/").status_code == 200


def test_the_link_opens_nothing_a_second_time(assets: None, db: None, wish: dict[str, str]) -> None:
    client = Client()
    client.post("/request/", wish)
    link = link_in_mail(wish["email"])
    client.post(link, {"name": wish["name"], "password1": PASSWORD, "password2": PASSWORD})
    assert client.post(link).status_code == 422
    assert len(queries.environments_of(person_by_email(wish["email"]))) == 1


def test_somebody_else_cannot_use_the_link(signed_in, world: TwoOffices, wish: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    Client().post("/request/", wish)
    answer = signed_in(world.charlie).post(link_in_mail(wish["email"]))
    assert answer.status_code == 422
    assert "REQUEST-ELSEWHERE" in answer.text


def test_nothing_is_kept_of_who_does_not_confirm(assets: None, db: None, wish: dict[str, str]) -> None:
    Client().post("/request/", wish)
    assert not Person.objects.filter(email=wish["email"]).exists()


@pytest.mark.parametrize("token", ["x", "eyJ9:1:x", "%00", "a" * 3000])
def test_a_link_that_is_none_is_refused(assets: None, db: None, token: str) -> None:
    answer = Client().get(f"/request/{token}/")
    assert answer.status_code in (404, 422)


@pytest.mark.parametrize(
    ("field", "value"),
    [("slug", "Van Dam"), ("email", "nobody"), ("office", " "), ("kind", "bank"), ("commerce_number", "1234567x")],
)
def test_what_cannot_be_is_said_beside_the_form(
    assets: None, db: None, wish: dict[str, str], field: str, value: str
) -> None:
    answer = Client().post("/request/", {**wish, field: value})
    assert answer.status_code == 422
    assert '<form method="post">' in answer.text


def test_an_operator_may_keep_the_door_shut(assets: None, db: None, wish: dict[str, str], settings: Settings) -> None:
    settings.SIGN_UP = False
    answer = Client().post("/request/", wish)
    assert "SIGN-UP-CLOSED" in answer.text


@pytest.mark.parametrize("is_open", [True, False])
def test_signing_in_leads_there_where_the_door_is_open(
    assets: None, db: None, settings: Settings, *, is_open: bool
) -> None:
    settings.SIGN_UP = is_open
    assert (reverse("request-environment") in Client().get(reverse("account_login")).text) is is_open
