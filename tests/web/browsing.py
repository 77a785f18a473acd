"""Using the pages as a person does: signing in, and noticing whatever a browser complains about."""

from collections.abc import Iterable

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Page, Request, expect

PASSWORD = "a-long-password-for-tests"  # in tests only
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What in a page depends on its colours: the rest is the same in light and dark.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
_LOOK = """rules => axe.run({runOnly: rules, resultTypes: ["violations"]}).then(({violations}) => violations.map(
    ({id, help, nodes}) => `${id} (${help}): ${nodes.slice(0, 3).map(({html}) => html.slice(0, 160)).join("; ")}`
))"""


class Guard:
    """Listens to a page: errors, refused sources, failed requests, requests to other hosts."""

    def __init__(self, page: Page, site: str) -> None:
        self.complaints: list[str] = []
        self._site = site
        self.expected: set[int] = set()  # HTTP statuses that a test asks for
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        page.on("requestfailed", self._failed)
        page.on("request", self._asked)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        if any(
            f"status of {status}" in message.text or f"Status Error Code {status}" in message.text
            for status in self.expected
        ):
            return
        self.complaints.append(f"{message.type}: {message.text}")

    def _failed(self, request: Request) -> None:
        if "ERR_ABORTED" not in (request.failure or ""):
            self.complaints.append(f"failed: {request.url} {request.failure}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self._site, "data:", "blob:")):
            self.complaints.append(f"another host: {request.url}")


def barriers(page: Page, rules: list[str] = AXE_RULES) -> list[str]:
    """What axe finds on the page as it stands, by these tags or rules: rule, what it asks, and where (three)."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(_LOOK, rules)
    return found


def barriers_in_light_and_dark(page: Page) -> list[str]:
    """What axe finds in light, and of the rules about colour in dark."""
    page.emulate_media(color_scheme="dark")
    in_dark = [f"dark: {one}" for one in barriers(page, COLOUR_RULES)]
    page.emulate_media(color_scheme="light")
    return in_dark + barriers(page)


def without_barriers(page: Page, addresses: Iterable[str], width: int) -> None:
    """Look at each page as wide as that: axe finds nothing in light and dark, and nothing sticks out, also at 320."""
    for address in addresses:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert barriers_in_light_and_dark(page) == [], address
        for narrow in (width, 320):
            page.set_viewport_size({"width": narrow, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= narrow, address


def sign_in(page: Page, site: str, email: str, password: str = PASSWORD) -> None:
    """Sign in with a password, by keyboard."""
    page.goto(f"{site}/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url)
