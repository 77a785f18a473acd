"""The way in by invitation: for newcomers, for people with an account, for somebody else, too late."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from overstap.lib import clock
from overstap.tenancy import audit, people, queries
from overstap.tenancy.access import operator_person
from overstap.tenancy.models import Invitation, Person
from tests.moves.world import TwoOffices
from tests.tenancy.people import unique
from tests.web.browsing import PASSWORD
from tests.web.conftest import with_password

JOIN = {"name": "Nina Nieuw", "password1": PASSWORD, "password2": PASSWORD}


def invited(world: TwoOffices, email: str, role: str = "accountant") -> str:
    with audit.attempt(world.alice, world.giver.slug, "invitation.send") as actor:
        return f"/invitations/{people.invite(actor=actor, email=email, role=role)}/"


@pytest.fixture
def newcomer(assets: None, world: TwoOffices) -> str:
    for person in (world.dora, world.charlie):
        people.set_language(person=person, language="en")
    return f"{unique('nina')}@example.test"


def test_a_newcomer_reads_who_invites_them_and_joins(world: TwoOffices, newcomer: str) -> None:
    page, client = invited(world, newcomer), Client()
    shown = client.get(page).text
    assert "Alice invites you to work in “Kantoor De Vries”." in shown
    assert newcomer in shown
    answer = client.post(page, JOIN)
    assert answer.headers["Location"] == f"/e/{world.giver.slug}/"
    assert client.get(answer.headers["Location"]).status_code == 200
    person = Person.objects.get(email=newcomer)
    assert person.check_password(PASSWORD)
    assert [one.role for one in queries.environments_of(person)] == ["accountant"]


@pytest.mark.parametrize(("changed", "field"), [
    ({"name": ""}, "name"), ({"password2": "another one"}, "password2"),
    ({"password1": "123456789012", "password2": "123456789012"}, "password1"),
    ({"password1": "Nina Nieuw!!", "password2": "Nina Nieuw!!"}, "password1"),
])  # fmt: skip
def test_a_weak_password_or_no_name_makes_no_account(
    world: TwoOffices, newcomer: str, changed: dict[str, str], field: str
) -> None:
    answer = Client().post(invited(world, newcomer), {**JOIN, **changed})
    assert field in answer.context["form"].errors
    assert not Person.objects.filter(email=newcomer).exists()


def test_an_invitation_works_once(world: TwoOffices, newcomer: str) -> None:
    page = invited(world, newcomer)
    Client().post(page, JOIN)
    again = Client().post(page, {**JOIN, "name": "Somebody Else"})
    assert again.status_code == 410
    assert "It was used already." in again.text


def test_a_name_that_cannot_be_shown_makes_nothing(world: TwoOffices, newcomer: str) -> None:
    page = invited(world, newcomer)
    answer = Client().post(page, {**JOIN, "name": "Nina\u202eNieuw"})
    assert answer.status_code == 422
    assert "NAME-MALFORMED" in answer.text
    assert not Person.objects.filter(email=newcomer).exists()
    assert Client().post(page, JOIN).status_code == 302


def test_who_has_an_account_signs_in_and_accepts(world: TwoOffices, newcomer: str) -> None:
    with_password(world.dora)
    page, client = invited(world, world.dora.email), Client()
    assert "Sign in to accept" in client.get(page).text
    answer = client.post("/accounts/login/", {"login": world.dora.email, "password": PASSWORD, "next": page})
    assert answer.headers["Location"] == page
    assert client.post(page).headers["Location"] == f"/e/{world.giver.slug}/"
    assert "Welcome to Kantoor De Vries." in client.get(f"/e/{world.giver.slug}/").text


def test_an_account_is_never_made_anew_through_an_invitation(world: TwoOffices, newcomer: str) -> None:
    with_password(world.dora)
    Client().post(invited(world, world.dora.email), JOIN)
    world.dora.refresh_from_db()
    assert world.dora.name == "Dora"
    assert len(queries.environments_of(world.dora)) == 1


def test_the_invitation_of_somebody_else_says_so_and_cannot_be_accepted(
    world: TwoOffices, newcomer: str, signed_in: Callable[[Person], Client]
) -> None:
    page, client = invited(world, newcomer), signed_in(world.charlie)
    assert "This invitation is for somebody else" in client.get(page).text
    shown = client.post(page).text
    assert "This invitation is for somebody else" in shown
    assert newcomer not in shown
    assert len(queries.environments_of(world.charlie)) == 1


def test_an_expired_and_a_withdrawn_invitation_say_so(world: TwoOffices, newcomer: str) -> None:
    page = invited(world, newcomer)
    with audit.attempt(world.alice, world.giver.slug, "test"):
        Invitation.objects.filter(email=newcomer).update(expires_at=clock.now() - timedelta(seconds=1))
    assert "fourteen days" in Client().get(page).text
    assert Client().post(page, JOIN).status_code == 410
    with audit.attempt(world.alice, world.giver.slug, "test"):
        Invitation.objects.filter(email=newcomer).update(withdrawn_at=clock.now())
    answer = Client().get(page)
    assert "It was withdrawn." in answer.text
    assert "Kantoor De Vries" not in answer.text
    assert not Person.objects.filter(email=newcomer).exists()


@pytest.mark.parametrize("token", ["nonsense", "a" * 5000, "%00", "%ed%a0%80", "☃"])
def test_a_made_up_token_is_no_invitation(assets: None, db: None, token: str) -> None:
    for answer in (Client().get(f"/invitations/{token}/"), Client().post(f"/invitations/{token}/", JOIN)):
        assert answer.status_code == 404
        assert "There is no such invitation." in answer.text


def test_joining_stands_in_the_audit_log(world: TwoOffices, newcomer: str) -> None:
    Client().post(invited(world, newcomer), JOIN)
    lines = [(one.action, one.facts.get("email")) for one in queries.operator_audit_events(operator_person())]
    assert ("person.create", newcomer) in lines
    assert "account.sign_in" in [action for action, _email in lines]
