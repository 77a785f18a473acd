"""Who may go where, for every address that there is: made from the list of addresses, so that none is forgotten."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from overstap.coupling.models import Coupling
from overstap.coupling.values import Stage
from overstap.tenancy import audit
from overstap.tenancy.models import Person
from overstap.tenancy.roles import Role
from tests.moves.world import TwoOffices
from tests.tenancy.people import join, make_person
from tests.web.addresses import addresses
from tests.web.examples import Examples, fill

SignIn = Callable[[Person], Client]

INSIDE = [one for one in addresses() if one.in_environment]
OUTSIDE = [one for one in addresses() if not one.in_environment]
# What a member with the least rights, without access to any administration, may see.
FOR_EVERY_MEMBER = {
    "home", "managing-app-deed", "managing-apps", "managing-personal", "managing-tokens", "tasks", "tour",
}  # fmt: skip
# What somebody may ask for who has not signed in: the ways in, and help.
FOR_EVERYBODY = {
    "bank-consent", "bank-consent-link", "quotation-by-link", "quotation-by-link-pdf", "quotation-by-link-refuse",
    "quotation-link",
    "connect-back",  # which says that nothing waits for an answer
    "account_confirm_login_code", "account_inactive", "account_login", "account_logout", "account_request_login_code",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "account_signup", "choose-language", "favicon.ico", "help:article",
    "help:index", "help:vote", "incident", "incident-filed", "invitation", "invitation-decline", "mfa_authenticate",
    "mfa_login_webauthn",
    "openid_connect_callback", "request-confirm", "request-environment", "request-sent", "sign-in-at-office",
    "socialaccount_login_cancelled", "socialaccount_login_error",
    "takeover-by-link", "takeover-by-link-export", "takeover-by-link-refuse", "takeover-link",
}  # fmt: skip
ONLY_OURS = "Bakkerij Jansen"  # a name that no other office may read anywhere
# What a move that is merely offered does not have: a proof, a verification; and what its giver may not decide.
NOT_YET = {
    "move-check-sample", "move-proof-json", "move-proof-pdf", "move-release", "move-reject", "move-take-back",
    "move-resume",
}  # fmt: skip
SENT = {  # files, downloaded in other tests
    "authorisation-file", "document-archive-file", "document-download", "document-preview", "export-audit-file",
    "conversion-csv", "import-findings-csv", "managing-audit-download",
}  # fmt: skip
ONLY_IN_THE_DEMONSTRATION = {"demo-mail", "demo-mail-one", "demo-mail-html"}


@pytest.fixture
def examples(world: TwoOffices, tmp_path: Path) -> Examples:
    """Something behind every address of the giver."""
    return fill(world, tmp_path)


def test_there_are_pages() -> None:
    assert len(INSIDE) > 40
    assert {one.name for one in OUTSIDE} >= FOR_EVERYBODY


def test_who_is_not_signed_in_is_asked_to(assets: None, examples: Examples) -> None:
    client, wrong = Client(), []
    for one in INSIDE:
        place = one.filled(examples.giver)
        for answer in (client.get(place), client.post(place)):
            asked = answer.headers.get("Location", "").startswith("/accounts/login/?next=")
            if not (answer.status_code == 405 or (answer.status_code == 302 and asked)):
                wrong.append((one.name, answer.status_code))
    assert wrong == []


def test_another_office_finds_nothing(signed_in: SignIn, world: TwoOffices, examples: Examples) -> None:
    client, wrong = signed_in(world.charlie), []
    for one in INSIDE:
        place = one.filled(examples.giver)
        for answer in (client.get(place), client.post(place)):
            told = [secret for secret in (ONLY_OURS, world.alice.email) if secret in answer.text]
            if answer.status_code not in (404, 405) or told:
                wrong.append((one.name, answer.status_code, told))
    assert wrong == []


def test_another_office_finds_nothing_of_ours_in_its_own_environment(
    signed_in: SignIn, world: TwoOffices, examples: Examples
) -> None:
    """The numbers and codes of one office under the address of another, where coupling is switched on too."""
    with audit.attempt(world.charlie, world.elsewhere.slug, "test") as actor:
        Coupling.objects.create(environment=actor.environment, switched_on_by=actor.person, stage=Stage.RUNNING)
    client, wrong = signed_in(world.charlie), []
    for one in INSIDE:
        place = one.filled({**examples.giver, "environment": world.elsewhere.slug})
        for answer in (client.get(place), client.post(place)):
            told = answer.status_code != 302 and [
                secret for secret in (ONLY_OURS, world.alice.email) if secret in answer.text
            ]
            about_ours = {"code", "uid", "draft", "person", "former"} & set(one.parts)
            if told or (about_ours and answer.status_code not in (404, 405)):
                wrong.append((one.name, answer.status_code, told))
    assert wrong == []


def test_the_role_with_the_least_rights_is_refused(signed_in: SignIn, world: TwoOffices, examples: Examples) -> None:
    somebody = make_person("Rita")
    join(world.alice, world.giver.slug, somebody, Role.RESTRICTED_CLIENT_USER)
    client, wrong = signed_in(somebody), []
    for one in INSIDE:
        place = one.filled(examples.giver)
        for answer in (client.get(place), client.post(place)):
            allowed = (200, 302, 405, 422) if one.name in FOR_EVERY_MEMBER else (403, 404, 405)
            if answer.status_code not in allowed or ONLY_OURS in answer.text:
                wrong.append((one.name, answer.status_code))
    assert wrong == []


def test_a_superuser_gets_an_answer_everywhere(signed_in: SignIn, world: TwoOffices, examples: Examples) -> None:
    giver, receiver, wrong = signed_in(world.alice), signed_in(world.dora), []
    for one in (page for page in INSIDE if page.name not in NOT_YET | SENT):
        receives = one.name.startswith("receive")
        client, mine = (receiver, examples.receiver) if receives else (giver, examples.giver)
        answer = client.get(one.filled(mine))
        if answer.status_code not in (200, 302, 405):
            wrong.append((one.name, answer.status_code))
    assert wrong == []


def test_what_belongs_to_a_person_asks_who_that_is(assets: None, db: None) -> None:
    examples = {
        "slug": "start-migration", "token": "x", "name": "x", "uid": "00000000-0000-4000-8000-000000000000", "pk": "1",
        "provider_id": "office", "number": "1", "person": "x",
    }  # fmt: skip
    wrong = []
    for one in OUTSIDE:
        if one.name == "account_reset_password_from_key":  # an address by pattern; test_signing_in follows a real one
            continue
        answer = Client().get(one.filled(examples))
        to_sign_in = "/accounts/login/" in answer.headers.get("Location", "")
        if one.name in FOR_EVERYBODY:
            right = answer.status_code < 500 and "next=" not in answer.headers.get("Location", "")
        elif one.name in ONLY_IN_THE_DEMONSTRATION:
            right = answer.status_code == 404
        else:
            right = answer.status_code == 405 or to_sign_in
        if not right:
            wrong.append((one.name, answer.status_code))
    assert wrong == []
