"""The frame around every page."""

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from tests.moves.world import TwoOffices
from tests.web.browsing import barriers, sign_in
from tests.web.site import Site


def test_a_stranger_is_asked_to_sign_in(assets: None, world: TwoOffices) -> None:
    answer = Client().get(f"/e/{world.giver.slug}/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/?next=")


def test_the_environment_of_others_is_not_found(signed_in, world: TwoOffices) -> None:  # type: ignore[no-untyped-def]
    answer = signed_in(world.charlie).get(f"/e/{world.giver.slug}/")
    assert answer.status_code == 404
    assert "ENVIRONMENT-NOT-FOUND" in answer.text


def test_pages_are_in_the_language_that_the_person_chose_and_dutch_by_default(signed_in, world: TwoOffices) -> None:  # type: ignore[no-untyped-def]
    client = signed_in(world.alice)
    assert '<html lang="nl">' in client.get(f"/e/{world.giver.slug}/").text
    answer = client.post("/language/", {"language": "en", "next": f"/e/{world.giver.slug}/"})
    assert answer.headers["Location"] == f"/e/{world.giver.slug}/"
    assert '<html lang="en">' in client.get(f"/e/{world.giver.slug}/").text


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_the_choice_of_a_language_leads_to_no_other_site(signed_in, world: TwoOffices, wanted: str) -> None:  # type: ignore[no-untyped-def]
    answer = signed_in(world.alice).post("/language/", {"language": "en", "next": wanted})
    assert answer.headers["Location"] == "/"


def test_pages_of_no_environment_keep_the_menu_of_where_somebody_was(signed_in, world: TwoOffices) -> None:  # type: ignore[no-untyped-def]
    client = signed_in(world.alice)
    menu = f'href="/e/{world.giver.slug}/administrations/"'
    assert menu not in client.get("/help/").text
    client.get(f"/e/{world.giver.slug}/")
    assert menu in client.get("/help/").text
    assert menu in client.get("/accounts/").text
    client.logout()
    assert menu not in client.get("/help/").text


@pytest.mark.parametrize("width", [320, 768, 1440, 1920])
def test_the_first_page_in_a_real_browser(guarded: Page, site: Site, offices: TwoOffices, width: int) -> None:
    guarded.set_viewport_size({"width": width, "height": 900})
    sign_in(guarded, site.url, offices.alice.email)
    guarded.goto(f"{site.url}/e/{offices.giver.slug}/")
    expect(guarded.get_by_role("heading", level=1)).to_be_visible()
    assert guarded.evaluate("document.documentElement.scrollWidth") <= width
    assert barriers(guarded) == []
