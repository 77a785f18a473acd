"""Signing in as people do, in a real Chromium, with mail through the real worker."""

import email
import email.policy
import re
import time
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, CDPSession, Page, expect
from pytest_django.plugin import DjangoDbBlocker

from overstap.tenancy import audit, people
from tests.moves.world import TwoOffices
from tests.tenancy.people import unique
from tests.web.browsing import PASSWORD, barriers, sign_in
from tests.web.site import Site
from tests.web.totp import code_now

MAIL_WITHIN = 90  # seconds; the worker is awake at once, but the machine may be busy
FRONT = ["/accounts/login/", "/accounts/login/code/", "/accounts/password/reset/", "/accounts/signup/"]
INSIDE = ["/accounts/", "/accounts/2fa/", "/accounts/sessions/", "/accounts/password/change/"]


@pytest.fixture(autouse=True, scope="module")
def empty_mailbox() -> None:
    """Numbers begin anew with each database of the tests, and a mail is never written over one of the same number."""
    for path in Path(settings.MAIL_DIR).glob("*.eml"):
        path.unlink()


def mail_to(address: str, since: float) -> str:
    """The text of the mail that arrives for ``address``."""
    end = time.monotonic() + MAIL_WITHIN
    while time.monotonic() < end:
        for path in Path(settings.MAIL_DIR).glob("*.eml"):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            body = message.get_body(("plain",))
            if message["To"] == address and path.stat().st_mtime >= since and body is not None:
                return str(body.get_content())
        time.sleep(0.2)
    raise AssertionError(f"no mail for {address}")


def by_name(site: Site) -> str:
    """The same site under the name that browsers hold for safe enough for passkeys."""
    return site.url.replace("127.0.0.1", "localhost")


def key_in_the_pocket(page: Page) -> CDPSession:
    """A device with a fingerprint that says yes at once."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def show_once_more(page: Page) -> None:
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Verdergaan").click()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Afmelden").click()
    page.wait_for_url(re.compile("/accounts/login/"))


@pytest.fixture
def at_localhost(page: Page, site: Site) -> Page:
    """For what needs the name: no guard, which watches another address."""
    return page


def test_a_code_by_mail(guarded: Page, site: Site, offices: TwoOffices) -> None:
    since = time.time() - 1
    guarded.goto(f"{site.url}/accounts/login/")
    guarded.get_by_role("link", name="Code per e-mail sturen").click()
    guarded.get_by_label("E-mailadres").fill(offices.alice.email)
    guarded.keyboard.press("Enter")
    expect(guarded.get_by_role("heading", level=1)).to_have_text("Code invoeren")
    code = re.search(r"[A-Z]{4}-[A-Z]{4}", mail_to(offices.alice.email, since))
    assert code is not None
    guarded.get_by_label("Code").fill("ABCD-EFGH")
    guarded.keyboard.press("Enter")
    expect(guarded.get_by_text("Deze code klopt niet")).to_be_visible()
    guarded.get_by_label("Code").fill(code[0])
    guarded.keyboard.press("Enter")
    guarded.wait_for_url(re.compile(f"/e/{offices.giver.slug}/"))


def test_an_authenticator_app_and_a_recovery_code(guarded: Page, site: Site, offices: TwoOffices) -> None:
    sign_in(guarded, site.url, offices.alice.email)
    guarded.goto(f"{site.url}/accounts/2fa/")
    guarded.get_by_role("link", name="App instellen").click()
    show_once_more(guarded)
    assert guarded.locator("img.totp__code").evaluate("image => image.naturalWidth") > 0
    secret = guarded.locator(".secret").inner_text()
    assert barriers(guarded) == []
    guarded.get_by_label("Code die de app toont").fill(code_now(secret))
    guarded.keyboard.press("Enter")
    expect(guarded.get_by_role("heading", level=1)).to_have_text("Herstelcodes")
    codes = guarded.locator(".codes code").all_inner_texts()
    with guarded.expect_download() as download:
        guarded.get_by_role("link", name="Downloaden").click()
    assert download.value.path().read_text().split() == codes
    sign_out(guarded)
    sign_in_with_step(guarded, offices.alice.email, codes[0])
    guarded.wait_for_url(re.compile(f"/e/{offices.giver.slug}/"))
    sign_out(guarded)
    sign_in_with_step(guarded, offices.alice.email, code_now(secret, later=1))
    guarded.wait_for_url(re.compile(f"/e/{offices.giver.slug}/"))


def sign_in_with_step(page: Page, address: str, code: str) -> None:
    page.get_by_label("E-mailadres").fill(address)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Code").fill(code)
    page.keyboard.press("Enter")


def test_a_passkey_from_the_first_touch_to_its_removal(at_localhost: Page, site: Site, offices: TwoOffices) -> None:
    page, address = at_localhost, by_name(site)
    key_in_the_pocket(page)
    sign_in(page, address, offices.alice.email)
    page.goto(f"{address}/accounts/2fa/webauthn/add/")
    show_once_more(page)
    page.get_by_label("Naam").fill("Mijn laptop")
    page.get_by_role("button", name="Passkey toevoegen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Herstelcodes")
    sign_out(page)
    page.get_by_role("button", name="Aanmelden met een passkey").click()
    page.wait_for_url(re.compile(f"/e/{offices.giver.slug}/"))
    sign_out(page)
    page.get_by_label("E-mailadres").fill(offices.alice.email)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Passkey gebruiken").click()
    page.wait_for_url(re.compile(f"/e/{offices.giver.slug}/"))
    page.goto(f"{address}/accounts/2fa/")
    expect(page.locator(".keys strong")).to_have_text("Mijn laptop")
    page.get_by_role("link", name="Hernoemen Mijn laptop").click()
    show_once_more(page)
    page.get_by_label("Naam").fill("Van het werk")
    page.get_by_role("button", name="Opslaan").click()
    page.goto(f"{address}/accounts/2fa/")
    page.get_by_role("link", name="Verwijderen Van het werk").click()
    page.get_by_role("button", name="Passkey verwijderen").click()
    page.goto(f"{address}/accounts/2fa/")
    expect(page.get_by_text("U hebt nog geen passkey.")).to_be_visible()


def test_a_passkey_that_does_not_work_is_told_on_the_page(at_localhost: Page, site: Site, offices: TwoOffices) -> None:
    page = at_localhost
    session = key_in_the_pocket(page)
    page.goto(f"{by_name(site)}/accounts/login/")
    page.get_by_role("button", name="Aanmelden met een passkey").click()
    expect(page.get_by_text("De passkey kon niet worden gebruikt.")).to_be_visible(timeout=20_000)
    session.detach()


def test_a_newcomer_comes_in_by_invitation_without_javascript(
    site: Site, offices: TwoOffices, browser: Browser, django_db_blocker: DjangoDbBlocker
) -> None:
    since, address = time.time() - 1, f"{unique('nina')}@example.test"
    with django_db_blocker.unblock(), audit.attempt(offices.alice, offices.giver.slug, "invitation.send") as actor:
        people.invite(actor=actor, email=address, role="accountant")
    link = re.search(r"http\S+/invitations/\S+", mail_to(address, since))
    assert link is not None
    page = browser.new_context(java_script_enabled=False, locale="nl-NL").new_page()
    page.goto(f"{site.url}/invitations/{link[0].rstrip('/').rpartition('/')[2]}/")
    page.get_by_label("Uw naam").fill("Nina Nieuw")
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_label("Nogmaals hetzelfde wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Account maken en accepteren").click()
    assert page.url == f"{site.url}/e/{offices.giver.slug}/"
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_are_accessible_and_fit(
    guarded: Page, site: Site, offices: TwoOffices, scheme: str, width: int
) -> None:
    guarded.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    guarded.set_viewport_size({"width": width, "height": 900})
    for path in FRONT:
        check(guarded, site.url + path)
    sign_in(guarded, site.url, offices.alice.email)
    for path in INSIDE:
        check(guarded, site.url + path)
    guarded.set_viewport_size({"width": 320, "height": 800})
    assert guarded.evaluate("document.documentElement.scrollWidth") <= 320


def check(page: Page, address: str) -> None:
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    assert barriers(page) == [], address
