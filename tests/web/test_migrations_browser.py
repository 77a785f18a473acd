"""Starting and receiving a move in a real browser: by keyboard alone, and without JavaScript."""

from playwright.sync_api import Page, expect

from overstap.cli.demo.worker import transfer_code_for
from tests.moves.world import (
    NEW_CODE,
    TwoOffices,
)
from tests.web.browsing import barriers, sign_in
from tests.web.conftest import with_password
from tests.web.site import Site
from tests.web.wizards import newest_move


def checked(page: Page) -> None:
    """No violation of the accessibility rules, in light and dark; no sideways scroll on a phone."""
    for scheme, width in (("light", 1440), ("dark", 390)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        assert barriers(page) == [], page.url
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1440, "height": 900})


def press(page: Page, name: str) -> None:
    """Reach a button by keyboard and press it."""
    button = page.get_by_role("button", name=name)
    for _time in range(80):
        page.keyboard.press("Tab")
        if button.evaluate("one => one === document.activeElement"):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"“{name}” cannot be reached by keyboard")


def test_from_start_to_receipt_by_keyboard_alone(guarded: Page, site: Site, offices: TwoOffices) -> None:
    page, there = guarded, f"{site.url}/e/{offices.giver.slug}/migrations/"
    sign_in(page, site.url, offices.alice.email)
    page.goto(there)
    checked(page)
    page.goto(there + "start/")
    checked(page)
    page.get_by_role("radio", name="Migratie met overdrachtscode").focus()
    page.keyboard.press("Space")
    press(page, "Volgende")
    checked(page)
    page.get_by_role("checkbox", name="Bakkerij Jansen").focus()
    page.keyboard.press("Space")
    press(page, "Volgende")
    checked(page)
    page.get_by_label("E-mailadres van de ontvanger").focus()
    page.keyboard.type(offices.dora.email)
    press(page, "Volgende")
    checked(page)
    page.get_by_role("checkbox", name="namens mijn kantoor").focus()
    page.keyboard.press("Space")
    press(page, "Overdrachtscode versturen")
    checked(page)
    page.goto(there)
    checked(page)
    uid, code = newest_move(offices).uid, transfer_code_for(offices.dora.email)
    page.context.clear_cookies()
    sign_in(page, site.url, offices.dora.email)
    page.goto(f"{site.url}/migrations/receive/")
    checked(page)
    page.get_by_role("textbox", name="Overdrachtscode").focus()
    page.keyboard.insert_text(code.lower().replace("-", ""))
    expect(page.get_by_role("textbox", name="Overdrachtscode")).to_have_value(code)
    press(page, "Aanbod bekijken")
    checked(page)
    press(page, "Codes kiezen")
    page.get_by_label("Bakkerij Jansen").press("Control+a")
    page.keyboard.type("not a code")
    expect(page.locator("#findings")).to_contain_text("not a code")
    checked(page)
    page.get_by_label("Bakkerij Jansen").press("Control+a")
    page.keyboard.type(NEW_CODE)
    expect(page.locator("#findings .free")).to_be_visible()
    press(page, "Volgende")
    checked(page)
    page.get_by_role("checkbox", name="namens mijn kantoor").focus()
    page.keyboard.press("Space")
    press(page, "Ontvangen")
    expect(page).to_have_url(f"{site.url}/e/{offices.receiver.slug}/migrations/{uid}/")


def test_start_without_javascript(site: Site, offices: TwoOffices, browser: object) -> None:
    context = browser.new_context(java_script_enabled=False, locale="nl-NL")  # type: ignore[attr-defined]
    page: Page = context.new_page()
    try:
        with_password(offices.alice)
        sign_in(page, site.url, offices.alice.email)
        page.goto(f"{site.url}/e/{offices.giver.slug}/migrations/start/")
        page.get_by_role("radio", name="Migratie met overdrachtscode").check()
        page.get_by_role("button", name="Volgende").click()
        page.get_by_role("checkbox", name="Bakkerij Jansen").check()
        page.get_by_label("Zoeken op naam of code").fill("bakk")
        page.keyboard.press("Enter")
        expect(page.get_by_role("checkbox", name="Bakkerij Jansen")).to_be_checked()
        page.get_by_role("button", name="Volgende").click()
        page.get_by_label("E-mailadres van de ontvanger").fill(offices.dora.email)
        page.get_by_role("button", name="Volgende").click()
        page.get_by_role("checkbox", name="namens mijn kantoor").check()
        page.get_by_role("button", name="Overdrachtscode versturen").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("De code is onderweg")
    finally:
        context.close()
