"""The look for barriers sees what is wrong with a page, in light and in dark."""

from playwright.sync_api import Page

from tests.web.browsing import barriers, barriers_in_light_and_dark

PAGE = """<!doctype html><html lang=en><title>A page</title>
<style>@media (prefers-color-scheme: dark) {{ p {{ color: #ccc }} }} p {{ background: #fff }}</style>
<main><h1>A page</h1><p>A sentence that one has to read.</p>{more}</main>"""


def test_what_is_wrong_only_in_the_dark_is_seen(page: Page) -> None:
    page.set_content(PAGE.format(more=""))
    page.emulate_media(color_scheme="light")
    assert barriers(page) == []
    found = barriers_in_light_and_dark(page)
    assert [one.split(" ")[:2] for one in found] == [["dark:", "color-contrast"]]
    assert "A sentence" in found[0]


def test_what_is_wrong_in_the_page_itself_is_seen_once(page: Page) -> None:
    page.set_content(PAGE.format(more="<img src='data:,'>"))
    found = [one.split(" (")[0] for one in barriers_in_light_and_dark(page)]
    assert found == ["dark: color-contrast", "image-alt"]
