"""Conversions in a real browser: the whole way by keyboard, and without barriers."""

import pytest
from playwright.sync_api import Page, expect

from tests.moves.conversions.walking import NEW
from tests.moves.world import CODE, TwoOffices
from tests.web.browsing import sign_in, without_barriers
from tests.web.site import Site


def drawn_up(page: Page, site: Site, world: TwoOffices) -> str:
    """Draw one up on the page; gives its address."""
    page.goto(f"{site.url}/e/{world.giver.slug}/migrations/conversions/new/?source=house&target=house")
    page.select_option("#source-code", CODE)
    page.fill("#new-code", NEW)
    page.get_by_role("button", name="Bekijk wat er mee kan").press("Enter")
    page.wait_for_url("**/conversions/*-*/")
    return page.url


@pytest.mark.parametrize("width", [1440, 390])
def test_it_goes_from_plan_to_report_by_keyboard_and_without_barriers(
    guarded: Page, site: Site, offices: TwoOffices, width: int
) -> None:
    """In light and dark; the progress appears by itself."""
    sign_in(guarded, site.url, offices.alice.email)
    guarded.set_viewport_size({"width": width, "height": 900})
    address = drawn_up(guarded, site, offices)
    without_barriers(guarded, [address], width)
    guarded.goto(address)
    guarded.locator("form[action$='/begin/'] button").press("Enter")
    expect(guarded.locator("form[action$='/write/'] button")).to_be_visible(timeout=30_000)
    for page in (f"{address}mapping/", f"{site.url}/e/{offices.giver.slug}/migrations/conversions/"):
        without_barriers(guarded, [page], width)
    guarded.goto(address)
    guarded.locator("form[action$='/write/'] button").press("Enter")
    expect(guarded.get_by_text("gegeven voor gegeven en saldo voor saldo")).to_be_visible(timeout=30_000)
    without_barriers(guarded, [address], width)
