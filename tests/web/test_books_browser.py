"""The pages of books in a real browser: nothing that an aid cannot read, nothing beside the screen, no complaint."""

import pytest
from playwright.sync_api import Page, expect

from tests.moves.world import CODE, TwoOffices
from tests.web.browsing import barriers, sign_in
from tests.web.site import Site

PAGES = (
    "", f"{CODE}/", f"{CODE}/trial-balance/", f"{CODE}/account/?account=1300", f"{CODE}/journals/",
    f"{CODE}/journal/?journal=VK", f"{CODE}/entry/2/", f"{CODE}/open-items/", f"{CODE}/open-items/?per=item",
    f"{CODE}/relations/", f"{CODE}/relation/?relation=C1", f"{CODE}/vat/", f"{CODE}/periods/",
)  # fmt: skip


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")])
def test_every_page_can_be_used_by_everyone(
    guarded: Page, site: Site, offices: TwoOffices, width: int, scheme: str
) -> None:
    guarded.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    guarded.set_viewport_size({"width": width, "height": 900})
    sign_in(guarded, site.url, offices.alice.email)
    for page in PAGES:
        guarded.goto(f"{site.url}/e/{offices.giver.slug}/administrations/{page}")
        expect(guarded.get_by_role("heading", level=1)).to_be_visible()
        assert barriers(guarded) == [], page
        guarded.set_viewport_size({"width": 320 if width < 400 else width, "height": 900})
        assert guarded.evaluate("document.documentElement.scrollWidth <= innerWidth"), page
        guarded.set_viewport_size({"width": width, "height": 900})


def test_from_the_list_down_to_an_entry_by_keyboard(guarded: Page, site: Site, offices: TwoOffices) -> None:
    sign_in(guarded, site.url, offices.alice.email)
    guarded.goto(f"{site.url}/e/{offices.giver.slug}/administrations/")
    for name in ("Bakkerij Jansen B.V.", "Kolommenbalans", "1300 Debiteuren", "VK 2025-0003"):
        link = guarded.get_by_role("main").get_by_role("link", name=name).first
        link.focus()
        guarded.keyboard.press("Enter")
        guarded.wait_for_load_state()
    expect(guarded.get_by_role("heading", level=1)).to_have_text("Boeking VK 2025-0003")
