"""What somebody sees in an environment in which nothing happened yet: on every page, what to do first."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.plugin import DjangoDbBlocker

from overstap.tenancy.models import Environment, Person
from tests.tenancy.people import make_environment, make_person
from tests.web.browsing import barriers, sign_in
from tests.web.conftest import with_password
from tests.web.site import Site
from tests.web.visitors import dutch

# address, what the page says, and the button to begin with (none: there is nothing to begin)
PAGES = {
    "home": ("", "Nothing here yet", "Import an audit file"),
    "administrations": ("administrations/", "No administrations yet", "Import"),
    "migrations": ("migrations/", "No migrations yet", "Start"),
    "received": ("migrations/?tab=received", "Nothing received yet", "Receive"),
    "settings": ("settings/administrations/", "No administrations yet", "Add administration"),
    "people": ("settings/people/", "Everybody who works in this environment", "Invite somebody"),
    "audit log": ("audit/", "Who did or tried what. Lines are added, never changed or removed.", ""),
}


@pytest.fixture
def new(db: None) -> tuple[Environment, Person]:
    """Somebody's environment, in which nothing happened."""
    somebody = make_person("Noor")
    return make_environment(somebody), somebody


@pytest.mark.parametrize(("address", "said", "button"), PAGES.values(), ids=PAGES)
def test_a_new_environment_says_what_to_do_first(
    signed_in: Callable[[Person], Client], new: tuple[Environment, Person], address: str, said: str, button: str
) -> None:
    environment, somebody = new
    answer = signed_in(somebody).get(f"/e/{environment.slug}/{address}")
    assert answer.status_code == 200
    assert dutch(said) in answer.text
    assert dutch(button) in answer.text


def test_the_empty_pages_in_a_real_browser(guarded: Page, site: Site, django_db_blocker: DjangoDbBlocker) -> None:
    """WCAG 2.2 A and AA, nothing to scroll sideways, and each button leads on."""
    with django_db_blocker.unblock():
        somebody = make_person("Noor")
        environment = make_environment(somebody)
        with_password(somebody)
    sign_in(guarded, site.url, somebody.email)
    for address, _said, button in PAGES.values():
        guarded.set_viewport_size({"width": 320, "height": 900})
        guarded.goto(f"{site.url}/e/{environment.slug}/{address}")
        expect(guarded.get_by_role("heading", level=1)).to_be_visible()
        assert guarded.evaluate("document.documentElement.scrollWidth") <= 320, address
        assert barriers(guarded) == [], address
        if button:
            guarded.get_by_role("main").get_by_role("link", name=dutch(button), exact=True).last.click()
            expect(guarded.get_by_role("heading", level=1)).to_be_visible()
