"""Calls to Exact Online: with a token that works, within the limits, and with its errors as ours.

``path`` is from the root of the host, with the division in it where there is one:
``/api/v1/{division}/crm/Accounts``. Each method raises PackageAway, PackageBusy, NeedsConsent, NoAccess or
PackageRefused (NotThere for a 404, with Exact's own words); those that change something OutcomeUnknown too.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from datetime import timedelta
from functools import cache
from ssl import SSLContext
from threading import Event
from types import TracebackType
from typing import Any, Self

import httpx
from django.utils.translation import gettext as _

from overstap.connectors.exact_online import answers, timing, wording
from overstap.connectors.exact_online.limits import MINUTE, Limits, busy
from overstap.connectors.exact_online.tokens import Tokens, away
from overstap.connectors.port import Connection, Outside, PackageAway, PackageBusy, PackageRefused
from overstap.lib.errors import OverstapError

JSON = "application/json"
_TIMEOUT = httpx.Timeout(60, connect=15)
_PAUSES = (1.0, 4.0)  # seconds before a question is asked again that was not answered
_HEAD_START = 0.05  # seconds that are waited at most until a question has left
_ATTEMPTS = 4  # sendings of one call, those included that a limit turned down
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_DIVISION = re.compile(r"/api/v1/(?:beta/)?(\d+)/([^?(]+)|_Division_=(\d+)")
Params = Mapping[str, str]
Row = Mapping[str, Any]


class Client:
    """One connection with Exact Online; close it, or use it in a ``with``."""

    def __init__(self, outside: Outside, connection: Connection) -> None:
        self._outside = outside
        self._http = httpx.Client(
            base_url=outside.address,
            transport=outside.transport,
            timeout=_TIMEOUT,
            follow_redirects=False,
            verify=_trusted(),
            trust_env=False,
        )
        self.tokens = Tokens(outside, connection, self._http)
        self.limits = Limits(outside, connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the network."""
        self._http.close()

    def get(self, path: str, params: Params | None = None) -> Any:
        """One thing (a mapping), or what a collection has on its first page (a list), without the envelope."""
        return answers.unwrapped(answers.told(self._answered("GET", path, params=params)))

    def count(self, path: str, params: Params | None = None) -> int:
        """How many there are in a collection."""
        answer = self._answered("GET", f"{path}/$count", params=params)
        text = answer.text.strip().lstrip("\ufeff")
        if not (text.isascii() and text.isdigit() and len(text) < 15):
            raise away()
        return int(text)

    def pages(self, path: str, params: Params | None = None) -> Iterator[Sequence[Row]]:
        """The pages of a collection; the next one is under way while one is used, and never more than that one."""
        answer = self._answered("GET", path, params=params)
        with ThreadPoolExecutor(1) as under_way:
            while True:
                following = answers.glimpsed(answer)
                coming = self._ahead(under_way, following, answer) if following else None
                rows, told = answers.page(answers.told(answer))
                if told and coming is None:
                    coming = self._ahead(under_way, told, answer)
                yield rows
                if coming is None:
                    return
                answer = coming.result()

    def rows(self, path: str, params: Params | None = None) -> Iterator[Row]:
        """The rows of a collection, over all its pages."""
        for page in self.pages(path, params):
            yield from page

    def make(self, path: str, body: Mapping[str, Any]) -> Row:
        """POST: make one; gives it as Exact keeps it. Amounts in ``body`` are Decimal or int."""
        answer = self._answered("POST", path, **_json(body))
        try:
            made = answers.unwrapped(answers.told(answer))
        except PackageAway:
            made = None
        if not isinstance(made, Mapping):
            raise answers.unknown()
        return made

    def change(self, path: str, body: Mapping[str, Any]) -> None:
        """PUT: change the fields in ``body``; ``path`` ends in ``(guid'…')``."""
        self._answered("PUT", path, **_json(body))

    def remove(self, path: str) -> None:
        """DELETE: ``path`` ends in ``(guid'…')``."""
        self._answered("DELETE", path)

    def upload(
        self, path: str, body: bytes, content_type: str = "application/xml", params: Params | None = None
    ) -> bytes:
        """Send a file to the XML interface; gives its answer, in which messages of type 0 and 3 are errors."""
        headers = {"Content-Type": content_type}
        return self._answered("POST", path, params=params, xml=True, content=body, headers=headers).content

    def download(self, path: str, params: Params | None = None) -> bytes:
        """What the XML interface gives."""
        headers = {"Accept": "*/*"}
        return self._answered("GET", path, params=params, xml=True, headers=headers).content

    @contextmanager
    def stream(self, address: str) -> Iterator[Iterator[bytes]]:
        """The bytes of a file at Exact, in pieces; ``address`` as Exact gave it."""
        own = self._own(address)
        place = _place("GET", own)
        self.limits.before(*place)
        headers = {"Authorization": f"Bearer {self.tokens.access()}", "Accept": "*/*"}
        try:
            with self._http.stream("GET", own, headers=headers) as answer:
                self.limits.after(*place, answer)
                if not answer.is_success or _is_no_file(answer):
                    answer.read()
                    raise answers.trouble(answer) or away()
                yield answer.iter_bytes()
        except httpx.TransportError as error:
            raise away() from error

    def _answered(self, method: str, path: str, **told: Any) -> httpx.Response:
        """The answer to a call, asked again where that is safe."""
        pauses = iter(_PAUSES)
        last: OverstapError = away()
        for _attempt in range(_ATTEMPTS):
            try:
                return self._once(method, path, **told)
            except _Again as again:
                last = again.error
                pause = 0.0 if again.limited else next(pauses, None)
            if pause is None:
                break
            if pause:
                timing.wait(self._outside, pause)
        raise last

    def _once(self, method: str, path: str, *, xml: bool = False, **told: Any) -> httpx.Response:
        safe = method == "GET"
        try:
            answer = self._authorised(method, path, _place(method, path, told.get("params")), **told)
        except _NOT_SENT:
            raise _Again(away()) from None
        except httpx.TransportError:
            raise (_Again(away()) if safe else answers.unknown()) from None
        wrong = answers.xml_trouble(answer) if xml else answers.trouble(answer)
        if wrong is None:
            return answer
        raise self._weighed(wrong, answer, safe=safe)

    def _weighed(self, wrong: OverstapError, answer: httpx.Response, *, safe: bool) -> Exception:
        """The error for an answer: to be tried again, unknown for a change that may have been made, or as it is."""
        if isinstance(wrong, PackageBusy):
            return _Again(busy(timing.now(self._outside) + timedelta(seconds=MINUTE.seconds)), limited=True)
        refused = isinstance(wrong, PackageRefused) or answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
        if refused or not answer.is_server_error:
            return wrong
        return _Again(wrong) if safe else answers.unknown()

    def _authorised(self, method: str, path: str, place: tuple[str, str], **told: Any) -> httpx.Response:
        access = self.tokens.access()
        answer = self._sent(method, path, access, place, **told)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            access = self.tokens.after_refusal(access)
            answer = self._sent(method, path, access, place, **told)
        if answer.is_success:
            self.tokens.worked(access)
        return answer

    def _sent(self, method: str, path: str, access: str, place: tuple[str, str], **told: Any) -> httpx.Response:
        self.limits.before(*place)
        headers = {"Authorization": f"Bearer {access}", "Accept": JSON} | dict(told.pop("headers", {}))
        answer = self._http.request(method, path, headers=headers, **told)
        self.limits.after(*place, answer)
        return answer

    def _ahead(self, under_way: ThreadPoolExecutor, following: str, before: httpx.Response) -> Future[httpx.Response]:
        """Ask for the page at ``following`` while ``before`` is used.

        It returns once the question left: a thread that reads JSON does not let another one send for as long.
        """
        left = Event()
        coming = under_way.submit(copy_context().run, self._followed, following, before, left)
        coming.add_done_callback(lambda _done: left.set())
        left.wait(_HEAD_START)
        return coming

    def _followed(self, following: str, before: httpx.Response, left: Event) -> httpx.Response:
        """The page at the address that the page ``before`` told, verbatim."""

        def trace(happened: str, _details: object) -> None:
            if happened.endswith("send_request_body.complete"):
                left.set()

        answer = self._answered("GET", self._own(following), extensions={"trace": trace})
        if answer.content == before.content:
            raise away()  # it would go on for ever
        return answer

    def _own(self, address: str) -> str:
        """``address``, where it is at Exact itself. Raises PackageRefused: a token goes nowhere else."""
        there = self._http.base_url.join(address)
        base = self._http.base_url
        if (there.scheme, there.host, there.port) == (base.scheme, base.host, base.port) and not there.userinfo:
            return address
        raise PackageRefused(_("Exact Online pointed to another host; nothing was sent there."))


class _Again(Exception):
    """This call may be tried again; ``limited``: after the limit that it met, which waits by itself."""

    def __init__(self, error: OverstapError, *, limited: bool = False) -> None:
        super().__init__()
        self.error = error
        self.limited = limited


def _is_no_file(answer: httpx.Response) -> bool:
    """A page for people (maintenance) has no name of a file; a document that is a page has one."""
    return answers.is_page(answer) and "Content-Disposition" not in answer.headers


def _json(body: Mapping[str, Any]) -> dict[str, Any]:
    headers = {"Content-Type": JSON, "Prefer": "return=representation"}  # else what was not sent comes back empty
    return {"content": wording.written(body).encode(), "headers": headers}


def _place(method: str, path: str, params: Params | None = None) -> tuple[str, str]:
    """What Exact counts a call under: the administration, and the endpoint with its method."""
    found = _DIVISION.search(path)
    if found:
        return found[1] or found[3] or "", f"{method} {(found[2] or 'xml').removesuffix('/$count')}"
    division = (params or {}).get("_Division_", "")
    return division, f"{method} {path.partition('?')[0][:60]}"


@cache
def _trusted() -> SSLContext:
    """The certificates that are trusted; reading them takes long enough to do it once."""
    return httpx.create_ssl_context()
