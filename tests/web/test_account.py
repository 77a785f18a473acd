"""One's own account: profile, second steps, recovery codes, sessions; with Django's client."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client, TestCase
from pytest_django import DjangoAssertNumQueries

from overstap.tenancy import people, queries
from overstap.tenancy.access import operator_person
from overstap.tenancy.models import Person
from tests.moves.world import TwoOffices
from tests.web.browsing import PASSWORD
from tests.web.conftest import with_password
from tests.web.mails import last_mail
from tests.web.totp import code_now

MALFORMED = (
    "",
    "{}",
    "[]",
    "null",
    "{not json",
    '{"id": "AA", "response": {}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": []}',
    '{"id": 1, "rawId": 1, "type": "public-key", "response": {"clientDataJSON": "AA"}}',
    '{"id": "AA", "rawId": "AA", "response": {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA"}}',
    '{"id": "AA", "rawId": "AA", "response": {"clientDataJSON": "e30", "attestationObject": "AA"}}',
)
ACTIVATE = "/accounts/2fa/totp/activate/"


@pytest.fixture
def alice(assets: None, world: TwoOffices) -> Person:
    """Somebody with a password."""
    with_password(world.alice)
    people.set_language(person=world.alice, language="en")
    return world.alice


@pytest.fixture
def client(alice: Person) -> Client:
    """Alice, who has just shown twice that it is her."""
    return sure_client(alice)


def sure_client(person: Person) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def with_app(client: Client) -> str:
    """Set up an authenticator app; gives its secret. (What allauth does after the commit is done at once.)"""
    secret = secret_on(client.get(ACTIVATE).text)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert client.post(ACTIVATE, {"code": code_now(secret)}).status_code == 302
    return secret


def secret_on(page: str) -> str:
    found = re.search(r'class="secret">([A-Z2-7]+)<', page)
    assert found is not None
    return found[1]


def codes_on(page: str) -> list[str]:
    return re.findall(r"<li><code>(\d+)</code>", page)


def test_name_and_language_are_ones_own_to_change(client: Client, alice: Person) -> None:
    answer = client.post("/accounts/", {"name": "Alice de Vries", "language": "en"}, follow=True)
    assert "Your profile was saved." in answer.text
    alice.refresh_from_db()
    assert (alice.name, alice.language) == ("Alice de Vries", "en")


@pytest.mark.parametrize("wrong", [{"name": "", "language": "en"}, {"name": "A\u202eB", "language": "en"},
                                   {"name": "Alice", "language": "fr"}])  # fmt: skip
def test_a_name_that_cannot_be_shown_is_refused(client: Client, alice: Person, wrong: dict[str, str]) -> None:
    answer = client.post("/accounts/", wrong)
    assert answer.status_code in (200, 422)
    before = alice.name
    alice.refresh_from_db()
    assert alice.name == before


@pytest.mark.parametrize("path", ["/accounts/", "/accounts/2fa/", "/accounts/sessions/", ACTIVATE])
def test_a_stranger_sees_none_of_it(assets: None, db: None, path: str) -> None:
    assert Client().get(path).headers["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("path", [ACTIVATE, "/accounts/2fa/webauthn/add/"])
def test_who_changes_how_to_sign_in_shows_once_more_who_they_are(alice: Person, path: str) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    assert client.get(path).headers["Location"].startswith("/accounts/reauthenticate/")
    answer = client.post("/accounts/reauthenticate/", {"password": "wrong", "next": path})
    assert "This password is not right." in answer.text
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": path}).headers["Location"] == path


def test_an_authenticator_app_is_asked_for_at_the_next_sign_in(client: Client, alice: Person) -> None:
    secret = with_app(client)
    assert last_mail(alice.email).subject == "An authenticator app was added to your account"
    again = Client()
    form = {"login": alice.email, "password": PASSWORD, "next": "/help/"}
    assert again.post("/accounts/login/", form).headers["Location"] == "/accounts/2fa/authenticate/"
    assert again.get("/accounts/").status_code == 302
    assert "This code is not right" in again.post("/accounts/2fa/authenticate/", {"code": "000000"}).text
    assert again.post("/accounts/2fa/authenticate/", {"code": code_now(secret)}).headers["Location"] == "/help/"
    third = Client()
    third.post("/accounts/login/", form)
    used = third.post("/accounts/2fa/authenticate/", {"code": code_now(secret)})
    assert "This code is not right, or was used already." in used.text


def test_a_wrong_first_code_sets_nothing_up(client: Client, alice: Person) -> None:
    secret = secret_on(client.get(ACTIVATE).text)
    answer = client.post(ACTIVATE, {"code": "12"})
    assert "This code is not right" in answer.text
    assert secret_on(answer.text) == secret
    assert not Authenticator.objects.filter(user_id=alice.pk).exists()


def test_secrets_are_not_kept_in_clear(client: Client, alice: Person) -> None:
    secret = with_app(client)
    stored = " ".join(str(one.data) for one in Authenticator.objects.filter(user_id=alice.pk))
    assert stored
    assert secret not in stored


def test_a_changed_key_of_the_installation_gets_a_page_that_says_so(client: Client, alice: Person, settings) -> None:  # type: ignore[no-untyped-def]
    with_app(client)
    one = Authenticator.objects.get(user_id=alice.pk, type="totp")
    one.data["secret"] = "gAAAAA-from-another-key"
    one.save()
    again = Client()
    again.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    answer = again.post("/accounts/2fa/authenticate/", {"code": "123456"})
    assert answer.status_code == 403
    assert "MFA-SECRET-UNREADABLE" in answer.text


def test_a_recovery_code_works_once(client: Client, alice: Person) -> None:
    with_app(client)
    codes = codes_on(client.get("/accounts/2fa/recovery-codes/").text)
    assert len(set(codes)) == 10
    for expected in (302, 200):
        again = Client()
        again.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
        assert again.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == expected


def test_recovery_codes_are_downloaded_and_replaced(client: Client, alice: Person) -> None:
    with_app(client)
    before = codes_on(client.get("/accounts/2fa/recovery-codes/").text)
    assert client.get("/accounts/2fa/recovery-codes/download/").text.split() == before
    client.post("/accounts/2fa/recovery-codes/generate/")
    after = codes_on(client.get("/accounts/2fa/recovery-codes/").text)
    assert not set(before) & set(after)
    wrapped = RecoveryCodes(Authenticator.objects.get(user_id=alice.pk, type="recovery_codes"))
    assert not wrapped.validate_code(before[0])


def test_without_the_app_no_code_is_asked_for_any_more(client: Client, alice: Person) -> None:
    with_app(client)
    assert client.post("/accounts/2fa/totp/deactivate/").headers["Location"] == "/accounts/2fa/"
    assert not Authenticator.objects.filter(user_id=alice.pk).exists()
    assert last_mail(alice.email).subject == "The authenticator app was removed from your account"


def test_changes_stand_in_the_audit_log(client: Client, alice: Person) -> None:
    with_app(client)
    client.post("/accounts/2fa/totp/deactivate/")
    lines = {(one.action, one.person) for one in queries.operator_audit_events(operator_person())}
    assert {("account.second_step.add", alice.email), ("account.second_step.remove", alice.email)} <= lines


def test_a_password_is_changed_by_who_knows_the_present_one(client: Client, alice: Person) -> None:
    new = "een-heel-ander-wachtwoord"
    page = "/accounts/password/change/"
    wrong = client.post(page, {"oldpassword": "wrong", "password1": new, "password2": new})
    assert "Type your present password." in wrong.text
    like_me = client.post(page, {"oldpassword": PASSWORD, "password1": alice.email, "password2": alice.email})
    assert like_me.context["form"].errors["password1"]
    done = client.post(page, {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert done.headers["Location"] == "/accounts/2fa/"
    assert last_mail(alice.email).subject == "Your password was changed"


def test_who_has_no_password_can_choose_one(alice: Person, signed_in) -> None:  # type: ignore[no-untyped-def]
    alice.set_unusable_password()
    alice.save()
    client = signed_in(alice)
    assert "Your account has no password yet" in client.get("/accounts/2fa/").text
    new = "een-heel-ander-wachtwoord"
    client.post("/accounts/password/set/", {"password1": new, "password2": new})
    alice.refresh_from_db()
    assert alice.check_password(new)


def test_signing_out_everywhere_else_leaves_only_this_session(client: Client, alice: Person) -> None:
    other = sure_client(alice)
    assert client.get("/accounts/sessions/").text.count('<th scope="row">') == 2
    client.post("/accounts/sessions/")
    assert client.get("/accounts/").status_code == 200
    assert other.get("/accounts/").status_code == 302


def test_a_passkey_of_somebody_else_is_not_found(client: Client, world: TwoOffices) -> None:
    foreign = Authenticator.objects.create(user=world.bob, type="webauthn", data={"name": "of Bob", "credential": {}})
    for verb in ("edit", "remove"):
        assert client.get(f"/accounts/2fa/webauthn/keys/{foreign.pk}/{verb}/").status_code == 404
        assert client.post(f"/accounts/2fa/webauthn/keys/{foreign.pk}/{verb}/", {"name": "x"}).status_code == 404


@pytest.mark.parametrize("credential", MALFORMED)
def test_a_malformed_passkey_is_refused_politely(client: Client, alice: Person, credential: str) -> None:
    client.get("/accounts/2fa/webauthn/add/")
    answer = client.post("/accounts/2fa/webauthn/add/", {"name": "x", "credential": credential})
    assert answer.status_code == 200
    assert not Authenticator.objects.filter(user_id=alice.pk).exists()
    assert Client().post("/accounts/2fa/webauthn/login/", {"credential": credential}).status_code == 302


def test_the_account_pages_ask_the_database_a_fixed_number_of_questions(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for path in ("/accounts/", "/accounts/2fa/", "/accounts/sessions/"):
        with django_assert_max_num_queries(12):
            client.get(path)
