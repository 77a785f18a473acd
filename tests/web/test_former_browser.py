"""People who did not go along, in a real browser: without barriers, by keyboard, without JavaScript."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.connectors.orders import queue
from tests.moves.people.helpers import former, released
from tests.moves.world import TwoOffices
from tests.web.browsing import sign_in, without_barriers
from tests.web.site import Site


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
    pages = (f"migrations/{uid}/people/", "settings/people/former/", f"settings/people/former/{bob}/")
    without_barriers(guarded, [f"{site.url}/e/{world.receiver.slug}/{page}" for page in pages], width)


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
