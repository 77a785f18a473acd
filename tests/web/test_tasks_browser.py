"""Aftercare in a real browser: what a keyboard can do, without JavaScript, and for whoever cannot see it."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.plugin import DjangoDbBlocker

from overstap.moves.aftercare import queries
from overstap.moves.aftercare.queries import Which
from tests.moves.aftercare.moved import by_code_with, release
from tests.moves.world import TwoOffices, accept, act, offer, state_of
from tests.web.browsing import barriers, sign_in
from tests.web.site import Site


@pytest.fixture
def there(offices: TwoOffices, django_db_blocker: DjangoDbBlocker) -> Iterator[TwoOffices]:
    """The offices, and the database open to the test."""
    with django_db_blocker.unblock():
        yield offices


def delivered(world: TwoOffices, page: Page, aftercare_of: str) -> UUID:
    """A move that the worker of the site delivered."""
    uid = offer(world, profile=by_code_with(aftercare_of))
    accept(world, uid)
    for _turn in range(200):
        if state_of(uid, world.dora, world.receiver.slug) == "delivered":
            return uid
        page.wait_for_timeout(100)
    raise AssertionError("it was not delivered")


def is_as_wide_as_the_window(page: Page) -> bool:
    """Whether nothing sticks out to the side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_r170_the_check_report_is_read_and_marked_by_keyboard_and_is_for_everybody(
    guarded: Page, site: Site, there: TwoOffices
) -> None:
    uid = delivered(there, guarded, "environment-ticket")
    sign_in(guarded, site.url, there.dora.email)
    guarded.goto(f"{site.url}/e/{there.receiver.slug}/migrations/{uid}/check/")
    mark = guarded.locator("#mark-1-relations")
    mark.focus()
    guarded.keyboard.press("Enter")
    expect(guarded.locator("#mark-1-relations")).to_have_attribute("aria-pressed", "true")
    expect(guarded.locator("#mark-1-relations")).to_be_focused()
    for scheme, width in (("light", 1440), ("dark", 390)):
        guarded.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        guarded.set_viewport_size({"width": width, "height": 900})
        assert barriers(guarded) == []
        assert is_as_wide_as_the_window(guarded)
    guarded.goto(f"{site.url}/e/{there.receiver.slug}/migrations/{uid}/check/sample/?kind=entry")
    assert barriers(guarded) == []


def test_r243_what_was_not_copied_and_its_tasks_are_for_everybody(guarded: Page, site: Site, there: TwoOffices) -> None:
    uid = release(there, delivered(there, guarded, "takeover"))
    sign_in(guarded, site.url, there.dora.email)
    with act(there.dora, there.receiver.slug) as actor:
        ports = next(one.uid for one in queries.tasks(actor, Which.OPEN) if one.code == "ports")
    at = f"{site.url}/e/{there.receiver.slug}/"
    for path in ("tasks/", f"tasks/{ports}/", f"migrations/{uid}/not-copied/", f"migrations/{uid}/"):
        guarded.goto(at + path)
        for scheme, width in (("light", 1440), ("dark", 320)):
            guarded.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            guarded.set_viewport_size({"width": width, "height": 900})
            assert barriers(guarded) == [], path
            assert is_as_wide_as_the_window(guarded), path


def test_a_task_is_done_without_javascript(browser: Browser, guarded: Page, site: Site, there: TwoOffices) -> None:
    release(there, delivered(there, guarded, "takeover"))
    page = browser.new_page(java_script_enabled=False, locale="nl-NL")
    sign_in(page, site.url, there.dora.email)
    page.goto(f"{site.url}/e/{there.receiver.slug}/tasks/")
    page.get_by_role("link", name="Rapporten opnieuw maken of koppelen").click()
    page.get_by_label("Wat er is gedaan").fill("Nagebouwd")
    page.get_by_role("button", name="Afronden").click()
    page.goto(f"{site.url}/e/{there.receiver.slug}/tasks/?show=done")
    expect(page.get_by_role("link", name="Rapporten opnieuw maken of koppelen")).to_be_visible()
    page.close()
