"""People at their browsers: with a mouse, by keyboard alone, or without JavaScript. All do the same, each in their way.

Texts are given in English as in the sources, and looked for in Dutch, as the pages show them.
"""

import re
from pathlib import Path

from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect

from tests.web.browsing import PASSWORD, Guard
from tests.web.site import Site

DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
MENU_FITS = 900  # pixels; narrower, the menu is behind a button
MOST_ARROWS = 20
MOST_TABS = 90  # nobody presses Tab more often than this to get somewhere
SOON = 30_000  # milliseconds, for what a worker does
expect.set_options(timeout=20_000)
_BEFORE_THE_FOCUS = "one => one.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING"
_RING = Path(__file__).with_name("focus.js").read_text(encoding="utf-8")


def dutch(text: str, **values: object) -> str:
    """A text of the sources as the pages show it."""
    with translation.override("nl"):
        found = translation.gettext(text)
    return found % values if values else found


class Visitor:
    """Somebody with a mouse. ``page`` is what they look at; ``guard`` heard every complaint of the browser."""

    javascript = True

    def __init__(self, browser: Browser, site: Site, size: ViewportSize) -> None:
        self.context: BrowserContext = browser.new_context(
            viewport=size,
            locale="nl-NL",
            timezone_id="Europe/Amsterdam",
            reduced_motion="reduce",
            java_script_enabled=self.javascript,
        )
        self.page: Page = self.context.new_page()
        self.guard = Guard(self.page, site.url)
        self._narrow = size["width"] < MENU_FITS

    def press(self, role: str, text: str, *, begins: bool = False, **values: object) -> None:
        """A button, link, switch… with this name; ``begins``: more may follow, and it is no part of the frame."""
        self._press(self._control(role, dutch(text, **values), begins), text)

    def tick(self, text: str, *, begins: bool = False) -> None:
        """A box."""
        self._control("checkbox", dutch(text), begins).check()

    def pick(self, name: str) -> None:
        """One of a few, by its own name in Dutch."""
        self._control("radio", name, begins=False).check()

    def write(self, text: str, words: str, *, begins: bool = False, role: str = "textbox") -> None:
        """Words in the field with this label, in the place of what stands there."""
        self._control(role, dutch(text), begins).fill(words)

    def choose(self, text: str, option: str) -> None:
        """One of a list that folds out."""
        self._control("combobox", dutch(text), begins=False).select_option(label=option)

    def visit(self, area: str) -> None:
        """A page of the main menu."""
        if self._narrow:
            self.press("button", "Menu")
        menu = self.page.get_by_role("navigation", name=dutch("Main"), exact=True)
        self._press(menu.get_by_role("link", name=dutch(area), exact=True), area)

    def download(self, text: str) -> bytes:
        """What lies behind a link."""
        with self.page.expect_download() as waiting:
            self.press("link", text)
        return Path(waiting.value.path()).read_bytes()

    def sees(self, text: str, role: str = "heading", **values: object) -> None:
        """A heading (or something else with a name) is on the page."""
        expect(self.page.get_by_role(role, name=dutch(text, **values)).first).to_be_visible()  # type: ignore[arg-type]

    def reads(self, text: str, **values: object) -> None:
        """These words are on the page."""
        expect(self.page.get_by_text(dutch(text, **values)).first).to_be_visible()

    def waits_for(self, wanted: Locator) -> None:
        """Until something is there; the page sees to that itself."""
        expect(wanted).to_be_visible(timeout=SOON)

    def sign_in(self, email: str) -> None:
        """With a password, on the page where that is asked."""
        self.write("E-mail address", email)
        self.write_password()
        self.press("button", "Sign in")
        self.page.wait_for_url(lambda url: "/accounts/login" not in url)

    def write_password(self) -> None:
        """The field of a password has no role, so it is found by its label."""
        self.page.get_by_label(dutch("Password"), exact=True).fill(PASSWORD)

    def leaves(self) -> None:
        """And had nothing to complain of."""
        self.context.close()
        assert not self.guard.complaints, self.guard.complaints

    def _press(self, wanted: Locator, name: str) -> None:
        del name  # the mouse sees what it is after
        wanted.first.click()

    def _control(self, role: str, name: str, begins: bool) -> Locator:
        if begins:
            wanted = re.compile("^" + re.escape(name))
            return self.page.get_by_role("main").get_by_role(role, name=wanted)  # type: ignore[arg-type]
        return self.page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]


class KeyboardVisitor(Visitor):
    """Somebody who only has Tab, Shift-Tab, Enter, Space and letters, and has to see where they are."""

    def _press(self, wanted: Locator, name: str) -> None:
        """Enter follows links and presses buttons."""
        self._tab_to(wanted, name)
        self.page.keyboard.press("Enter")

    def tick(self, text: str, *, begins: bool = False) -> None:
        """The space bar ticks."""
        box = self._control("checkbox", dutch(text), begins)
        self._tab_to(box, text)
        self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def pick(self, name: str) -> None:
        """Tab goes to the one that is chosen, the arrow keys to the others."""
        wanted = self._control("radio", name, begins=False)
        self._tab_to(self.page.get_by_role("main").locator("input[type=radio]:checked"), name)
        for _turn in range(MOST_ARROWS):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{self.page.url}: {name!r} cannot be chosen by keyboard")

    def write(self, text: str, words: str, *, begins: bool = False, role: str = "textbox") -> None:
        """Tab selects what stands in a field, so that typing takes its place."""
        self._type(self._control(role, dutch(text), begins), words)

    def write_password(self) -> None:
        """By its label too."""
        self._type(self.page.get_by_label(dutch("Password"), exact=True), PASSWORD)

    def choose(self, text: str, option: str) -> None:
        """The arrow keys go through the list."""
        field = self._control("combobox", dutch(text), begins=False)
        self._tab_to(field, text)
        for _turn in range(MOST_ARROWS):
            if field.evaluate("list => list.selectedOptions[0].label") == option:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{self.page.url}: {option!r} cannot be chosen by keyboard")

    def _type(self, field: Locator, words: str) -> None:
        self._tab_to(field, words)
        self.page.keyboard.type(words)
        expect(field).to_have_value(words)

    def _tab_to(self, wanted: Locator, name: str) -> None:
        """Forwards, or back where it stands before the focus."""
        expect(wanted.first).to_be_visible()
        key = "Shift+Tab" if wanted.first.evaluate(_BEFORE_THE_FOCUS) else "Tab"
        for _turn in range(MOST_TABS):
            if wanted.evaluate_all("found => found.includes(document.activeElement)"):
                return
            self.page.keyboard.press(key)
            wrong = self.page.evaluate(_RING)
            assert not wrong, f"{self.page.url}: {wrong}"
        raise AssertionError(f"{self.page.url}: {name!r} cannot be reached by keyboard")


class PlainVisitor(Visitor):
    """Somebody whose browser runs no JavaScript: the page changes when they load it anew."""

    javascript = False

    def waits_for(self, wanted: Locator) -> None:
        """Load it anew until it is there."""
        for _turn in range(SOON // 200):
            if wanted.is_visible():
                return
            self.page.wait_for_timeout(200)
            self.page.reload()
        raise AssertionError(f"{self.page.url}: not there, however often it was loaded")
