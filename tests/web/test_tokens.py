"""Settings > Tokens, with Django's client."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from overstap.tenancy import access
from overstap.tenancy.roles import Role
from overstap.tenancy.tokens import entering
from overstap.tenancy.tokens.models import Token
from tests.moves.world import TwoOffices
from tests.tenancy.people import join, make_person
from tests.web.settings_world import SignedIn, address

TOKENS = "settings/tokens/"
FORM = {"name": "Scanner", "scopes": ["documents:write"], "days": "90"}


def _secret(text: str) -> str:
    return "ovs_" + text.partition('value="ovs_')[2].partition('"')[0]


def _uid(world: TwoOffices) -> str:
    with access.enter(world.alice, world.giver.slug):
        return str(Token.objects.get().uid)


def test_the_secret_is_on_the_page_once_and_nowhere_kept(signed_in: SignedIn, world: TwoOffices) -> None:
    client, place = signed_in(world.alice), address(world, TOKENS)
    answer = client.post(place, FORM)
    secret = _secret(answer.text)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert entering.bearer(secret, "192.0.2.1").person == world.alice
    again = client.get(place)
    assert secret not in again.text
    assert "Scanner" in again.text


def test_whoever_has_no_token_reads_what_one_is_for(signed_in: SignedIn, world: TwoOffices) -> None:
    assert "No tokens yet" in _english(signed_in, world).get(address(world, TOKENS)).text


def test_a_token_is_revoked_after_asking(signed_in: SignedIn, world: TwoOffices) -> None:
    client = signed_in(world.alice)
    secret = _secret(client.post(address(world, TOKENS), FORM).text)
    place = address(world, f"{TOKENS}{_uid(world)}/revoke/")
    assert client.get(place).status_code == 200
    assert client.post(place).status_code == 302
    with pytest.raises(entering.TokenRefused):
        entering.bearer(secret, "192.0.2.1")


@pytest.mark.parametrize(
    "change", [{"name": ""}, {"name": "x" * 200}, {"scopes": []}, {"scopes": ["x"]}, {"days": "9999"}, {"days": "x"}]
)
def test_a_form_that_is_not_right_comes_back(change: dict[str, object], signed_in: SignedIn, world: TwoOffices) -> None:
    answer = signed_in(world.alice).post(address(world, TOKENS), {**FORM, **change})
    assert answer.status_code == 422
    assert "ovs_" not in answer.text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SUPERUSER])
def test_every_role_has_tokens_of_its_own_and_none_of_others(
    role: Role, signed_in: SignedIn, world: TwoOffices
) -> None:
    signed_in(world.alice).post(address(world, TOKENS), {**FORM, "name": "Of Alice"})
    somebody = make_person(role.value)
    join(world.alice, world.giver.slug, somebody, role)
    client = signed_in(somebody)
    assert client.post(address(world, TOKENS), FORM).status_code == 200
    shown = client.get(address(world, TOKENS)).text
    assert "Scanner" in shown
    assert "Of Alice" not in shown
    with access.enter(world.alice, world.giver.slug):
        other = Token.objects.get(name="Of Alice").uid
    assert client.post(address(world, f"{TOKENS}{other}/revoke/")).status_code == 404


def test_somebody_from_elsewhere_finds_nothing(signed_in: SignedIn, world: TwoOffices) -> None:
    signed_in(world.alice).post(address(world, TOKENS), FORM)
    place = f"{TOKENS}{_uid(world)}/revoke/"
    assert signed_in(world.charlie).get(address(world, place)).status_code == 404
    assert Client().get(address(world, TOKENS)).status_code == 302


def test_the_page_asks_the_same_number_of_questions_however_many_there_are(
    signed_in: SignedIn, world: TwoOffices
) -> None:
    client, place = signed_in(world.alice), address(world, TOKENS)
    client.post(place, FORM)
    with CaptureQueriesContext(connection) as one:
        client.get(place)
    for number in range(5):
        client.post(place, {**FORM, "name": f"Scanner {number}"})
    with CaptureQueriesContext(connection) as six:
        client.get(place)
    assert len(six) == len(one) <= 20


def _english(signed_in: SignedIn, world: TwoOffices) -> Client:
    world.alice.language = "en"
    world.alice.save(update_fields=["language"])
    return signed_in(world.alice)
