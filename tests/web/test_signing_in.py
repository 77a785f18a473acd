"""Signing in and out, with Django's client: who gets in, who does not, and what is told to whom."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from overstap.tenancy import people, queries
from overstap.tenancy.access import OPERATOR_EMAIL, operator_person
from overstap.tenancy.models import Person
from tests.moves.world import TwoOffices
from tests.web.browsing import PASSWORD
from tests.web.conftest import with_password
from tests.web.mails import last_mail, mails_to

LOGIN = "/accounts/login/"


@pytest.fixture
def alice(assets: None, world: TwoOffices) -> Person:
    """Somebody with a password, who reads English."""
    with_password(world.alice)
    people.set_language(person=world.alice, language="en")
    return world.alice


def sign_in(email: str, password: str = PASSWORD, client: Client | None = None) -> HttpResponse:
    return (client or Client()).post(LOGIN, {"login": email, "password": password})  # type: ignore[return-value]


def audit_lines() -> list[tuple[str, str, str]]:
    return [(one.action, one.outcome, one.code) for one in queries.operator_audit_events(operator_person())]


def test_a_password_opens_the_door_whatever_the_case_of_the_address(alice: Person) -> None:
    answer = sign_in(alice.email.upper())
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert ("account.sign_in", "done", "") in audit_lines()


def test_an_address_with_capitals_in_the_account_works_too(alice: Person) -> None:
    alice.email = f"Alice.{alice.email}"
    alice.save(update_fields=["email"])
    assert sign_in(alice.email.lower()).status_code == 302


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(alice: Person) -> None:
    wrong, unknown = sign_in(alice.email, "something else"), sign_in("nobody@example.test")
    assert wrong.status_code == unknown.status_code == 200
    assert error_of(wrong) == error_of(unknown) == ["The e-mail address or the password is not right."]
    assert ("account.sign_in", "refused", "WRONG-PASSWORD") in audit_lines()


def test_signing_in_leads_to_the_page_that_was_asked_for_and_to_no_other_site(alice: Person) -> None:
    form = {"login": alice.email, "password": PASSWORD}
    assert Client().post(LOGIN, {**form, "next": "/help/"}).headers["Location"] == "/help/"
    assert Client().post(LOGIN, {**form, "next": "https://elsewhere.example/"}).headers["Location"] == "/"


@pytest.mark.parametrize("kind", ["system", "placeholder"])
def test_house_persons_never_sign_in_even_with_a_password(alice: Person, kind: str) -> None:
    alice.kind = kind
    alice.save(update_fields=["kind"])
    assert error_of(sign_in(alice.email))


def test_the_operator_of_the_house_never_signs_in_even_with_a_password(alice: Person) -> None:
    house = operator_person()
    house.password = alice.password
    house.save(update_fields=["password"])
    assert error_of(sign_in(house.email))


def test_the_operator_gets_no_mail_and_no_code(alice: Person) -> None:
    operator_person()
    Client().post("/accounts/login/code/", {"email": OPERATOR_EMAIL})
    Client().post("/accounts/password/reset/", {"email": OPERATOR_EMAIL})
    assert mails_to(OPERATOR_EMAIL) == []


def test_an_ended_account_is_out_at_once(alice: Person) -> None:
    client = Client()
    sign_in(alice.email, client=client)
    assert client.get("/accounts/").status_code == 200
    Person.objects.filter(pk=alice.pk).update(is_active=False)
    assert client.get("/accounts/").status_code == 302
    assert error_of(sign_in(alice.email))


def test_five_wrong_passwords_close_the_door_for_a_while(alice: Person) -> None:
    for _attempt in range(5):
        sign_in(alice.email, "wrong")
    assert error_of(sign_in(alice.email)) == ["Too many attempts. Wait five minutes and try again."]


def test_a_code_by_mail_signs_in_once(alice: Person) -> None:
    client = Client()
    client.post("/accounts/login/code/", {"email": alice.email})
    code = code_in(last_mail(alice.email).text)
    assert error_of(client.post("/accounts/login/code/confirm/", {"code": "WRON-GONE"}), "code")
    assert client.post("/accounts/login/code/confirm/", {"code": code}).headers["Location"] == "/"
    again = Client()
    again.post("/accounts/login/code/", {"email": alice.email})
    assert error_of(again.post("/accounts/login/code/confirm/", {"code": code}), "code")
    assert ("account.sign_in", "refused", "WRONG-CODE") in audit_lines()


def test_after_three_wrong_codes_a_new_one_is_needed(alice: Person) -> None:
    client = Client()
    client.post("/accounts/login/code/", {"email": alice.email})
    for _attempt in range(3):
        answer = client.post("/accounts/login/code/confirm/", {"code": "WRON-GONE"})
    assert answer.headers["Location"] == "/accounts/login/code/"
    code = code_in(last_mail(alice.email).text)
    assert client.post("/accounts/login/code/confirm/", {"code": code}).status_code == 302
    assert "_auth_user_id" not in client.session


def test_an_unknown_address_gets_the_same_page_when_it_asks_for_a_code(alice: Person) -> None:
    known, unknown = (
        Client().post("/accounts/login/code/", {"email": email}) for email in (alice.email, "nobody@example.test")
    )
    assert known.headers["Location"] == unknown.headers["Location"]
    assert "There is no account with this address" in last_mail("nobody@example.test").subject


def test_a_code_goes_to_the_address_in_the_account_never_to_a_look_alike(alice: Person) -> None:
    """PostgreSQL holds the dotless i for an i when it compares without case; a mailbox does not."""
    lookalike = alice.email.replace("i", "\u0131", 1)
    Client().post("/accounts/login/code/", {"email": lookalike})
    assert mails_to(alice.email) == []


def test_a_forgotten_password_is_replaced_through_a_link_that_works_once(alice: Person) -> None:
    client = Client()
    client.post("/accounts/password/reset/", {"email": alice.email})
    link = re.search(r"(/accounts/password/reset/key/\S+)", last_mail(alice.email).text)
    assert link is not None
    page = client.get(link[1]).headers["Location"]
    assert error_of(client.post(page, {"password1": "short", "password2": "short"}), "password1")
    new = "een-heel-ander-wachtwoord"
    assert error_of(client.post(page, {"password1": new, "password2": "x" + new}), "password2")
    assert client.post(page, {"password1": new, "password2": new}).status_code == 302
    assert sign_in(alice.email, new).status_code == 302
    assert "can no longer be used" in Client().get(link[1]).text
    assert last_mail(alice.email).subject == "Your password was replaced by a new one"


def test_the_link_leads_to_our_own_address_whatever_the_request_says(alice: Person) -> None:
    Client().post("/accounts/password/reset/", {"email": alice.email}, headers={"host": "127.0.0.1"})
    assert settings.SITE_URL in last_mail(alice.email).text


def test_mail_is_in_the_language_of_whoever_receives_it(alice: Person) -> None:
    Person.objects.filter(pk=alice.pk).update(language="nl")
    Client().post("/accounts/login/code/", {"email": alice.email})
    assert last_mail(alice.email).subject == "Uw code om u aan te melden"


def test_nobody_signs_up_by_themselves(alice: Person) -> None:
    form = {"email": "new@example.test", "password1": PASSWORD, "password2": PASSWORD}
    assert "You need an invitation" in Client().post("/accounts/signup/", form).text
    assert not Person.objects.filter(email="new@example.test").exists()


@pytest.mark.parametrize("path", ["/accounts/email/", "/accounts/3rdparty/", "/accounts/confirm-email/"])
def test_what_is_not_in_use_has_no_address(alice: Person, path: str) -> None:
    client = Client()
    sign_in(alice.email, client=client)
    assert client.get(path).status_code == 404


def test_signing_out_is_asked_first_and_needs_a_click(alice: Person) -> None:
    client = Client()
    sign_in(alice.email, client=client)
    assert "Do you want to sign out" in client.get("/accounts/logout/").text
    assert client.get("/accounts/").status_code == 200
    assert client.post("/accounts/logout/").headers["Location"] == LOGIN
    assert client.get("/accounts/").status_code == 302
    assert ("account.sign_out", "done", "") in audit_lines()


def test_somebody_without_a_password_is_not_let_in_with_an_empty_one(alice: Person) -> None:
    Person.objects.filter(pk=alice.pk).update(password=make_password(None))
    assert error_of(sign_in(alice.email, "!"))


def test_ready_made_logins_stand_in_the_demonstration_only(alice: Person, settings: Settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings.FILES_DIR = tmp_path
    one = '{"email": "a@b.example", "name": "Ann", "office": "Bee", "role": "superuser", "password": "pw-of-ann"}'
    (tmp_path / "logins.json").write_text(f"[{one}]", encoding="utf-8")
    assert "Ann" not in Client().get(LOGIN).text
    settings.DEMO = True
    assert "Ann" in Client().get(LOGIN).text
    assert 'value="pw-of-ann"' in Client().get(f"{LOGIN}?as=a@b.example").text


def test_the_mail_of_the_demonstration_is_nowhere_else(alice: Person, settings: Settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings.MAIL_DIR = tmp_path
    (tmp_path / "one.eml").write_text("To: a@b.example\nSubject: Hello\n\nhttp://x.example/<script>", encoding="utf-8")
    for path in ("/demo/mail/", "/demo/mail/one.eml/", "/demo/mail/one.eml/html/"):
        assert Client().get(path).status_code == 404
    settings.DEMO = True
    settings.EMAIL_BACKEND = "overstap.durable.mail_files.FileBackend"
    assert "Hello" in Client().get("/demo/mail/").text
    assert "&lt;script&gt;" in Client().get("/demo/mail/one.eml/").text
    assert "sandbox" in Client().get("/demo/mail/one.eml/html/").headers["Content-Security-Policy"]
    assert Client().get("/demo/mail/..%2Fsecret-key/").status_code == 404
    assert Client().get("/demo/mail/two.eml/").status_code == 404


def error_of(answer: Any, field: str | None = None) -> list[str]:
    assert answer.status_code == 200, answer.status_code
    form = answer.context["form"]
    return list(form.errors.get(field, []) if field else form.non_field_errors())


def code_in(text: str) -> str:
    found = re.search(r"\b([A-Z]{4}-[A-Z]{4})\b", text)
    assert found is not None, text
    return found[1]
