"""Settings and the audit log in a real browser: without barriers, by keyboard, without JavaScript."""

import pytest
from playwright.sync_api import Browser, Page, expect

from overstap.tenancy import audit, people
from overstap.tenancy.roles import Role
from tests.moves.world import CODE, TwoOffices
from tests.web.browsing import sign_in, without_barriers
from tests.web.site import Site

PAGES = (
    "settings/",
    "settings/office/",
    "settings/office/systems/",
    "settings/office/systems/twinfield/",
    "settings/environment/",
    "settings/administrations/",
    "settings/add-administration/",
    f"settings/administrations/{CODE}/",
    f"settings/administrations/{CODE}/users/",
    "settings/people/",
    "settings/people/roles/",
    "settings/people/invitations/",
    "settings/people/{bob}/",
    "settings/people/{bob}/end/",
    "settings/licence/",
    "settings/personal/",
    "audit/",
)


def address(site: Site, world: TwoOffices, page: str) -> str:
    return f"{site.url}/e/{world.giver.slug}/{page.format(bob=world.bob.uid)}"


def invite_somebody(world: TwoOffices) -> None:
    with audit.attempt(world.alice, world.giver.slug, "invitation.send") as actor:
        people.invite(actor=actor, email="een.nieuwe.collega@example.test", role=Role.RESTRICTED_CLIENT_USER)


@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_is_without_barriers(guarded: Page, site: Site, offices: TwoOffices, width: int) -> None:
    """In light and dark; and nothing sticks out, on the narrowest phone neither."""
    invite_somebody(offices)
    sign_in(guarded, site.url, offices.alice.email)
    without_barriers(guarded, [address(site, offices, page) for page in PAGES], width)


def test_access_is_switched_by_keyboard_without_loading_the_page(
    guarded: Page, site: Site, offices: TwoOffices
) -> None:
    """R085."""
    sign_in(guarded, site.url, offices.alice.email)
    guarded.goto(address(site, offices, f"settings/administrations/{CODE}/users/"))
    guarded.evaluate("window.stayed = true")
    switch = guarded.get_by_role("switch", name="Toegang van Bob")
    expect(switch).to_have_attribute("aria-checked", "true")
    switch.focus()
    guarded.keyboard.press("Space")
    expect(switch).to_have_attribute("aria-checked", "false")
    expect(switch).to_be_focused()
    expect(guarded.locator("#announce")).to_have_text("Bob heeft geen toegang meer.")
    guarded.keyboard.press("Enter")
    expect(switch).to_have_attribute("aria-checked", "true")
    assert guarded.evaluate("window.stayed")
    guarded.reload()
    expect(switch).to_have_attribute("aria-checked", "true")


def test_a_switch_that_is_refused_says_why(guarded: Page, site: Site, offices: TwoOffices) -> None:
    """Bob's work here was ended by somebody else while the page was open."""
    guarded.guard.expected.add(404)  # type: ignore[attr-defined]
    sign_in(guarded, site.url, offices.alice.email)
    guarded.goto(address(site, offices, f"settings/administrations/{CODE}/users/"))
    with audit.attempt(offices.alice, offices.giver.slug, "member.end") as actor:
        people.end_membership(actor=actor, person=offices.bob)
    guarded.get_by_role("switch", name="Toegang van Bob").click()
    expect(guarded.get_by_text("Die persoon werkt niet in deze omgeving.")).to_be_visible()


def test_everything_is_done_without_javascript(browser: Browser, site: Site, offices: TwoOffices) -> None:
    """R083 to R085; an invitation, a role and a filter besides."""
    context = browser.new_context(java_script_enabled=False, locale="nl-NL")
    page = context.new_page()
    sign_in(page, site.url, offices.alice.email)
    page.goto(address(site, offices, f"settings/administrations/{CODE}/users/"))
    page.get_by_role("switch", name="Toegang van Bob").click()
    expect(page.get_by_text("Bob heeft geen toegang meer.")).to_be_visible()
    page.goto(address(site, offices, "settings/people/invitations/"))
    page.get_by_label("E-mailadres").fill("nina@example.test")
    page.get_by_role("button", name="Uitnodigen").click()
    expect(page.get_by_text("Er is een uitnodiging onderweg naar nina@example.test.")).to_be_visible()
    page.goto(address(site, offices, "settings/people/{bob}/"))
    page.get_by_label("Klantgebruiker", exact=True).check()
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("De rol van Bob is nu: klantgebruiker.")).to_be_visible()
    page.goto(address(site, offices, "audit/"))
    page.get_by_label("Handeling").select_option("member.role")
    page.get_by_role("button", name="Tonen").click()
    expect(page.get_by_role("row")).to_have_count(2)
    context.close()
