"""Using the pages as a person does: signing in, and noticing whatever a browser complains about."""

from playwright.sync_api import ConsoleMessage, Page, Request

PASSWORD = "a-long-password-for-tests"  # in tests only
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


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


def sign_in(page: Page, site: str, email: str, password: str = PASSWORD) -> None:
    """Sign in with a password, by keyboard."""
    page.goto(f"{site}/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url)
