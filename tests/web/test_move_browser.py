"""The page of a move in a real browser, with a real worker."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.plugin import DjangoDbBlocker

from overstap.moves import actions
from overstap.moves.values import MoveState
from tests.moves.verify.books import superuser
from tests.moves.world import CODE, TwoOffices, accept, act, administration_of, offer, state_of
from tests.web.browsing import barriers, sign_in
from tests.web.site import Site

DESK, PHONE = 1440, 390


@pytest.fixture
def there(offices: TwoOffices, django_db_blocker: DjangoDbBlocker):  # type: ignore[no-untyped-def]
    """The offices, and the database open to the test."""
    with django_db_blocker.unblock():
        yield offices


@contextmanager
def somebody_saving(administration: int) -> Iterator[None]:
    """Inside this block a writer is busy, so that the freeze waits (access.close_gate)."""
    with superuser() as connection:
        gate = [f"overstap administration {administration}"]
        connection.execute("SELECT pg_advisory_lock_shared(hashtextextended(%s, 0))", gate)
        yield


def address(site: Site, world: TwoOffices, uid: object, side: str = "receiver", deed: str = "") -> str:
    """Of the page, or of a deed."""
    return f"{site.url}/e/{getattr(world, side).slug}/migrations/{uid}/{deed}"


def wait_for(world: TwoOffices, uid, state: MoveState, page: Page) -> None:  # type: ignore[no-untyped-def]
    """Until the worker is so far."""
    for _turn in range(150):
        if state_of(uid, world.dora, world.receiver.slug) == state:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"the move did not become {state}")


def test_the_page_follows_the_worker_without_reload_and_then_stops_asking(
    guarded: Page, site: Site, there: TwoOffices
) -> None:
    """Live progress is polled while the system is at work, announced, and not asked for any more when it is done."""
    uid = offer(there)
    source = administration_of(there.alice, there.giver.slug, CODE).pk
    asked: list[str] = []
    guarded.on("request", lambda request: asked.append(request.url) if "seen=" in request.url else None)
    with somebody_saving(source):
        accept(there, uid)
        sign_in(guarded, site.url, there.alice.email)
        guarded.goto(address(site, there, uid, "giver"))
        guarded.evaluate("window.same = true")
        expect(guarded.get_by_text("Deze pagina loopt vanzelf mee")).to_be_visible()
    expect(guarded.locator("#live h1 + p .badge")).to_contain_text("Opgeleverd", timeout=30_000)
    expect(guarded.locator("#announce")).to_contain_text("Opgeleverd")
    assert guarded.evaluate("window.same") is True, "it was loaded anew"
    expect(guarded.locator("#balance")).to_be_visible()
    assert guarded.locator("#live[hx-trigger]").count() == 0
    before = len(asked)
    guarded.wait_for_timeout(2_500)
    assert len(asked) == before, "it goes on asking"


def test_release_by_keyboard_alone(guarded: Page, site: Site, there: TwoOffices) -> None:
    """R082."""
    uid = offer(there)
    accept(there, uid)
    sign_in(guarded, site.url, there.dora.email)
    wait_for(there, uid, MoveState.DELIVERED, guarded)
    guarded.goto(address(site, there, uid))
    press_until(guarded, "#do-move-release")
    guarded.keyboard.press("Enter")
    guarded.wait_for_url("**/release/")
    press_until(guarded, "#id_read")
    guarded.keyboard.press("Space")
    guarded.keyboard.press("Enter")
    expect(guarded.get_by_text("Vrijgegeven. Beide partijen")).to_be_visible()
    assert state_of(uid, there.dora, there.receiver.slug) == MoveState.RELEASED
    with guarded.expect_download() as download:
        guarded.get_by_role("link", name="Bewijs als JSON").click()
    assert json.loads(Path(download.value.path()).read_text())["overstap_proof"] >= 1


def press_until(page: Page, selector: str) -> None:
    """Tab to an element, as somebody without a mouse does."""
    for _turn in range(60):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached by keyboard")


def test_filter_and_release_without_javascript(browser: Browser, site: Site, there: TwoOffices) -> None:
    uid = offer(there)
    accept(there, uid)
    context = browser.new_context(java_script_enabled=False, locale="nl-NL")
    page = context.new_page()
    sign_in(page, site.url, there.dora.email)
    wait_for(there, uid, MoveState.DELIVERED, page)
    page.goto(address(site, there, uid))
    page.get_by_role("link", name="Alleen verschillen").click()
    expect(page.get_by_text("Geen rekening verschilt")).to_be_visible()
    page.locator("#do-move-release").click()
    page.locator("#id_read").check()
    page.get_by_role("button", name="Nu vrijgeven").click()
    expect(page.get_by_text("Vrijgegeven. Beide partijen")).to_be_visible()
    context.close()


def test_the_filter_changes_the_table_alone(guarded: Page, site: Site, there: TwoOffices) -> None:
    uid = offer(there)
    accept(there, uid)
    sign_in(guarded, site.url, there.alice.email)
    wait_for(there, uid, MoveState.DELIVERED, guarded)
    guarded.goto(address(site, there, uid, "giver"))
    guarded.evaluate("window.same = true")
    expect(guarded.get_by_role("row", name="Debiteuren")).to_be_visible()
    guarded.locator("#f-diff").click()
    expect(guarded.get_by_text("Geen rekening verschilt")).to_be_visible()
    guarded.locator("#f-all").click()
    expect(guarded.get_by_role("row", name="Debiteuren")).to_be_visible()
    assert guarded.evaluate("window.same") is True


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_in_the_way_of_anybody(guarded: Page, site: Site, there: TwoOffices, scheme: str) -> None:
    """WCAG 2.2 A and AA; nothing to scroll sideways from 320 pixels on."""
    uid = offer(there)
    accept(there, uid)
    guarded.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    sign_in(guarded, site.url, there.dora.email)
    wait_for(there, uid, MoveState.DELIVERED, guarded)
    for deed in ("", "release/", "reject/"):
        check(guarded, address(site, there, uid, deed=deed))
    with act(there.dora, there.receiver.slug) as actor:
        actions.release(actor, uid)
    for deed in ("", "take-back/"):
        check(guarded, address(site, there, uid, deed=deed))


def check(page: Page, wanted: str) -> None:
    """Axe finds nothing, wide or narrow; 320 pixels are enough."""
    for width in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(wanted)
        assert barriers(page) == [], (wanted, width)
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
