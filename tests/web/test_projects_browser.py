"""Projects and their invoices in a real browser: without barriers, on a phone, by keyboard, without JavaScript."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.plugin import DjangoDbBlocker

from overstap.coupling.projects import bringing, invoices, managing
from overstap.coupling.projects.store import today
from overstap.coupling.projects.values import Draft, Outside
from tests.coupling.projects.world import Builder, act, builder, line
from tests.web.browsing import sign_in, without_barriers
from tests.web.conftest import with_password
from tests.web.site import Site


@pytest.fixture
def here(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Builder]:
    """The builder, really there."""
    with django_db_blocker.unblock():
        made = builder()
        with_password(made.sanne, made.bob)
        yield made


def address(served: Site, here: Builder, *parts: object) -> str:
    """A page of the area."""
    return "/".join(map(str, (f"{served.url}/e/{here.slug}/contacts", *parts, "")))


@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_is_without_barriers(guarded: Page, served: Site, here: Builder, width: int) -> None:
    with act(here.bob, here.slug) as actor:
        number = managing.make(actor=actor, name="Kade 12", administration=here.bouw.pk, contact=here.contact.number)
        draft = Draft([line("65.00", "160"), line("412.50", "4")], subject="Termijn 1")
        uid = invoices.save(actor=actor, project=number, draft=draft)
        bringing.bring_in(actor=actor, rows=[Outside("F-7", today(), "De Kade", line("1.00").price, "001")])
    sign_in(guarded, served.url, here.sanne.email)
    pages = (
        ("projects",), ("projects", "new"), ("projects", number), ("projects", number, "edit"),
        ("projects", number, "invoice"), ("project-invoices",), ("project-invoices", uid),
        ("project-invoices", uid, "edit"), ("project-invoices", "outside"), ("project-invoices", "details"),
        ("project-invoices", "details", here.bouw.pk),
    )  # fmt: skip
    without_barriers(guarded, [address(served, here, *parts) for parts in pages], width)


def test_an_invoice_from_project_to_what_keeps_it_from_being_booked_by_keyboard(
    guarded: Page, served: Site, here: Builder
) -> None:
    """R193, R206: this installation has no way to the package, which the page says without being loaded again."""
    sign_in(guarded, served.url, here.bob.email)
    guarded.goto(address(served, here, "projects"))
    guarded.get_by_role("link", name="Nieuw project").first.press("Enter")
    guarded.get_by_label("Naam").fill("Kade 12")
    guarded.get_by_label("Klant").fill("1")
    guarded.get_by_label("Naam").press("Enter")
    guarded.get_by_role("link", name="Nieuwe factuur").first.press("Enter")
    guarded.locator("[name=line_description]").first.fill("Metselwerk")
    guarded.locator("[name=line_price]").first.fill("100")
    guarded.locator("[name=line_price]").first.press("Tab")
    expect(guarded.locator("#totals")).to_contain_text("121,00")
    guarded.get_by_role("button", name="Opslaan").press("Enter")
    guarded.get_by_role("button", name="Definitief maken").press("Enter")
    expect(guarded.get_by_role("heading", level=1)).to_contain_text(f"{today().year}00100001")
    expect(guarded.get_by_role("button", name="Opnieuw proberen")).to_be_visible(timeout=30_000)
    without_barriers(guarded, [guarded.url], 390)


def test_lines_are_added_and_taken_out_without_javascript(browser: Browser, served: Site, here: Builder) -> None:
    with act(here.bob, here.slug) as actor:
        number = managing.make(actor=actor, name="Kade 12", administration=here.bouw.pk, contact=here.contact.number)
    context = browser.new_context(java_script_enabled=False, locale="nl-NL")
    page = context.new_page()
    sign_in(page, served.url, here.bob.email)
    page.goto(address(served, here, "projects", number, "invoice"))
    for place, (text, price) in enumerate((("Metselwerk", "100"), ("Voegwerk", "50,25"), ("Steiger", "10"))):
        page.locator("[name=line_description]").nth(place).fill(text)
        page.locator("[name=line_price]").nth(place).fill(price)
    page.get_by_role("button", name="Berekenen").click()
    expect(page.locator("[name=line_description]")).to_have_count(6)
    page.get_by_role("button", name="Regel 2 weghalen").click()
    expect(page.locator("#totals")).to_contain_text("133,10")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("rowheader", name="Steiger")).to_be_visible()
    expect(page.get_by_text("Voegwerk")).to_have_count(0)
    context.close()
