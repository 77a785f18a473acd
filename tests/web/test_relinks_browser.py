"""Connections and their changes in a real browser: without barriers, on a phone, by keyboard, without JavaScript."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from overstap.moves.relinks.values import OrderState
from tests.moves.relinks.world import NOT_YET, PLAYED, Packages, move_in_package, order, packages, play, row_of, wish
from tests.moves.world import TwoOffices
from tests.web.browsing import sign_in, without_barriers
from tests.web.site import Site


@pytest.fixture(scope="module", autouse=True)
def played() -> Iterator[None]:
    """The server of this module has the practice package too."""
    os.environ["OVERSTAP_PRACTICE"] = ",".join(PLAYED)
    yield
    del os.environ["OVERSTAP_PRACTICE"]


@pytest.fixture
def here(offices: TwoOffices, settings: Settings, django_db_blocker: DjangoDbBlocker) -> Packages:
    """Alice's office with its packages, where the server looks for them."""
    play(settings, settings.PRACTICE_DIR)
    with django_db_blocker.unblock():
        return packages(offices)


def address(served: Site, here: Packages, page: str) -> str:
    return f"{served.url}/e/{here.world.giver.slug}/{page}"


@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_is_without_barriers(guarded: Page, served: Site, here: Packages, width: int) -> None:
    """In light and dark; and nothing sticks out, on the narrowest phone neither."""
    move_in_package("T1")
    done = order(here, wish(here), wish(here, "T2"))
    asked = order(here, wish(here, "T2", package_move=NOT_YET), profile="relink-assisted")
    sign_in(guarded, served.url, here.world.alice.email)
    question = f"?code=T1&code=T2&to={here.south}"
    pages = (
        "settings/office/systems/",
        "settings/office/systems/twinfield/",
        f"settings/office/connections/{here.south}/",
        f"settings/office/connections/{here.south}/remove/",
        "migrations/relink/",
        f"migrations/relink/administrations/{question}",
        f"migrations/relink/codes/{question}",
        f"migrations/relink/codes/{question}&profile=relink-assisted",
        f"migrations/relink/check/{question}",
        f"migrations/relink/check/?code=T2&to={here.exact}",
        "migrations/relink/orders/",
        f"migrations/relink/orders/{done}/",
        f"migrations/relink/orders/{done}/undo/",
        f"migrations/relink/orders/{asked}/",
    )
    without_barriers(guarded, [address(served, here, page) for page in pages], width)


def test_r031_a_connection_is_changed_and_undone_without_javascript(
    browser: Browser, served: Site, here: Packages
) -> None:
    """R007, R058: from the administration through the guidance and the list of the package."""
    move_in_package("T1", "Z-9")
    context = browser.new_context(java_script_enabled=False, locale="nl-NL")
    page = context.new_page()
    sign_in(page, served.url, here.world.alice.email)
    page.goto(address(served, here, "settings/administrations/T1/"))
    page.get_by_role("link", name="Koppeling wijzigen").click()
    expect(page.get_by_text("Voeg de administratie zelf nog niet toe.")).to_be_visible()
    page.get_by_role("button", name="Volgende").click()
    expect(page.get_by_label("Bakker T1")).to_be_checked()
    page.get_by_label("Zuid").check()
    page.get_by_role("button", name="Volgende").click()
    page.get_by_label("Code voortaan").select_option("Z-9")
    page.get_by_role("button", name="Volgende").click()
    expect(page.get_by_text("1 van 1 kan doorgaan.")).to_be_visible()
    page.get_by_label("Ik heb dit gelezen").check()
    page.get_by_role("button", name="Nu wijzigen").click()
    expect(page.get_by_text("Er kan mee worden gewerkt")).to_be_visible()
    assert row_of(here, "Z-9").system_id == here.south
    page.get_by_role("link", name="Ongedaan maken").click()
    page.get_by_role("button", name="Ongedaan maken").click()
    expect(page.get_by_text("Ongedaan gemaakt: het werkt als voorheen.")).to_be_visible()
    assert row_of(here, "T1").system_id == here.north
    context.close()


def test_the_states_of_an_order_are_told_in_words() -> None:
    from overstap.web.relinks.words import STATES, TONES

    assert set(STATES) == set(OrderState) <= set(TONES)
