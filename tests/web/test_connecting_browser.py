"""Connecting in a real browser: to the sandbox of Exact Online and back, and pages without barriers."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from overstap.connectors.exact_online.sandbox.app import application
from overstap.connectors.sandboxes.serving import serving
from overstap.connectors.sandboxes.world import World
from tests.connectors.little_world import CONSENTING, KEYED, add
from tests.moves.world import TwoOffices
from tests.web.browsing import sign_in, without_barriers
from tests.web.site import Site


@pytest.fixture(scope="module", autouse=True)
def _sandbox() -> Iterator[None]:
    """The server of this module finds Exact Online on this machine, and AFAS nowhere."""
    world = World()
    with serving(application(world), world) as served:
        known = {
            "OVERSTAP_PACKAGES": f"{CONSENTING},{KEYED}",
            "OVERSTAP_EXACT_ONLINE_URL": served.address,
            "OVERSTAP_EXACT_ONLINE_CLIENT_ID": "overstap-sandbox",
            "OVERSTAP_EXACT_ONLINE_CLIENT_SECRET": "sandbox-geheim",
        }
        os.environ.update(known)
        yield
    for name in known:
        del os.environ[name]


@pytest.fixture
def numbers(offices: TwoOffices, settings: Settings, django_db_blocker: DjangoDbBlocker) -> tuple[int, int]:
    """A connection by consent and one by key."""
    settings.ACCOUNTING_SYSTEMS = ("house", CONSENTING, KEYED)
    with django_db_blocker.unblock():
        return add(offices, CONSENTING), add(offices, KEYED, "12345")


def test_somebody_connects_by_agreeing_at_the_package(
    page: Page, site: Site, offices: TwoOffices, numbers: tuple[int, int]
) -> None:
    """The browser lets the form lead there: the policy of the page names the package."""
    sign_in(page, site.url, offices.alice.email)
    page.goto(f"{site.url}/e/{offices.giver.slug}/settings/office/connections/{numbers[0]}/")
    page.get_by_role("button", name="Koppelen").click()
    page.get_by_role("button", name="Toestaan").click()
    expect(page.get_by_text("Gekoppeld als Saskia de Boer")).to_be_visible()
    assert "code=" not in page.url
    page.get_by_role("button", name="Testen").click()
    expect(page.get_by_text("De koppeling werkt.")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_of_connecting_is_without_barriers(
    guarded: Page, site: Site, offices: TwoOffices, numbers: tuple[int, int], width: int
) -> None:
    """In light and dark; and nothing sticks out, on the narrowest phone neither."""
    sign_in(guarded, site.url, offices.alice.email)
    settings_pages = f"{site.url}/e/{offices.giver.slug}/settings/office"
    pages = [f"{settings_pages}/connections/{number}/" for number in numbers]
    pages += [f"{settings_pages}/connections/{numbers[0]}/forget/", f"{settings_pages}/systems/{CONSENTING}/can/"]
    guarded.guard.expected = {403}  # type: ignore[attr-defined] # an answer that nobody waits for has a page as well
    without_barriers(guarded, [*pages, f"{site.url}/connect/back/?code=x&state=y"], width)
