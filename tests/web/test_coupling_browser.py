"""Setting a coupling up in a real browser, with Exact Online played over a socket: by keyboard, without barriers, also
without scripts."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from overstap.connectors.exact_online.sandbox.app import application
from overstap.connectors.sandboxes.serving import serving
from overstap.connectors.sandboxes.world import World
from overstap.tenancy.values import PackageFamily
from tests.connectors.exact_online.driven import BOOKS, EMPTY
from tests.connectors.little_world import add
from tests.coupling.builder import switched_on
from tests.moves.world import TwoOffices
from tests.web.browsing import sign_in, without_barriers
from tests.web.site import Site

WIDTHS = (1440, 390)
PATIENCE = 60_000  # milliseconds for the worker


@pytest.fixture(scope="module", autouse=True)
def _sandbox() -> Iterator[None]:
    """Server and worker of this module find Exact Online on this machine."""
    world = World()
    with serving(application(world), world) as served:
        known = {
            "OVERSTAP_PACKAGES": "exact_online",
            "OVERSTAP_EXACT_ONLINE_URL": served.address,
            "OVERSTAP_EXACT_ONLINE_CLIENT_ID": "overstap-sandbox",
            "OVERSTAP_EXACT_ONLINE_CLIENT_SECRET": "sandbox-geheim",
        }
        os.environ.update(known)
        yield
    for name in known:
        del os.environ[name]


@pytest.fixture
def number(offices: TwoOffices, settings: Settings, django_db_blocker: DjangoDbBlocker) -> int:
    """A connection with Exact Online that nobody agreed to yet, in an environment where coupling is on."""
    settings.ACCOUNTING_SYSTEMS = ("house", "exact_online")
    with django_db_blocker.unblock():
        switched_on(offices)
        return add(offices, PackageFamily.EXACT_ONLINE)


def connect(page: Page, site: Site, world: TwoOffices, number: int) -> None:
    """Step 1: agree at Exact Online, and come to the coupling from the page of the connection (R195)."""
    page.goto(f"{site.url}/e/{world.giver.slug}/settings/office/connections/{number}/")
    page.get_by_role("button", name="Koppelen", exact=True).press("Enter")
    page.get_by_role("button", name="Toestaan").press("Enter")
    page.locator("#several a").press("Enter")


def test_it_goes_from_connecting_to_running_by_keyboard_and_without_barriers(
    page: Page, site: Site, offices: TwoOffices, number: int
) -> None:
    """R196 to R223, in light and dark, at a desk and on a phone; the progress appears by itself."""
    own = f"{site.url}/e/{offices.giver.slug}/contacts/coupling/"
    sign_in(page, site.url, offices.alice.email)
    _look(page, own)
    connect(page, site, offices, number)
    expect(page).to_have_url(f"{own}select/")
    _look(page, f"{own}select/")
    for code in (BOOKS, EMPTY):
        page.locator(f"input[value='{number}:{code}']").press("Space")
    _next(page, "Volgende", f"{own}configure/")
    _look(page, f"{own}configure/")
    first = page.locator("input[data-example]").first
    first.fill("017")
    expect(page.locator(".setting-up__number b").first).to_have_text("017")
    _next(page, "Volgende", f"{own}confirm/")
    _look(page, f"{own}confirm/")
    page.locator("input[name=understood]").press("Space")
    _next(page, "Synchroniseren", own)
    expect(page.get_by_role("button", name="Verder naar matchen")).to_be_visible(timeout=PATIENCE)
    _look(page, own)
    _accept_all(page)
    _next(page, "Verder naar matchen", own)
    _look(page, own)
    page.get_by_role("button", name="Verder naar de instellingen").press("Enter")
    expect(page.get_by_role("button", name="Afronden")).to_be_visible(timeout=PATIENCE)
    _set_each(page, own)
    _next(page, "Afronden", own)
    expect(page.locator(".head .badge")).to_have_text("Loopt gelijk")
    _look(page, own)
    _let_go(page, own)


def test_it_can_be_set_up_without_scripts(browser: Browser, site: Site, offices: TwoOffices, number: int) -> None:
    context = browser.new_context(java_script_enabled=False, locale="nl-NL")
    page = context.new_page()
    own = f"{site.url}/e/{offices.giver.slug}/contacts/coupling/"
    sign_in(page, site.url, offices.alice.email)
    connect(page, site, offices, number)
    page.locator(f"input[value='{number}:{EMPTY}']").check()
    _next(page, "Volgende", f"{own}configure/")
    page.get_by_label("Met de hand").check()
    _next(page, "Volgende", f"{own}confirm/")
    page.locator("input[name=understood]").check()
    _next(page, "Synchroniseren", own)
    expect(page.get_by_text("Laat de contacten even met rust.")).to_be_visible()
    context.close()


def _look(page: Page, address: str) -> None:
    for width in WIDTHS:
        without_barriers(page, [address], width)
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    page.goto(address)


def _next(page: Page, button: str, address: str) -> None:
    page.get_by_role("button", name=button, exact=True).press("Enter")
    page.wait_for_url(address)


def _accept_all(page: Page) -> None:
    """What has to be dealt with is left as it is."""
    while page.get_by_role("button", name="Zo laten").count():
        page.get_by_role("button", name="Zo laten").first.press("Enter")
        page.wait_for_load_state()


def _let_go(page: Page, own: str) -> None:
    """One of both is uncoupled; its contacts stay, and say so."""
    page.locator("a[href$='/uncouple/']").first.press("Enter")
    _look(page, page.url)
    _next(page, "Ontkoppelen", own)
    page.goto(own.removesuffix("coupling/"))
    page.locator("tbody th a").first.press("Enter")
    expect(page.locator(".list--cards .badge").first).to_have_text("Ontkoppeld")
    _look(page, page.url)


def _set_each(page: Page, own: str) -> None:
    for place in range(2):
        page.locator("a.row").nth(place).press("Enter")
        expect(page.get_by_label("Verkoopdagboek")).to_have_value("70")
        if place == 0:
            _look(page, page.url)
        _next(page, "Opslaan", own)
