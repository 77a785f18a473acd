"""Every page of the list of addresses in a real Chromium: for readers of screens, in light and dark, on every width."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pytest_django.plugin import DjangoDbBlocker

from tests.connectors.orders import queue
from tests.moves.world import TwoOffices
from tests.web.addresses import Address, addresses
from tests.web.browsing import barriers_in_light_and_dark, sign_in
from tests.web.examples import Examples, fill
from tests.web.site import Site
from tests.web.test_every_address import NOT_YET, ONLY_IN_THE_DEMONSTRATION

WIDTHS = (320, 390, 768, 1024, 1440, 1920)
READ_AT = (390, 768, 1440)
# What is sent for rather than shown, and what answers to nothing but a form.
NO_PAGE = {
    "account_reset_password_from_key", "authorisation-file", "conversion-csv", "export-audit-file",
    "export-for-package", "export-table", "favicon.ico", "import-findings-csv",
    "document-archive-file", "document-download", "document-preview", "document-upload", "inbox-file", "inbox-original",
    "managing-audit-download", "mfa_download_recovery_codes", "mfa_login_webauthn", "move-check-csv", "move-check-json",
    "move-check-pdf", "move-check-xlsx",
    "move-proof-json", "move-proof-pdf", "project-invoice-pdf",
    "quotation-by-link-pdf", "sales-invoice-pdf", "sales-invoice-preview", "sales-quotation-pdf",
    "sales-quotation-preview",
    "openid_connect_callback", "sign-in-at-office",
}  # fmt: skip
# Pages of whoever couples several administrations; the giver does.
COUPLED = ("contact", "coupling", "project")
MY_OWN = {"pk": "1", "slug": "start-migration", "token": "x", "name": "x", "number": "1", "person": "x"}
ACCOUNT = [one for one in addresses() if not one.in_environment and one.name not in NO_PAGE | ONLY_IN_THE_DEMONSTRATION]
INSIDE = [one for one in addresses() if one.in_environment and one.name not in NO_PAGE | NOT_YET]
OF_THE_GIVER = [one for one in INSIDE if not one.name.startswith("receive")]
OF_THE_RECEIVER = [
    one
    for one in INSIDE
    if (one.name.startswith("receive") or len(one.parts) == 1) and not one.name.startswith(COUPLED)
]
# Each stays well inside the time that one test has, also beside other work.
PARTS = 3


@pytest.fixture
def filled(
    offices: TwoOffices, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[TwoOffices, Examples]]:
    """Two offices that are really there, with something behind every address."""
    with queue():
        yield offices, fill(offices, tmp_path)


@pytest.mark.parametrize(("side", "part"), [*(("giver", part) for part in range(PARTS)), ("receiver", None)])
def test_every_page_of_an_environment(
    guarded: Page, served: Site, filled: tuple[TwoOffices, Examples], side: str, part: int | None
) -> None:
    world, examples = filled
    guarded.guard.expected = {404, 405}  # type: ignore[attr-defined] # these have a page as well
    sign_in(guarded, served.url, (world.alice if side == "giver" else world.dora).email)
    mine, pages = (
        (examples.giver, OF_THE_GIVER[part::PARTS]) if side == "giver" else (examples.receiver, OF_THE_RECEIVER)
    )
    faults = [fault for one in pages for fault in _faults(guarded, served.url + one.filled(mine), one)]
    assert not faults, "\n".join(faults)


def test_every_page_of_a_person(guarded: Page, served: Site, offices: TwoOffices) -> None:
    guarded.guard.expected = {401, 404, 405, 422}  # type: ignore[attr-defined] # a link that is none has a page too
    sign_in(guarded, served.url, offices.alice.email)
    places = [one for one in ACCOUNT if one.route.startswith(("help/", "accounts/", "environments/", "request/"))]
    faults = [fault for one in places for fault in _faults(guarded, served.url + one.filled(MY_OWN), one)]
    assert not faults, "\n".join(faults)


def test_every_page_of_a_stranger(guarded: Page, served: Site) -> None:
    guarded.guard.expected = {401, 403, 404, 405, 410, 422}  # type: ignore[attr-defined]
    faults = [
        fault
        for one in ACCOUNT
        if "uid" not in one.parts
        for fault in _faults(guarded, served.url + one.filled(MY_OWN), one)
    ]
    assert not faults, "\n".join(faults)


def _faults(page: Page, address: str, one: Address) -> Iterator[str]:
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1440, "height": 900})
    answer = page.goto(address)
    if answer is not None and answer.status >= 500:
        yield f"{one.name}: {answer.status}"
    headings = page.evaluate("document.querySelectorAll('h1').length")
    if headings != 1:
        yield f"{one.name}: {headings} headings of the first order"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            yield f"{one.name}: {wide} wide at {width}"
    for width in READ_AT:
        page.set_viewport_size({"width": width, "height": 900})
        for found in barriers_in_light_and_dark(page):
            yield f"{one.name} at {width}: {found}"
