"""Clients and tickets in a real browser: the download, the keys, without JavaScript, on a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.plugin import DjangoDbBlocker

from overstap.moves.proof.keys import SigningKey
from overstap.moves.tickets import actions, file
from tests.moves.tickets.world import CODES, Transfer, act, make, order, transfer_world
from tests.tenancy.people import unique
from tests.web.browsing import sign_in
from tests.web.conftest import with_password
from tests.web.site import Site
from tests.web.test_migrations_browser import checked


@pytest.fixture
def transfer(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Transfer]:
    """An entrepreneur and two offices that are really there."""
    with django_db_blocker.unblock():
        made = transfer_world(administrations=2)
        with_password(made.eva, made.dora)
        yield made


def key() -> SigningKey:
    return file.key()


def test_r126_r127_from_the_consequences_to_the_file_in_downloads(
    guarded: Page, site: Site, transfer: Transfer
) -> None:
    """R120, R143: read, agree, and the ticket is there."""
    page, slug = guarded, transfer.environment.slug
    sign_in(page, site.url, transfer.eva.email)
    page.goto(f"{site.url}/e/{slug}/administrations/")
    page.locator("details.more summary").click()
    page.get_by_role("link", name="Omgeving overdragen").click()
    checked(page)
    page.get_by_role("checkbox", name="ga akkoord").check()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Ticket maken").click()
    assert waiting.value.suggested_filename == f"{slug}-overdracht-ticket.avr"
    content = waiting.value.path().read_bytes()
    assert file.read(content, key()).slug == slug
    expect(page.get_by_role("button", name="Een nieuw ticket downloaden")).to_be_visible()
    checked(page)
    with act(transfer.dora, transfer.office.slug) as dora:
        assert actions.look(dora, content).administrations == len(CODES) - 1


def test_r123_keys_open_the_admin_center_and_the_search_and_leave_typing_alone(
    guarded: Page, site: Site, transfer: Transfer
) -> None:
    page, slug = guarded, transfer.office.slug
    sign_in(page, site.url, transfer.dora.email)
    page.goto(f"{site.url}/e/{slug}/")
    page.keyboard.press("F8")
    page.wait_for_url(f"**/e/{slug}/clients/")
    page.keyboard.press("Control+Space")
    page.wait_for_url("**/help/#help-q")
    search = page.get_by_role("searchbox")
    expect(search).to_be_focused()
    page.keyboard.type("overdrachts ticket")
    page.keyboard.press("F8")
    page.keyboard.press("Control+Space")
    expect(search).to_have_value("overdrachts ticket")
    assert "/help/" in page.url


def test_clients_by_keyboard_on_a_phone_and_in_the_dark(guarded: Page, site: Site, transfer: Transfer) -> None:
    content = make(transfer).content
    with act(transfer.dora, transfer.office.slug) as dora:
        found = actions.redeem(dora, order(content))
        actions.add_client(dora, name=unique("Nog een"), url_part=unique("nog"))
    page = guarded
    sign_in(page, site.url, transfer.dora.email)
    page.goto(f"{site.url}/e/{transfer.office.slug}/clients/")
    checked(page)
    menu = page.locator("li", has_text=found.name).locator("details.more")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu.get_by_role("link", name="Migratie openen")).to_be_visible()
    checked(page)
    page.keyboard.press("Escape")
    expect(menu.get_by_role("link", name="Migratie openen")).to_be_hidden()
    page.goto(f"{site.url}/e/{transfer.office.slug}/clients/upload/")
    checked(page)
    page.get_by_label("Naam").fill("Café ’t Hoekje B.V.")
    expect(page.get_by_label("URL-deel")).to_have_value("cafe-t-hoekje-b-v")  # R134
    expect(page.locator("output")).to_contain_text("/e/cafe-t-hoekje-b-v/")  # R135
    page.goto(f"{site.url}/e/{found.slug}/")
    checked(page)


def test_the_incident_is_filed_without_javascript(
    browser: Browser, site: Site, transfer: Transfer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """R150 to R156."""
    ticket = tmp_path_factory.mktemp("downloads") / "enyoi-overdracht-ticket.avr"
    ticket.write_bytes(make(transfer).content)
    context = browser.new_context(java_script_enabled=False, locale="nl-NL")
    page, part = context.new_page(), unique("zelf")
    page.goto(f"{site.url}/incident/")
    for label, value in (
        ("Nieuw licentienummer", "PR-1"),
        ("Gewenste cliëntnaam", "Zelf"),
        ("Nieuwe URL", part),
        ("E-mailadres waarmee u zich aanmeldt", f"{part}@example.test"),
    ):
        page.get_by_label(label).fill(value)
    page.get_by_label("Overdrachtsticket").set_input_files(ticket)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Incident indienen").click()
    expect(page.get_by_role("heading", name="Uw incident is aangekomen")).to_be_visible()
    context.close()
