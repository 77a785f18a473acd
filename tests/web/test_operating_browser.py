"""The console in a real browser: nothing for axe to find, no sideways scroll, and working in somebody's name."""

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Page
from pytest_django.plugin import DjangoDbBlocker

from overstap.tenancy.models import Person
from tests.moves.world import TwoOffices, offer
from tests.tenancy.operators.people import make_operator
from tests.web.browsing import barriers
from tests.web.operating import with_second_step
from tests.web.site import Site


@pytest.fixture
def keeper(
    guarded: Page, site: Site, offices: TwoOffices, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[Page, str, TwoOffices, str]]:
    """A page in which an operator is signed in, past the second step; an offered move to look at."""
    with django_db_blocker.unblock():
        olga: Person = make_operator("Olga")
        with_second_step(olga)
        uid = str(offer(offices))
        client = Client()
        client.force_login(olga)
        cookie = client.cookies["overstap_session"].value
        guarded.context.add_cookies([{"name": "overstap_session", "value": cookie, "url": site.url}])
        yield guarded, site.url, offices, uid


def test_every_page_of_the_console_is_readable_by_everybody(keeper: tuple[Page, str, TwoOffices, str]) -> None:
    page, url, world, uid = keeper
    places = (
        "", "environments/", f"environments/{world.giver.slug}/", f"environments/{world.giver.slug}/licence/",
        f"people/{world.alice.uid}/impersonate/", "orders/", f"orders/{uid}/", "queue/", "profiles/",
        "profiles/takeover/", "profiles/takeover/copy/", "audit-log/", "impersonations/", "operators/",
    )  # fmt: skip
    faults = []
    for place in places:
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(f"{url}/operator/{place}")
        faults += [f"{place}: {fault}" for fault in barriers(page)]
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size({"width": 390, "height": 844})
        faults += [f"{place} (dark, 390): {fault}" for fault in barriers(page)]
        page.set_viewport_size({"width": 320, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            faults.append(f"{place}: scrolls sideways at 320")
    assert not faults, "\n".join(faults)


def test_the_bar_in_somebodys_name_is_on_every_page_and_ends_it(keeper: tuple[Page, str, TwoOffices, str]) -> None:
    page, url, world, _uid = keeper
    page.goto(f"{url}/operator/people/{world.alice.uid}/impersonate/")
    page.get_by_label("Reden").fill("Hulp gevraagd")
    page.get_by_role("button", name="Beginnen").press("Enter")
    page.wait_for_url(f"**/e/{world.giver.slug}/")
    bar = page.get_by_role("complementary", name="Namens iemand")
    assert world.alice.name in bar.inner_text()
    assert barriers(page) == []
    bar.get_by_role("button", name="Stoppen").press("Enter")
    page.wait_for_url("**/operator/impersonations/")
    assert not page.get_by_role("complementary", name="Namens iemand").count()
