"""Calls to a package: its own address and no other, amounts as Decimal, and every fault as one of our errors."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Self
from urllib.parse import urlsplit

import httpx
from django.utils.translation import gettext as _

from overstap.connectors.port import NoAccess, OutcomeUnknown, Outside, PackageAway, PackageBusy, PackageRefused
from overstap.lib import clock
from overstap.lib.errors import OverstapError

_TIMEOUT = httpx.Timeout(60, connect=10)
_MOST_BYTES = 128 * 2**20  # of one answer
_BUSY_SECONDS = 60  # where a package says that it is busy, and not until when
_LONGEST_WAIT = 7 * 24 * 3600
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Never shown: it may hold tokens and what is in the books."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def __repr__(self) -> str:
        """Without headers and body."""
        return f"Answer({self.status}, {len(self.body)} bytes)"

    @property
    def fine(self) -> bool:
        """Whether the package did what was asked."""
        return 200 <= self.status < 300

    def data(self) -> object:
        """The JSON in it; None where it is empty. Raises PackageAway for what is none (a page about maintenance)."""
        if not self.body.strip():
            return None
        try:
            return json.loads(self.body, parse_float=Decimal)
        except ValueError as error:
            raise PackageAway(
                _("The package answers with something that is no data; it may be under maintenance."),
                remedy=_("Try again later."),
            ) from error


class Caller:
    """One connection to the address of a package, for as long as a ``with`` lasts. TLS is always verified."""

    def __init__(self, outside: Outside, address: str, headers: Mapping[str, str] | None = None) -> None:
        self._outside = outside
        self._client = httpx.Client(
            transport=outside.transport,
            base_url=address,
            timeout=_TIMEOUT,
            follow_redirects=False,
            headers={"Accept": "application/json", **(headers or {})},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failed: object) -> None:
        self._client.close()

    def get(
        self, path: str, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Ask. Raises PackageAway, PackageBusy, NoAccess or PackageRefused."""
        return self._call(self._client.build_request("GET", self._address(path, params), headers=headers))

    def send(self, method: str, path: str, content: object = None, headers: Mapping[str, str] | None = None) -> Answer:
        """Send JSON. Raises OutcomeUnknown too, where nobody knows whether it was done."""
        return self._call(self._client.build_request(method, self._address(path, None), headers=headers, json=content))

    def form(self, path: str, fields: Mapping[str, str]) -> Answer:
        """Send a form. Raises as ``send``."""
        return self._call(self._client.build_request("POST", self._address(path, None), data=dict(fields)))

    def _address(self, path: str, params: Mapping[str, str] | None) -> httpx.URL:
        if urlsplit(path).netloc or "\\" in path or path.startswith("//"):
            raise PackageRefused(_("The package names an address that is not its own; nothing was sent there."))
        base = str(self._client.base_url).rstrip("/")
        made = httpx.URL(f"{base}/{path.lstrip('/')}")
        return made.copy_merge_params(dict(params)) if params else made

    def _call(self, request: httpx.Request) -> Answer:
        try:
            answer = self._received(request)
        except _NOT_SENT as error:
            raise _away() from error
        except httpx.HTTPError as error:
            if request.method == "GET":
                raise _away() from error
            raise OutcomeUnknown(
                _("The connection with the package broke; it may or may not have done what was asked."),
                remedy=_("It is looked up there before it is sent again."),
            ) from error
        self._stop_for(answer)
        return answer

    def _received(self, request: httpx.Request) -> Answer:
        response = self._client.send(request, stream=True)
        try:
            body = bytearray()
            for piece in response.iter_bytes():
                body += piece
                if len(body) > _MOST_BYTES:
                    raise PackageRefused(_("The package sends more at once than can be taken in."))
            return Answer(response.status_code, response.headers, bytes(body))
        finally:
            response.close()

    def _stop_for(self, answer: Answer) -> None:
        """What means the same at every package."""
        if 300 <= answer.status < 400:
            raise PackageRefused(
                _("The package points to another address; nothing was sent there."),
                remedy=_("Ask the operator whether the address of the package has changed."),
            )
        if answer.status in (429, 503):
            raise busy(self.now(), wait_of(answer))
        if answer.status == 403:
            raise NoAccess(
                _("The package does not let this user do that."),
                remedy=_("Ask whoever manages the package to give the user of the connection this right."),
            )

    def now(self) -> datetime:
        """The present moment."""
        return now(self._outside)


def now(outside: Outside) -> datetime:
    """The present moment for a connector: aware, UTC."""
    return outside.now() if outside.now else clock.now()


def wait(outside: Outside, seconds: float) -> None:
    """Wait, by the clock of the connector."""
    (outside.wait or time.sleep)(seconds)


def busy(at: datetime, seconds: int) -> PackageBusy:
    """The error for a package that has no time now, and says when it has."""
    until = (at + timedelta(seconds=seconds)).astimezone(UTC).isoformat(timespec="seconds")
    return PackageBusy(
        _("The package takes no more calls for a while."),
        remedy=_("It goes on by itself when the package has time again."),
        facts={"until": until},
    )


def wait_of(answer: Answer) -> int:
    """How many seconds a package asks to stay away (Retry-After, or retry_after in its JSON)."""
    told: object = answer.headers.get("retry-after", "")
    if not told:
        told = _told_in_body(answer)
    text = str(told)
    seconds = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else _BUSY_SECONDS
    return min(max(seconds, 1), _LONGEST_WAIT)


def _told_in_body(answer: Answer) -> object:
    try:
        found = answer.data()
    except OverstapError:
        return ""
    return found.get("retry_after", "") if isinstance(found, dict) else ""


def _away() -> PackageAway:
    return PackageAway(_("The package does not answer."), remedy=_("Test the connection, and try again later."))
