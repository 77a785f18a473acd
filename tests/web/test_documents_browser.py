"""The archive in a real browser: dropping files, a connection that breaks off, keyboard, no JavaScript, no barriers."""

from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from overstap.books.documents import queries
from overstap.books.documents.values import Wanted
from overstap.lib import objects
from overstap.tenancy import audit
from tests.books.documents.deeds import keep
from tests.books.documents.test_pages import pdf
from tests.moves.world import CODE, TwoOffices
from tests.web.browsing import sign_in, without_barriers
from tests.web.site import Site

LARGE = pdf(*range(101, 140)) + b"\n%" + b"0" * 3_000_000  # more than one piece


def at(served: Site, offices: TwoOffices, place: str = "") -> str:
    """An address in the archive."""
    return f"{served.url}/e/{offices.giver.slug}/administrations/{CODE}/documents/{place}"


def content_of(offices: TwoOffices, name: str) -> bytes:
    """What the archive holds under this name."""
    with audit.attempt(offices.alice, offices.giver.slug, "test") as actor:
        (row,) = [row for row in queries.listing(actor, CODE, Wanted()).rows if row.name == name]
        return objects.content(queries.content(actor, CODE, UUID(str(row.uid))).sha256)


@pytest.mark.parametrize("width", [1440, 390])
def test_pages_have_no_barriers(guarded: Page, served: Site, offices: TwoOffices, width: int) -> None:
    uid = keep(offices, pdf(101, 102), "Factuur 12.pdf")
    sign_in(guarded, served.url, offices.alice.email)
    places = ("", "?deleted=1", "add/", f"{uid}/", f"{uid}/split/", f"merge/?document={uid}", "archive/", "links/")
    without_barriers(guarded, [at(served, offices, place) for place in places], width)


def test_a_broken_connection_goes_on_where_it_was(
    guarded: Page, served: Site, offices: TwoOffices, tmp_path: Path
) -> None:
    guarded.guard.expected = {422}  # type: ignore[attr-defined] # of the file that is refused
    sent: list[int] = []

    def breaks_off(route: Route) -> None:
        """The second piece of the large file does not arrive."""
        if route.request.method == "PATCH" and len(route.request.post_data_buffer or b"") > 100_000:
            sent.append(int(route.request.headers["upload-offset"]))
            if len(sent) == 2:
                route.abort("aborted")  # a connection that is gone, without a complaint of the console's
                return
        route.continue_()

    (tmp_path / "groot.pdf").write_bytes(LARGE)
    (tmp_path / "fout.exe").write_bytes(b"MZ\x90 no document")
    sign_in(guarded, served.url, offices.alice.email)
    guarded.goto(at(served, offices, "add/"))
    guarded.route("**/uploads/**", breaks_off)
    guarded.locator("#files").set_input_files([tmp_path / "groot.pdf", tmp_path / "fout.exe"])
    files = guarded.locator("#adding-files > li")
    expect(files.nth(1)).to_have_attribute("data-state", "bad", timeout=20_000)
    expect(files.nth(1)).to_contain_text("DOCUMENT-KIND")
    expect(files.nth(0)).to_have_attribute("data-state", "done", timeout=20_000)
    assert sent[1] == sent[2] > 0
    assert len(sent) == len(set(sent)) + 1
    assert content_of(offices, "groot.pdf") == LARGE


def test_a_page_that_was_closed_half_way_goes_on_when_the_file_is_chosen_again(
    guarded: Page, served: Site, offices: TwoOffices, tmp_path: Path
) -> None:
    (tmp_path / "groot.pdf").write_bytes(LARGE)
    offsets: list[str] = []
    sign_in(guarded, served.url, offices.alice.email)
    guarded.goto(at(served, offices, "add/"))

    def only_one(route: Route) -> None:
        if route.request.method == "PATCH":
            offsets.append(route.request.headers["upload-offset"])
            if len(offsets) > 1:
                route.abort("aborted")
                return
        route.continue_()

    guarded.route("**/uploads/**", only_one)
    guarded.locator("#files").set_input_files([tmp_path / "groot.pdf"])
    expect(guarded.locator("#adding-files > li")).to_have_attribute("data-state", "lost", timeout=20_000)
    guarded.unroute("**/uploads/**")
    guarded.on("dialog", lambda dialog: dialog.accept())
    guarded.reload()
    first: list[str] = []
    guarded.on(
        "request", lambda asked: first.append(asked.headers["upload-offset"]) if asked.method == "PATCH" else None
    )
    guarded.locator("#files").set_input_files([tmp_path / "groot.pdf"])
    expect(guarded.locator("#adding-files > li")).to_have_attribute("data-state", "done", timeout=20_000)
    assert int(first[0]) > 0
    assert content_of(offices, "groot.pdf") == LARGE


def test_by_keyboard_from_the_list_to_a_tag(guarded: Page, served: Site, offices: TwoOffices) -> None:
    keep(offices, pdf(101), "toetsen.pdf")
    sign_in(guarded, served.url, offices.alice.email)
    guarded.goto(at(served, offices))
    guarded.get_by_role("link", name="toetsen.pdf").focus()
    guarded.keyboard.press("Enter")
    guarded.locator("#id_tag").select_option("bank")
    guarded.locator("form.form button.btn--primary").focus()
    guarded.keyboard.press("Enter")
    expect(guarded.locator(".head__meta")).to_contain_text("Bank")


def test_adding_works_without_javascript(served: Site, offices: TwoOffices, browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "zonder.pdf").write_bytes(pdf(101, 102))
    context = browser.new_context(java_script_enabled=False, locale="nl-NL")
    page = context.new_page()
    sign_in(page, served.url, offices.alice.email)
    page.goto(at(served, offices, "add/"))
    page.locator("#files").set_input_files([tmp_path / "zonder.pdf"])
    page.locator(".adding__send").click()
    expect(page.get_by_role("link", name="zonder.pdf")).to_be_visible()
    context.close()
