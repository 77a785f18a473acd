"""People who did not go along, in a real browser: without barriers, by keyboard, without JavaScript."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.connectors.orders import queue
from tests.moves.people.helpers import former, released
from tests.moves.world import TwoOffices
from tests.web.browsing import AXE_RULES, sign_in
from tests.web.site import Site

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture
def moved(offices: TwoOffices) -> tuple[TwoOffices, str]:
    """A move that was released; gives its number."""
    with queue():
        uid = str(released(offices))
    return offices, uid


@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_are_without_barriers(guarded: Page, site: Site, moved: tuple[TwoOffices, str], width: int) -> None:
    """In light and dark; and nothing sticks out, on the narrowest phone neither."""
    world, uid = moved
    sign_in(guarded, site.url, world.dora.email)
    bob = former(world, "Bob").uid
    for page in (f"migrations/{uid}/people/", "settings/people/former/", f"settings/people/former/{bob}/"):
        guarded.set_viewport_size({"width": width, "height": 900})
        guarded.goto(f"{site.url}/e/{world.receiver.slug}/{page}")
        expect(guarded.get_by_role("heading", level=1)).to_be_visible()
        for scheme in SCHEMES:
            guarded.emulate_media(color_scheme=scheme)
            found = Axe().run(guarded, options={"runOnly": AXE_RULES})
            assert found.violations_count == 0, f"{page} {scheme}: {found.generate_report()}"
        guarded.set_viewport_size({"width": 320, "height": 900})
        assert guarded.evaluate("document.documentElement.scrollWidth") <= 320, page


def test_it_all_works_without_javascript(browser: Browser, site: Site, moved: tuple[TwoOffices, str]) -> None:
    """R067, R082 to R084: access for oneself, an invitation by keyboard, a link and its undoing."""
    world, uid = moved
    page = browser.new_page(java_script_enabled=False, locale="en-GB")
    sign_in(page, site.url, world.dora.email)
    page.goto(f"{site.url}/e/{world.receiver.slug}/migrations/{uid}/")
    page.locator("#people form button").click()
    expect(page.locator("#people form")).to_have_count(0)
    page.goto(f"{site.url}/e/{world.receiver.slug}/migrations/{uid}/people/")
    page.locator(".former form button").first.press("Enter")
    expect(page.locator(".former [data-tone=wait]")).to_have_count(1)
    alice = former(world, "Alice").uid
    page.goto(f"{site.url}/e/{world.receiver.slug}/settings/people/former/{alice}/")
    page.locator("#link select").select_option(index=1)
    page.locator("#link input[name=reason]").fill("Takes over")
    page.locator("#link button").click()
    expect(page.locator(".head [data-tone=ok]")).to_have_count(1)
    page.locator("details summary").first.click()
    page.locator("#unlink_reason").fill("A mistake")
    page.locator("details button").first.click()
    expect(page.locator(".head [data-tone=info]")).to_have_count(1)
    page.close()
