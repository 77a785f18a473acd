"""The pictures in the README are made here, of the pages as they are.

They go to a folder of the test; with OVERSTAP_PICTURES=1 (``make pictures``) to docs/pictures.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize
from pytest_django.plugin import DjangoDbBlocker

from overstap.cli.demo.cast import RECEIVER
from tests.conftest import ROOT
from tests.web.browsing import Guard, sign_in
from tests.web.conftest import with_password
from tests.web.lifelike import STAYING, WorkingDay, working_day
from tests.web.site import Site
from tests.web.visitors import DESK, PHONE, dutch

MOST_BYTES = 150_000
MOST_COLOURS, LEAST_COLOURS = 256, 30


@pytest.fixture(scope="module")
def day(
    site: Site, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WorkingDay]:
    """Two offices at work; the folder of their files is the test's."""
    with django_db_blocker.unblock():
        made = working_day(tmp_path_factory.mktemp("books"))
        with_password(made.marieke, made.sanne)
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the pictures go."""
    if os.environ.get("OVERSTAP_PICTURES") != "1":
        return tmp_path
    wanted = ROOT / "docs" / "pictures"
    wanted.mkdir(exist_ok=True)
    return wanted


def test_the_pictures_of_the_readme(browser: Browser, site: Site, day: WorkingDay, folder: Path) -> None:
    """Each is of the right size, shows something, and is light enough for a page about the product."""
    here = f"{site.url}/e/{day.receiver}"
    move = f"{here}/migrations/{day.delivered}/"
    books = f"{here}/administrations/{day.books}/"
    with_everything = {
        "home": (f"{here}/", top),
        "administration": (books, top),
        "trial-balance": (f"{books}trial-balance/?year=2025", top),
        "move": (move, top),
        "verification": (move, at_the_verification),
    }
    for name, (address, ready) in with_everything.items():
        take(browser, site, day.sanne.email, address, folder / f"{name}.png", ready)
    take(browser, site, day.sanne.email, move, folder / "move-dark.png", top, scheme="dark")
    take(browser, site, day.sanne.email, move, folder / "move-phone.png", top, size=PHONE)
    take(
        browser,
        site,
        day.marieke.email,
        f"{site.url}/e/{day.giver}/migrations/start/",
        folder / "start-wizard.png",
        about_to_offer,
    )
    take(browser, site, "", f"{site.url}/accounts/login/", folder / "sign-in.png", top)


def top(page: Page) -> None:
    """As it stands when it is opened."""
    page.mouse.move(0, 0)


def at_the_verification(page: Page) -> None:
    """Scrolled to the trial balances."""
    page.locator("#balance").evaluate("part => part.scrollIntoView()")


def about_to_offer(page: Page) -> None:
    """The last step of the wizard: everything once more."""
    page.get_by_role("button", name=dutch("Next"), exact=True).click()
    page.get_by_role("checkbox", name=STAYING[0].name).check()
    page.get_by_role("button", name=dutch("Next"), exact=True).click()
    page.get_by_label(dutch("E-mail address of the receiver")).fill(RECEIVER.superuser.email)
    page.get_by_label(dutch("Name of the client")).fill("Joris de Groot")
    page.get_by_label(dutch("E-mail address of the client")).fill("joris@degroot.example")
    page.get_by_role("button", name=dutch("Next"), exact=True).click()
    page.get_by_role("heading", name=dutch("What you offer")).wait_for()
    page.mouse.move(0, 0)


def take(
    browser: Browser,
    site: Site,
    email: str,
    address: str,
    path: Path,
    ready: Callable[[Page], None],
    *,
    size: ViewportSize = DESK,
    scheme: Literal["light", "dark"] = "light",
) -> None:
    """One picture, and what is to be said of it."""
    context = browser.new_context(viewport=size, color_scheme=scheme, locale="nl-NL", timezone_id="Europe/Amsterdam")
    page = context.new_page()
    guard = Guard(page, site.url)
    if email:
        sign_in(page, site.url, email)
    page.goto(address)
    ready(page)
    page.evaluate("document.fonts.ready")
    page.screenshot(path=path, animations="disabled")
    context.close()
    assert not guard.complaints, guard.complaints
    make_light(path)
    check(path, size)


def make_light(path: Path) -> None:
    """Our pages have few colours."""
    with Image.open(path) as taken:
        few = taken.convert("RGB").quantize(MOST_COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def check(path: Path, size: ViewportSize) -> None:
    """Right size, light, and not blank: neither one colour, nor nearly so."""
    with Image.open(path) as picture:
        assert picture.size == (size["width"], size["height"])
        colours = picture.getcolors(MOST_COLOURS) or []
        assert len(colours) > LEAST_COLOURS, f"{path.name} shows next to nothing"
        assert max(pixels for pixels, _colour in colours) < 0.97 * picture.width * picture.height
    assert path.stat().st_size <= MOST_BYTES, f"{path.name} is too heavy"
