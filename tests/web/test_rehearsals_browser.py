"""Rehearsals and delivery addresses in a real browser: followed live, without JavaScript, and without barriers."""

import pytest
from playwright.sync_api import Browser, Page, expect

from overstap.tenancy import audit
from overstap.tenancy.addresses import actions as addresses
from tests.moves.world import CODE, TwoOffices
from tests.web.browsing import sign_in, without_barriers
from tests.web.site import Site


def address(site: Site, world: TwoOffices, page: str) -> str:
    return f"{site.url}/e/{world.giver.slug}/{page}"


def give_addresses(world: TwoOffices) -> None:
    """One that forwards and one in use."""
    with audit.attempt(world.alice, world.giver.slug, "x") as actor:
        addresses.give(actor=actor, code=CODE)
        addresses.choose_style(actor=actor, style="random")
        addresses.give(actor=actor, code=CODE)


def rehearsed(page: Page, site: Site, world: TwoOffices) -> str:
    """From the administration, followed until it is done; gives the address of the result."""
    page.goto(address(site, world, f"administrations/{CODE}/"))
    page.get_by_role("link", name="Proefdraaien").click()
    expect(page.get_by_role("checkbox", name="Bakkerij Jansen")).to_be_checked()
    page.get_by_role("button", name="Proefdraaien").click()
    expect(page.get_by_text("Geslaagd").first).to_be_visible(timeout=30_000)
    return page.url


def test_a_rehearsal_is_ordered_by_keyboard_and_its_result_appears_by_itself(
    guarded: Page, site: Site, offices: TwoOffices
) -> None:
    sign_in(guarded, site.url, offices.alice.email)
    guarded.goto(address(site, offices, f"migrations/rehearsals/new/?code={CODE}"))
    guarded.get_by_role("button", name="Proefdraaien").focus()
    guarded.keyboard.press("Enter")
    guarded.wait_for_url("**/rehearsals/*-*/")
    guarded.evaluate("window.stayed = true")
    expect(guarded.get_by_role("heading", name="Hoelang er niets kan worden opgeslagen")).to_be_visible(timeout=30_000)
    guarded.get_by_role("link", name="Alleen verschillen").click()
    expect(guarded.get_by_text("Geen rekening verschilt")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_are_without_barriers(guarded: Page, site: Site, offices: TwoOffices, width: int) -> None:
    """In light and dark; and nothing sticks out, on the narrowest phone neither."""
    give_addresses(offices)
    sign_in(guarded, site.url, offices.alice.email)
    pages = [
        rehearsed(guarded, site, offices),
        *(
            address(site, offices, page)
            for page in (
                "migrations/rehearsals/",
                f"migrations/rehearsals/new/?code={CODE}",
                "settings/addresses/",
                f"settings/administrations/{CODE}/addresses/",
                "settings/add-administration/",
            )
        ),
    ]
    without_barriers(guarded, pages, width)


def test_everything_works_without_javascript(browser: Browser, site: Site, offices: TwoOffices) -> None:
    context = browser.new_context(java_script_enabled=False, locale="nl-NL")
    page = context.new_page()
    sign_in(page, site.url, offices.alice.email)
    page.goto(address(site, offices, f"settings/administrations/{CODE}/addresses/"))
    page.get_by_role("button", name="Aanleveradres geven").click()
    expect(page.get_by_role("cell", name="In gebruik")).to_be_visible()
    page.goto(address(site, offices, f"migrations/rehearsals/new/?code={CODE}"))
    page.get_by_role("button", name="Proefdraaien").click()
    for _time in range(60):
        if page.get_by_text("Geslaagd").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(page.locator("#verify-1")).to_be_visible()
    context.close()
