"""The shell of the operator's console: who gets in, and what stands there."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django.fixtures import Settings as SettingsWrapper

from overstap.tenancy.models import Person
from tests.moves.world import TwoOffices
from tests.tenancy.operators.people import make_operator
from tests.web.addresses import addresses
from tests.web.operating import console, olga

__all__ = ["console", "olga"]
SignIn = Callable[[Person], Client]
OURS = [one for one in addresses() if one.route.startswith("operator/")]


def test_the_console_is_where_an_operator_starts(console: Client) -> None:
    assert console.get("/", follow=True).request["PATH_INFO"] == "/operator/"


def test_every_line_of_the_menu_leads_to_a_page(console: Client) -> None:
    from overstap.web.operating import menu

    for link in menu.links("/operator/"):
        answer = console.get(link.address)
        assert answer.status_code == 200, link.address
        assert 'aria-current="page"' in answer.text


def test_a_superuser_finds_no_console(signed_in: SignIn, world: TwoOffices) -> None:
    """Every address under /operator/, whatever is filled in."""
    client = signed_in(world.alice)
    examples = {part: "x" for one in OURS for part in one.parts}
    examples |= {"uid": "00000000-0000-4000-8000-000000000000", "number": "1"}
    for one in OURS:
        place = one.filled(examples)
        statuses = {client.get(place).status_code, client.post(place).status_code}
        assert statuses <= {404, 405}, place


def test_a_stranger_is_asked_to_sign_in(assets: None, db: None) -> None:
    answer = Client().get("/operator/")
    assert answer.headers["Location"] == "/accounts/login/?next=/operator/"


def test_an_operator_without_a_second_step_is_led_to_it(signed_in: SignIn, db: None) -> None:
    client = signed_in(make_operator())
    for answer in (client.get("/operator/"), client.post("/operator/")):
        assert answer.headers["Location"] == "/accounts/2fa/"
    page = client.get("/accounts/2fa/")
    assert page.status_code == 200
    assert "tweede stap" in page.text


def test_the_demonstration_asks_no_second_step_and_says_so(
    signed_in: SignIn, db: None, settings: SettingsWrapper
) -> None:
    settings.DEMO = True
    page = signed_in(make_operator()).get("/operator/")
    assert page.status_code == 200
    assert "demonstratie" in page.text


def test_an_operator_who_is_removed_is_out_at_once(console: Client, olga: Person) -> None:
    olga.is_active = False
    olga.save()
    assert console.get("/operator/").headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("place", ["", "administrations/", "migrations/", "settings/audit-log/"])
def test_an_operator_sees_no_environment(console: Client, world: TwoOffices, place: str) -> None:
    answer = console.get(f"/e/{world.giver.slug}/{place}")
    assert answer.status_code == 404
    assert "Jansen" not in answer.text
