"""Fixtures of the tests of the pages.

With Django's client: ``world`` and ``signed_in``, all in a transaction that is rolled back. In the browser: ``site`` (a
real server and worker) or ``served`` (the server alone), ``offices`` (a world that is really there) and
``page``/``guarded``.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Page
from pytest_django.plugin import DjangoDbBlocker

from overstap.tenancy.models import Person
from tests.moves.conftest import world
from tests.moves.world import TwoOffices, two_offices
from tests.web.browsing import PASSWORD, Guard
from tests.web.site import Site

__all__ = ["world"]

# Playwright runs an event loop in this thread; Django would refuse the database in it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
CHROMIUM = os.environ.get("CHROMIUM", shutil.which("chromium") or "")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--font-render-hinting=none", "--disable-lcd-text",
         "--force-color-profile=srgb"]  # fmt: skip


def with_password(*people: Person) -> None:
    """Let people sign in with the password of the tests."""
    hashed = make_password(PASSWORD)
    for person in people:
        person.password = hashed
        person.save(update_fields=["password"])


@pytest.fixture(scope="session")
def assets() -> None:
    """The font, and every static file under its own name."""
    call_command("build_assets")
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture
def signed_in(assets: None, db: None) -> Callable[[Person], Client]:
    """Gives a client of Django in which a person is signed in; everything is rolled back."""

    def enter(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return enter


@pytest.fixture(scope="module")
def served(
    assets: None, django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A real server without a worker, for the browser tests of a module that do the work of its jobs themselves.

    Beside a worker both would be at one job: whoever is first ends what the other still needs.
    """
    running = Site(tmp_path_factory.mktemp("site"))
    try:
        yield running
    finally:
        running.end()


@pytest.fixture(scope="module")
def site(served: Site) -> Site:
    """A real server and a real worker, for the browser tests of a module.

    No longer than that: the worker would take the jobs of other tests.
    """
    served.start_worker()
    return served


@pytest.fixture
def offices(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[TwoOffices]:
    """Two offices that are really there (committed, under names that no other test has); people have PASSWORD."""
    with django_db_blocker.unblock():
        made = two_offices()
        with_password(made.alice, made.bob, made.dora, made.charlie)
        yield made


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium."""
    if not CHROMIUM:
        pytest.fail("These tests need Chromium: apt-get install chromium (or set CHROMIUM to one).")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A Dutch person at a desk, who does not like things that move."""
    return {
        **browser_context_args,
        "locale": "nl-NL",
        "timezone_id": "Europe/Amsterdam",
        "viewport": {"width": 1440, "height": 900},
        "reduced_motion": "reduce",
    }


@pytest.fixture
def guarded(page: Page, site: Site) -> Iterator[Page]:
    """A page whose test fails on any console error, CSP refusal, failed request or request to another host."""
    guard = Guard(page, site.url)
    page.guard = guard  # type: ignore[attr-defined]
    yield page
    assert not guard.complaints, guard.complaints
