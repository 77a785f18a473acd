"""The inbox in a real browser: for whoever cannot see it, by keyboard, without JavaScript, on a small phone."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.plugin import DjangoDbBlocker

from tests.moves.world import CODE, TwoOffices
from tests.web.browsing import barriers, sign_in
from tests.web.inbox_examples import put_mail
from tests.web.site import Site
from tests.web.test_tasks_browser import is_as_wide_as_the_window


@pytest.fixture
def uid(offices: TwoOffices, django_db_blocker: DjangoDbBlocker) -> Iterator[UUID]:
    """A mail in the inbox of the giver."""
    with django_db_blocker.unblock():
        yield put_mail(offices.alice, offices.giver.slug)


def inbox(served: Site, world: TwoOffices) -> str:
    return f"{served.url}/e/{world.giver.slug}/administrations/{CODE}/inbox/"


def test_the_pages_are_readable_for_everybody(guarded: Page, served: Site, offices: TwoOffices, uid: UUID) -> None:
    sign_in(guarded, served.url, offices.alice.email)
    for place in ("", f"{uid}/", "scans/"):
        for scheme, width in (("light", 1440), ("dark", 1440), ("dark", 390), ("light", 320)):
            guarded.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # one of its words
            guarded.set_viewport_size({"width": width, "height": 800})
            guarded.goto(inbox(served, offices) + place)
            assert barriers(guarded) == [], (place, scheme, width)
            assert is_as_wide_as_the_window(guarded), (place, width)


def test_nothing_in_a_mail_runs(guarded: Page, served: Site, offices: TwoOffices, uid: UUID) -> None:
    """The fixture fails on any script that runs, and on any request elsewhere."""
    sign_in(guarded, served.url, offices.alice.email)
    guarded.goto(inbox(served, offices) + f"{uid}/")
    expect(guarded.get_by_text("<script>alert('x')</script>")).to_be_visible()
    expect(guarded.get_by_role("heading", level=1)).to_have_text("Factuur van <b>Jansen</b>")


def test_a_document_is_made_by_keyboard_alone_and_without_javascript(
    browser: Browser, served: Site, offices: TwoOffices, uid: UUID
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="nl-NL")
    page = context.new_page()
    try:
        sign_in(page, served.url, offices.alice.email)
        page.goto(inbox(served, offices) + f"{uid}/")
        form = page.locator("form.inbox__make").first
        form.locator("select").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(".inbox__files a[href*='/documents/']")).to_have_count(2)
    finally:
        context.close()
