"""The review of contacts in a real browser: by keyboard, without barriers, on a phone, without JavaScript."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.plugin import DjangoDbBlocker

from overstap.coupling import queries
from overstap.coupling.values import Answer
from overstap.tenancy import audit
from tests.moves.world import TwoOffices
from tests.web.browsing import sign_in, without_barriers
from tests.web.coupling_world import NAMES, Coupled3, coupled
from tests.web.site import Site


@pytest.fixture
def here(offices: TwoOffices, django_db_blocker: DjangoDbBlocker) -> Coupled3:
    with django_db_blocker.unblock():
        return coupled(offices)


def address(served: Site, here: Coupled3, page: str = "") -> str:
    return f"{served.url}/e/{here.slug}/contacts/{page}"


def at_review(page: Page, served: Site, here: Coupled3) -> None:
    sign_in(page, served.url, here.world.alice.email)
    page.goto(address(served, here, "review/"))
    expect(page.get_by_text("1 van 3, zekerste eerst")).to_be_visible()


def press(page: Page, key: str) -> None:
    """A key once the page listens: its script comes after what is seen first."""
    page.wait_for_load_state()
    page.keyboard.press(key)


def answer_of(here: Coupled3, place: int, blocker: DjangoDbBlocker) -> Answer:
    with blocker.unblock(), audit.attempt(here.world.alice, here.slug, "test") as actor:
        return queries.question(actor, here.questions[place]).answer


@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_is_without_barriers(guarded: Page, served: Site, here: Coupled3, width: int) -> None:
    """In light and dark; and nothing sticks out, on the narrowest phone neither."""
    sign_in(guarded, served.url, here.world.alice.email)
    pages = (
        "", f"{here.joined}/", f"{here.differing}/", f"{here.joined}/join/?search=b.v.", "differences/",
        f"differences/lead/?of={here.administrations[0]}", f"review/{here.questions[2]}/", "decisions/",
    )  # fmt: skip
    without_barriers(guarded, [address(served, here, page) for page in pages], width)


def test_r219_r221_the_whole_queue_is_answered_by_keyboard(
    guarded: Page, served: Site, here: Coupled3, django_db_blocker: DjangoDbBlocker
) -> None:
    page = guarded
    at_review(page, served, here)
    expect(page.locator("#review")).to_be_focused()
    press(page, "j")
    expect(page.get_by_text("2 van 3, zekerste eerst")).to_be_visible()
    press(page, "ArrowLeft")
    expect(page.get_by_text("1 van 3, zekerste eerst")).to_be_visible()

    press(page, "2")
    expect(page.get_by_label("Zaandam")).to_be_checked()
    press(page, "1")
    expect(page.get_by_label("Amsterdam")).to_be_checked()
    press(page, "f")
    expect(page.locator("input[name=lead-name]").first).to_be_focused()
    press(page, "ArrowDown")
    expect(page.get_by_label("Bakker Timmerfabriek", exact=True)).to_be_checked()
    press(page, "s")
    expect(page.get_by_text("Samengevoegd: Timmerfabriek Bakker B.V.").first).to_be_visible()
    expect(page.get_by_text("1 van 2, zekerste eerst")).to_be_visible()
    expect(page.locator("#review")).to_be_focused()

    press(page, "u")
    expect(page.get_by_text("1 van 3, zekerste eerst")).to_be_visible()
    assert answer_of(here, 0, django_db_blocker) is Answer.OPEN
    for left in (2, 1):
        press(page, "d")
        expect(page.get_by_text(f"1 van {left}, zekerste eerst")).to_be_visible()
    press(page, "d")
    expect(page.get_by_role("heading", name="Er wacht geen contact op een antwoord")).to_be_visible()
    assert answer_of(here, 2, django_db_blocker) is Answer.DIFFERENT


def test_what_leads_for_all_of_these_is_chosen_with_one_key_and_stays(
    guarded: Page, served: Site, here: Coupled3
) -> None:
    page = guarded
    at_review(page, served, here)
    press(page, "a")
    press(page, "a")
    expect(page.locator("#keep option:checked")).to_have_text(NAMES[1])
    expect(page.get_by_label("Zaandam")).to_be_checked()
    press(page, "s")
    expect(page.get_by_text("1 van 2, zekerste eerst")).to_be_visible()
    page.goto(address(served, here, f"review/{here.questions[2]}/"))
    expect(page.locator("#keep option:checked")).to_have_text(NAMES[1])
    expect(page.get_by_label("Schildersbedrijf J. de Wit", exact=True)).to_be_checked()


def test_no_key_works_while_somebody_types_or_wants_none(guarded: Page, served: Site, here: Coupled3) -> None:
    page = guarded
    at_review(page, served, here)
    page.locator("#keep").focus()
    press(page, "d")
    expect(page.get_by_text("1 van 3, zekerste eerst")).to_be_visible()
    page.locator("#review").focus()
    press(page, "?")
    dialog = page.get_by_role("dialog", name="Met het toetsenbord")
    expect(dialog).to_be_visible()
    press(page, "d")
    dialog.get_by_label("Op deze computer geen losse toetsen gebruiken").check()
    press(page, "Escape")
    expect(dialog).to_be_hidden()
    press(page, "d")
    page.reload()
    press(page, "d")
    expect(page.get_by_text("1 van 3, zekerste eerst")).to_be_visible()
    expect(page.locator("kbd", has_text="S").first).to_be_hidden()


def test_differences_are_gone_through_by_keyboard(guarded: Page, served: Site, here: Coupled3) -> None:
    page = guarded
    sign_in(page, served.url, here.world.alice.email)
    page.goto(address(served, here, "differences/"))
    press(page, "a")
    expect(page.get_by_role("heading", name=f"{NAMES[0]} is leidend bij al deze")).to_be_visible()
    page.get_by_role("link", name="Terug").click()
    expect(page.get_by_role("heading", name=f"{NAMES[0]} is leidend bij al deze")).to_be_hidden()
    press(page, "j")
    expect(page.locator(".differ").first).to_be_focused()
    press(page, "1")
    expect(page.get_by_text("Opgeslagen wat leidend is: Steigerbouw De Hoogte B.V.").first).to_be_visible()
    expect(page.get_by_role("heading", name="Er staat geen verschil open")).to_be_visible()
    press(page, "u")
    expect(page.get_by_text("2 velden staan open")).to_be_visible()


def test_everything_works_without_javascript(
    browser: Browser, served: Site, here: Coupled3, django_db_blocker: DjangoDbBlocker
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="nl-NL")
    page = context.new_page()
    at_review(page, served, here)
    expect(page.locator("kbd").first).to_be_hidden()
    page.get_by_label("Zaandam").check()
    page.get_by_role("button", name="Dezelfde").click()
    expect(page.get_by_text("1 van 2, zekerste eerst")).to_be_visible()
    page.get_by_role("button", name="Verschillend").click()
    page.get_by_role("button", name="Ongedaan maken").click()
    expect(page.get_by_role("button", name="Verschillend")).to_be_visible()
    assert answer_of(here, 1, django_db_blocker) is Answer.OPEN
    page.goto(address(served, here, "differences/"))
    page.get_by_role("button", name="Alles van hier").first.click()
    expect(page.get_by_text("Opgeslagen wat leidend is").first).to_be_visible()
    context.close()
