"""Calls to one Twinfield environment: retried where that is safe, counted, and their errors in our own words.

What only asks is repeated when the connection breaks. What changes something is not: OutcomeUnknown says that nobody
knows whether it was done, and whoever wrote has to look.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self

import httpx
from django.utils.translation import gettext as _

from overstap.connectors.metering.memory import MemoryMeter
from overstap.connectors.port import Connection, NoAccess, OutcomeUnknown, Outside, PackageRefused
from overstap.connectors.twinfield import envelopes, streaming, xml
from overstap.connectors.twinfield.envelopes import Letter, Services
from overstap.connectors.twinfield.limits import COMMAND, QUERY, Credits
from overstap.connectors.twinfield.login import Login, away, needs_consent
from overstap.connectors.twinfield.streaming import Row
from overstap.connectors.twinfield.tokens import Session, Tokens
from overstap.lib import clock

_PROCESS = "/webservices/processxml.asmx"
_FINDER = "/webservices/finder.asmx"
_TIMEOUT = httpx.Timeout(300.0, connect=10.0)  # a book year takes a while to begin
_PAUSES = (1.0, 4.0)  # seconds before a question is repeated
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
# Twinfield's error codes (developers.twinfield.com, guidelines), and those of the newer services.
_TOKEN_CODES = frozenset({"101", "351", "352", "353", "354"})
_ACCESS_CODES = frozenset({"102", "358", "359", "accessdenied", "invalidcompanycode", "selectcompanyfailed"})
_PAGE = 1000  # rows of the finder


@dataclass(frozen=True, slots=True)
class _Call:
    """A call, made anew for each attempt because the token in it may change."""

    letter: Callable[[Session], Letter]
    cost: int  # credits

    @property
    def asks(self) -> bool:
        """Whether it changes nothing."""
        return self.cost == QUERY


@dataclass
class _Patience:
    """What is left of it for one call: pauses before it is repeated, and how often Twinfield may say to wait."""

    pauses: list[float] = field(default_factory=lambda: list(_PAUSES))
    waits: int = 10


class Client:
    """One piece of work with one connection; close it, or use it in a ``with``."""

    def __init__(self, outside: Outside, connection: Connection) -> None:
        self._now = outside.now or clock.now
        wait = outside.wait or time.sleep
        self._http = httpx.Client(transport=outside.transport, timeout=_TIMEOUT, follow_redirects=False)
        self._wait = wait
        self.login = Login(self._http, outside.address, (outside.client_id, outside.client_secret))
        self.tokens = Tokens(self.login, outside.vault, connection, self._now)
        self.credits = Credits(connection, outside.meter or MemoryMeter(), self._now, wait)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._http.close()

    def now(self) -> datetime:
        """The present moment, aware."""
        return self._now()

    def asked(self, office: str, request: xml.Element) -> xml.Element:
        """The answer of ProcessXml to a question. Raises PackageRefused, NoAccess, PackageAway."""
        root = self._process(office, request, QUERY)
        _check(root)
        return root

    def told(self, office: str, request: xml.Element) -> xml.Element:
        """The answer of ProcessXml to something that changes the books; results are for the caller to look at.

        Raises OutcomeUnknown, PackageRefused, NoAccess, PackageAway.
        """
        return self._process(office, request, COMMAND)

    def browsed(self, office: str, request: xml.Element) -> Iterator[Row]:
        """The rows of a browse, streamed. Raises PackageRefused, NoAccess, PackageAway."""
        text = xml.written(request)
        call = _Call(lambda session: self._processing(session, office, text), QUERY)
        with self._answered(call, stream=True) as answer:
            try:
                yield from streaming.rows(answer.iter_bytes())
            except httpx.TransportError as error:
                raise away() from error

    def found(self, office: str, kind: str, /, **options: str) -> Iterator[Sequence[str]]:
        """The rows of Finder's Search: code and name first. Raises PackageRefused, NoAccess, PackageAway."""
        first, total = 1, 1
        while first <= total:
            total, rows = self._search(office, kind, options, first)
            yield from rows
            if not rows:
                return
            first += len(rows)

    def queried(self, office: str, service: str, kind: str, **asked: object) -> xml.Element:
        """The result of a query to one of the newer services. Raises PackageRefused, NoAccess, PackageAway."""
        return self._contract(office, service, "Query", kind, asked)

    def commanded(self, office: str, service: str, kind: str, **asked: object) -> xml.Element:
        """Tell one of the newer services to do something. Raises OutcomeUnknown besides what ``queried`` does."""
        return self._contract(office, service, "Process", kind, asked)

    def _process(self, office: str, request: xml.Element, cost: int) -> xml.Element:
        text = xml.written(request)
        call = _Call(lambda session: self._processing(session, office, text), cost)
        with self._answered(call) as answer:
            return xml.parsed(xml.inner(envelopes.opened(answer.content), "ProcessXmlStringResult"))

    def _processing(self, session: Session, office: str, text: str) -> Letter:
        login = _header(session, office)
        return Services(self._http, session.cluster).letter(_PROCESS, "ProcessXmlString", login, xmlRequest=text)

    def _search(self, office: str, kind: str, options: Mapping[str, str], first: int) -> tuple[int, list[list[str]]]:
        listed = [{"string": [name, value]} for name, value in options.items()]
        asked = {"type": kind, "pattern": "*", "field": 0, "firstRow": first, "maxRows": _PAGE}

        def letter(session: Session) -> Letter:
            services = Services(self._http, session.cluster)
            header = _header(session, office)
            return services.letter(_FINDER, "Search", header, **asked, options={"ArrayOfString": listed})

        with self._answered(_Call(letter, QUERY)) as answer:
            told = Services(self._http, self.tokens.session().cluster).answer(_FINDER, "Search", answer.content)
        _check_search(told)
        items = told.data.Items.ArrayOfString if told.data is not None and told.data.Items is not None else []
        return (told.data.TotalRows if told.data else 0), [[text or "" for text in row.string] for row in items]

    def _contract(
        self, office: str, service: str, operation: str, kind: str, asked: Mapping[str, object]
    ) -> xml.Element:
        cost = QUERY if operation == "Query" else COMMAND
        name = "Command" if operation == "Process" else operation

        def letter(session: Session) -> Letter:
            return envelopes.contract(service, (operation, name), kind, _header(session, office), asked)

        with self._answered(_Call(letter, cost)) as answer:
            return envelopes.opened(answer.content)

    @contextmanager
    def _answered(self, call: _Call, *, stream: bool = False) -> Iterator[httpx.Response]:
        """The answer to a call, once it is a good one."""
        answer = self._tried(call, stream=stream)
        try:
            yield answer
        finally:
            answer.close()

    def _tried(self, call: _Call, *, stream: bool) -> httpx.Response:
        refused = ""
        patience = _Patience()
        while True:
            session = self.tokens.session(refused)
            answer = self._sent(call, session, patience, stream=stream)
            if answer is None:
                continue
            wrong = _wrong(answer)
            if wrong is None:
                return answer
            if not isinstance(wrong, _TokenRefused):
                raise wrong
            if refused:
                raise needs_consent()
            refused = session.access

    def _sent(self, call: _Call, session: Session, patience: _Patience, *, stream: bool) -> httpx.Response | None:
        """Post it once; None where it has to be posted again."""
        letter = call.letter(session)
        request = self._http.build_request(
            "POST",
            session.cluster + letter.path,
            content=letter.body,
            headers={"Content-Type": "text/xml; charset=utf-8", "SOAPAction": letter.action},
        )
        try:
            with self.credits.spent(call.cost):
                answer = self._http.send(request, stream=True)
            self.credits.heard(answer.headers)
            if not stream or answer.status_code != 200 or not _is_xml(answer):
                answer.read()
        except httpx.TransportError as error:
            if not call.asks:
                raise (away() if isinstance(error, _NOT_SENT) else _unknown()) from error
            if not patience.pauses:
                raise away() from error
            self._wait(patience.pauses.pop(0))
            return None
        if answer.status_code == 429:
            patience.waits -= 1
            self.credits.pause(self._retry_after(answer), patient=patience.waits > 0)
            return None
        return answer

    def _retry_after(self, answer: httpx.Response) -> float:
        """Seconds to wait; RFC 9110 10.2.3 has them as a number or as a moment."""
        told = answer.headers.get("retry-after", "")
        if told.isdecimal():
            return float(told)
        try:
            return max((parsedate_to_datetime(told).astimezone(UTC) - self._now()) / timedelta(seconds=1), 1.0)
        except ValueError:
            return 60.0


class _TokenRefused(Exception):
    """The access token does not work (any more)."""


def _wrong(answer: httpx.Response) -> Exception | None:
    """What is wrong with an answer; None for a good one. Statuses and codes: the reference of Twinfield's API."""
    if answer.status_code == 200:
        return None if _is_xml(answer) else away()
    if answer.status_code == 401:
        return _TokenRefused()
    if answer.status_code == 403:
        return _forbidden(answer)
    if 400 <= answer.status_code < 500:
        return PackageRefused(_("Twinfield does not accept what was sent."), facts={"status": answer.status_code})
    fault = envelopes.fault(answer.content)
    if fault is None or answer.status_code != 500:
        return away()
    if fault.code in _TOKEN_CODES:
        return _TokenRefused()
    if fault.code.lower() in _ACCESS_CODES:
        return _no_access(fault.message)
    return PackageRefused(fault.message or _("Twinfield refuses this."), facts={"fault": fault.code})


def _forbidden(answer: httpx.Response) -> Exception:
    """A number and a sentence: in the reason phrase, or in the body, for not every server in between keeps phrases."""
    said = answer.reason_phrase if ":" in answer.reason_phrase else answer.text[:200]
    code, _colon, sentence = said.partition(":")
    return _TokenRefused() if code.strip() in _TOKEN_CODES else _no_access((sentence or said).strip())


def _check(root: xml.Element) -> None:
    """Raises PackageRefused or NoAccess where the root of an answer says that nothing came of it."""
    if root.get("result", "1") == "1":
        return
    told = messages(root) or [_("Twinfield refuses this.")]
    if any("toegang" in one.lower() or "access" in one.lower() for one in told):
        raise _no_access(told[0])
    raise PackageRefused(" ".join(told))


def messages(element: xml.Element) -> list[str]:
    """What Twinfield says at this element and below it, in its own words; several in one are parted by //."""
    said = (one.get("msg", "") for one in element.iter() if isinstance(one.tag, str))
    parts = (part.strip() for text in said for part in text.split("//"))
    return list(dict.fromkeys(part for part in parts if part))


def _check_search(told: object) -> None:
    result = getattr(told, "SearchResult", None)
    for message in getattr(result, "MessageOfErrorCodes", None) or []:
        if message.Type != "Error":
            continue
        if message.Code in ("NoAccessToOffice", "AccessDenied"):
            raise _no_access(message.Text or "")
        raise PackageRefused(message.Text or message.Code, facts={"code": message.Code})


def _header(session: Session, office: str) -> dict[str, str]:
    return {"AccessToken": session.access, "CompanyCode": office} if office else {"AccessToken": session.access}


def _is_xml(answer: httpx.Response) -> bool:
    """A page for people with status 200 is what maintenance looks like."""
    return "xml" in answer.headers.get("content-type", "")


def _no_access(said: str) -> NoAccess:
    return NoAccess(
        _("Twinfield does not let this user in here: %(said)s") % {"said": said},
        remedy=_("Give the user of this connection access to the administration in Twinfield, and try again."),
    )


def _unknown() -> OutcomeUnknown:
    return OutcomeUnknown(
        _("The connection broke while Twinfield was at work: it may have been done, or not."),
        remedy=_("Nothing has to be done: before it is tried again, we look whether it is there."),
    )
