"""Calls to Exact Online: envelopes and pages in every shape that is known of it, and answers of a hostile host."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from overstap.connectors.credentials.memory import MemoryVault
from overstap.connectors.exact_online import answers
from overstap.connectors.exact_online.answers import NotThere
from overstap.connectors.exact_online.client import Client
from overstap.connectors.port import (
    Connection,
    NeedsConsent,
    NoAccess,
    OutcomeUnknown,
    Outside,
    PackageAway,
    PackageBusy,
    PackageRefused,
)
from overstap.connectors.sandboxes.world import World
from overstap.tenancy.values import PackageFamily

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
CONNECTION = Connection(PackageFamily.EXACT_ONLINE, "Proef", "", 0, 1)
BASE, ROWS = "https://exact.example", "/api/v1/1/crm/Contacts"
Answer = Callable[[httpx.Request], httpx.Response]


def client(answer: Answer) -> Client:
    """A client with a token, of a host that answers by ``answer``."""
    vault = MemoryVault()
    with vault.locked(CONNECTION) as slot:
        slot.keep({"access": "geheim", "refresh": "ook!geheim", "obtained_at": NOW.isoformat()})
    world = World(lambda: NOW)
    transport = httpx.MockTransport(answer)
    return Client(Outside(vault, BASE, transport=transport, now=world.now, wait=world.move), CONNECTION)


def giving(content: bytes, status: int = 200) -> Answer:
    return lambda _request: httpx.Response(status, content=content)


def told(body: Any, status: int = 200, **headers: str) -> Answer:
    return lambda _request: httpx.Response(status, json=body, headers=headers)


def page(rows: list[Any], following: str = "") -> dict[str, Any]:
    return {"d": {"results": rows} | ({"__next": following} if following else {})}


@pytest.mark.parametrize(
    "body",
    [
        {"d": {"results": [{"A": 1}, {"A": 2}]}},
        {"d": {"results": [{"A": 1}, {"A": 2}], "__count": "2"}},
        {"d": [{"A": 1}, {"A": 2}]},
        [{"A": 1}, {"A": 2}],
    ],
)
def test_rows_come_out_of_every_envelope(body: Any) -> None:
    with client(told(body)) as made:
        assert [row["A"] for row in made.rows(ROWS)] == [1, 2]
        assert [row["A"] for row in made.get(ROWS)] == [1, 2]


@pytest.mark.parametrize("body", [{"d": {"A": 1}}, {"A": 1}])
def test_one_thing_comes_out_of_its_envelope(body: Any) -> None:
    with client(told(body)) as made:
        assert made.get(f"{ROWS}(guid'x')") == {"A": 1}


def test_pages_are_followed_by_the_very_address_that_was_told() -> None:
    following = f"{BASE}{ROWS}?$select=A&$skiptoken='10',6,2014"
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        last = "skiptoken" in str(request.url)
        return httpx.Response(200, json=page([{"A": 2}]) if last else page([{"A": 1}], following))

    with client(answer) as made:
        assert [row["A"] for row in made.rows(ROWS, {"$select": "A"})] == [1, 2]
    assert asked[1] == str(httpx.URL(following))


def test_an_address_of_a_next_page_is_found_wherever_it_stands() -> None:
    following = f"{BASE}{ROWS}?$skiptoken=1"
    for body in ({"__next": following, "results": [{"A": 1}]}, {"results": [{"A": 1}], "__next": following}):
        assert _both_pages({"d": body}) == [1, 2]


def _both_pages(first: Any) -> list[int]:
    bodies = iter([first, page([{"A": 2}])])
    with client(lambda _request: httpx.Response(200, json=next(bodies))) as made:
        return [row["A"] for row in made.rows(ROWS)]


def test_what_hangs_below_the_last_row_is_no_next_page() -> None:
    below = {"results": [], "__next": f"{BASE}/elders"}
    answer = httpx.Response(200, json={"d": {"results": [{"A": 1, "Below": below}]}})
    assert answers.glimpsed(answer) == ""
    assert answers.glimpsed(httpx.Response(200, json=page([{"A": '"__next":"x"}}'}]))) == ""


@pytest.mark.parametrize(
    "following",
    [
        "https://elders.example/api/v1/1/crm/Contacts",
        "http://exact.example/api/v1/1/crm/Contacts",
        "https://exact.example:8443/x",
        "https://exact.example@elders.example/x",
        "https://user:password@exact.example/x",
        "//elders.example/x",
    ],
)
def test_a_token_goes_to_no_other_host(following: str) -> None:
    asked: list[httpx.URL] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        return httpx.Response(200, json=page([{"A": 1}], following))

    with client(answer) as made:
        with pytest.raises(PackageRefused, match="another host"):
            list(made.rows(ROWS))
        with pytest.raises(PackageRefused, match="another host"), made.stream(following) as pieces:
            list(pieces)
    assert len(asked) == 1


def test_a_redirect_is_not_followed() -> None:
    asked: list[httpx.URL] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        return httpx.Response(302, headers={"Location": "https://elders.example/"})

    with client(answer) as made, pytest.raises(PackageAway):
        made.get(ROWS)
    assert {url.host for url in asked} == {"exact.example"}


def test_pages_that_go_round_end() -> None:
    with client(told(page([{"A": 1}], f"{BASE}{ROWS}?$skiptoken=1"))) as made, pytest.raises(PackageAway):
        list(made.rows(ROWS))


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff", b"null", b'{"d": 7}', b'{"d": {"results": 7}}', b"[" * 100_000]
)
def test_an_answer_that_cannot_be_read_is_told_as_such(content: bytes) -> None:
    with client(giving(content)) as made, pytest.raises(PackageAway):
        list(made.rows(ROWS))


def test_numbers_stay_what_they_are() -> None:
    content = b'{"d": {"A": 0.1, "B": 12345678901234567890.12, "C": 3}}'
    with client(giving(content)) as made:
        assert made.get(ROWS) == {"A": Decimal("0.1"), "B": Decimal("12345678901234567890.12"), "C": 3}


@pytest.mark.parametrize("wrong", ["NaN", "-Infinity"])
def test_what_is_no_number_is_not_read_as_one(wrong: str) -> None:
    with client(giving(b'{"d": {"A": %s}}' % wrong.encode())) as made, pytest.raises(PackageAway):
        made.get(ROWS)


SAID = {"error": {"code": "", "message": {"lang": "", "value": "Gegeven bestaat reeds."}}}


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (500, SAID, PackageRefused),
        (400, SAID, PackageRefused),
        (404, SAID, NotThere),
        (401, None, NeedsConsent),
        (403, None, NoAccess),
        (429, None, PackageBusy),
        (503, None, PackageAway),
        (500, None, OutcomeUnknown),
        (502, None, OutcomeUnknown),
    ],
)
def test_what_became_of_a_change_is_told(status: int, body: Any, error: type[Exception]) -> None:
    """A failure without words may have come after the deed; one with words came instead of it."""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.method)
        return httpx.Response(status, json=body) if body else httpx.Response(status)

    with client(answer) as made, pytest.raises(error) as caught:
        made.make(ROWS, {"Name": "x"})
    assert type(caught.value) is error
    assert len(asked) == (4 if status == 429 else 1)


@pytest.mark.parametrize(
    ("broken", "error"),
    [
        (httpx.ConnectError("x"), PackageAway),
        (httpx.ConnectTimeout("x"), PackageAway),
        (httpx.ReadError("x"), OutcomeUnknown),
        (httpx.ReadTimeout("x"), OutcomeUnknown),
        (httpx.RemoteProtocolError("x"), OutcomeUnknown),
    ],
)
def test_a_connection_that_broke_leaves_a_change_undone_or_unknown(broken: Exception, error: type[Exception]) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        del request
        raise broken

    with client(answer) as made:
        with pytest.raises(error):
            made.change(f"{ROWS}(guid'x')", {"Name": "x"})
        with pytest.raises(PackageAway):
            made.get(ROWS)


def test_an_answer_after_a_change_that_cannot_be_read_leaves_it_unknown() -> None:
    with client(giving(b"{", 201)) as made, pytest.raises(OutcomeUnknown):
        made.make(ROWS, {"Name": "x"})


def test_amounts_are_sent_as_numbers_with_their_cents() -> None:
    sent: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request.content)
        return httpx.Response(201, json={"d": {"ID": "x"}})

    with client(answer) as made:
        made.make(ROWS, {"AmountFC": Decimal("1234567.10")})
    assert sent == [b'{"AmountFC":1234567.10}']


@pytest.mark.parametrize(
    ("mode", "error"), [("0", NoAccess), ("8", PackageBusy), ("", PackageAway)], ids=["rights", "throttled", "other"]
)
def test_a_page_instead_of_xml_says_why(mode: str, error: type[Exception]) -> None:
    content = f'<html><input type="hidden" id="mode" value="{mode}"/></html>'
    with client(lambda _request: httpx.Response(200, html=content)) as made:
        with pytest.raises(error):
            made.upload("/docs/XMLUpload.aspx", b"<eExact/>", params={"Topic": "GLAccounts", "_Division_": "1"})
        with pytest.raises(error):
            made.download("/docs/XMLDownload.aspx", {"Topic": "GLAccounts", "_Division_": "1"})


def test_words_of_exact_are_cut_and_cleaned() -> None:
    said = {"error": {"message": {"value": "Fout\r\n\x1b[31m" + "x" * 5_000}}}
    with client(told(said, 400)) as made, pytest.raises(PackageRefused) as caught:
        made.get(ROWS)
    assert caught.value.message.startswith("Fout   [31mx")
    assert len(caught.value.message) == 500


def test_recorded_answers_are_read(shared: Path) -> None:
    """Payloads that others recorded (dotnet client, picqer)."""
    folder = shared / "data" / "exact"
    for name, rows in (("item.json", 1), ("items.json", 2)):
        body = json.loads((folder / name).read_text())
        with client(told(body)) as made:
            found = list(made.rows(ROWS))
        assert len(found) == rows
        assert all("ID" in row for row in found)
