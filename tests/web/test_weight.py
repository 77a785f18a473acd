"""What a page weighs over the wire: stylesheets, scripts and the font, compressed as a browser gets them."""

import re
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Page

from tests.connectors.orders import queue
from tests.moves.world import TwoOffices
from tests.web.addresses import addresses
from tests.web.browsing import sign_in
from tests.web.examples import fill
from tests.web.site import Site

MOST = 120_000  # bytes
HEAVIEST = ("home", "move", "administration-trial-balance", "import-file")
_LINKED = re.compile(r'<(?:link[^>]+href|script[^>]+src)="([^"]+\.(?:css|js|woff2))"')
_NAMED = re.compile(r'url\("?([^")]+)"?\)')


def test_the_heaviest_pages_weigh_at_most_120_kb(page: Page, served: Site, offices: TwoOffices, tmp_path: Path) -> None:
    with queue():
        examples = fill(offices, tmp_path)
    sign_in(page, served.url, offices.alice.email)
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())
    places = {one.name: one.filled(examples.giver) for one in addresses() if one.name in HEAVIEST}
    assert set(places) == set(HEAVIEST)
    weights = {name: _weight(served, place, cookies) for name, place in places.items()}
    assert all(weight <= MOST for weight in weights.values()), weights


def test_the_page_of_signing_in_weighs_at_most_120_kb(served: Site) -> None:
    assert _weight(served, "/accounts/login/", "") <= MOST


def _weight(served: Site, place: str, cookies: str) -> int:
    """The bytes of all that the page has a browser fetch, each file once."""
    answer, body = _fetched(served, place, cookies)
    assert answer.status == 200, (place, answer.status)
    wanted = {urljoin(place, found) for found in _LINKED.findall(body.decode())}
    assert {one.rpartition(".")[2] for one in wanted} == {"css", "js", "woff2"}, wanted
    for sheet in [one for one in wanted if one.endswith(".css")]:
        wanted |= {urljoin(sheet, found) for found in _NAMED.findall(_fetched(served, sheet)[1].decode())}
    return sum(_compressed(served, one) for one in wanted)


def _compressed(served: Site, place: str) -> int:
    """How many bytes come for a file when brotli is understood; text has to come in brotli."""
    answer, body = _fetched(served, place, encoding="br")
    assert answer.status == 200, (place, answer.status)
    assert answer.getheader("Content-Encoding") == (None if place.endswith(".woff2") else "br"), place
    return len(body)


def _fetched(served: Site, place: str, cookies: str = "", *, encoding: str = "identity") -> tuple[HTTPResponse, bytes]:
    where = urlsplit(served.url)
    with closing(HTTPConnection(where.hostname or "", where.port, timeout=30)) as connection:
        connection.request("GET", place, headers={"Accept-Encoding": encoding, "Cookie": cookies})
        answer = connection.getresponse()
        return answer, answer.read()
