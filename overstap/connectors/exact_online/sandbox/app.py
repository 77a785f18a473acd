"""Exact Online played by ourselves: addresses, tokens, limits and faults around the books.

Written from Exact's documentation and from what users and their clients recorded. Faults (World): ``429``, ``500``
(``facts["message"]``), ``500-silent``, ``maintenance``, ``division-moved``, ``division-blocked``, ``forbidden``
(``facts["message"]`` and ``["reason"]``), ``no-divisions`` (the user has rights to none); of the tokens ``early`` and
``old-token``; of the XML interface ``xml-throttled``; and those of every sandbox, ``drop-before`` and ``drop-after``.
"""

import json
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from werkzeug.wrappers import Request, Response

from overstap.connectors.exact_online.sandbox import entries, files, reading, seed, writing, xml
from overstap.connectors.exact_online.sandbox.answers import (
    MAINTENANCE,
    Refusal,
    answer,
    bad_request,
    business,
    forbidden,
    not_found,
)
from overstap.connectors.exact_online.sandbox.limits import PER_DAY, PER_MINUTE, Limits
from overstap.connectors.exact_online.sandbox.oauth import Authority
from overstap.connectors.exact_online.sandbox.reading import Reader
from overstap.connectors.exact_online.sandbox.schema import Endpoint, endpoints
from overstap.connectors.exact_online.sandbox.tables import Division, Row, moment
from overstap.connectors.sandboxes.control import Controlled
from overstap.connectors.sandboxes.world import World

_ADDRESS = re.compile(r"/api/v1/(?P<beta>beta/)?(?P<division>\d{1,9})/(?P<rest>.+)\Z")
_ONE = re.compile(r"(?P<path>[^()]+)\((?P<key>.*)\)(?:/(?P<below>\w+))?\Z", re.DOTALL)
_DIVISIONS = {"system/Divisions", "system/AllDivisions", "hrm/Divisions", "system/GetMostRecentlyUsedDivisions"}


def application(world: World, lines: int = 0, per_minute: int = PER_MINUTE, per_day: int = PER_DAY) -> Controlled:
    """The sandbox. ``lines``: grow the first administration to about so many transaction lines."""
    divisions = seed.divisions()
    seed.grow(divisions[0], lines)
    return Controlled(ExactOnline(world, divisions, Limits(world, per_minute, per_day)), world)


class ExactOnline:
    """The application itself; one call at a time."""

    def __init__(self, world: World, divisions: list[Division], limits: Limits) -> None:
        self._world = world
        self._divisions = {one.code: one for one in divisions}
        self._limits = limits
        self._authority = Authority(world, {one.code: one.card["Description"] for one in divisions if one.seen})
        self._reader = Reader()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """WSGI."""
        request = Request(environ)
        with self._world.lock:
            made = self._answer(request)
        return made(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if request.path == "/api/oauth2/auth":
            return self._authority.page(request)
        if request.path == "/api/oauth2/token":
            return self._authority.token(request)
        headers: dict[str, str] = {}
        place = _place(request)
        try:
            made = self._served(request, place, headers)
        except Refusal as refusal:
            self._limits.error(*place, refusal.status)
            return refusal.answer()
        made.headers.extend(headers)
        return made

    def _served(self, request: Request, place: tuple[int, str], headers: dict[str, str]) -> Response:
        scope = self._authority.check(request)
        if scope and place[0] and place[0] not in scope and place[1] not in _DIVISIONS:
            raise _out_of_scope()
        self._faults(request, place[0])
        headers |= self._limits.take(*place)
        if self._world.fault("maintenance", _call(request)):
            return Response(MAINTENANCE, content_type="text/html; charset=utf-8")
        if request.path.startswith("/docs/"):
            return self._docs(request)
        reading.accepted(request)
        if request.path == "/api/v1/current/Me":
            current = self._divisions[seed.FIRST]
            return self._reader.me(request, current, seed.me(current) | {"ServerTime": moment(self._world.now())})
        found = _ADDRESS.match(request.path)
        if found is None:
            raise not_found()
        rest = (found["beta"] or "") + found["rest"].rstrip("/")
        if rest.partition("(")[0] in _DIVISIONS:
            return self._list_divisions(request, rest, int(found["division"]))
        return self._resource(request, self._division(int(found["division"])), rest)

    def _faults(self, request: Request, division: int) -> None:
        call = _call(request)
        if self._world.fault("429", call):
            raise self._limits.use_up(division)
        fault = self._world.fault("500", call)
        if fault is not None:
            raise business(fault.facts.get("message", "Er is een fout opgetreden."))
        if self._world.fault("500-silent", call):
            raise Refusal(500)
        if self._world.fault("division-blocked", call):
            raise forbidden("Forbidden", "DivisionBlocked")
        refused = self._world.fault("forbidden", call)
        if refused is not None:
            raise forbidden(refused.facts.get("message", "Forbidden"), refused.facts.get("reason", "NoDivisionAccess"))
        if self._world.fault("division-moved", call) and division in self._divisions:
            self._divisions[division].move(self._world.now())

    def _division(self, code: int) -> Division:
        found = self._divisions.get(code)
        if found is None or not found.seen:
            raise _out_of_scope()
        if found.card["BlockingStatus"]:
            raise forbidden("Forbidden", "DivisionBlocked")
        return found

    def _docs(self, request: Request) -> Response:
        """What is no resource: attachments, and the XML interface."""
        if request.path == "/docs/SysAttachment.aspx":
            key = request.args.get("ID", "").strip("{}").lower()
            owner = next((one.code for one in self._divisions.values() if key in one.files), seed.FIRST)
            return files.attachment(self._division(owner), key)
        if request.path == "/docs/XMLDivisions.aspx":
            return xml.divisions([one for one in self._divisions.values() if one.seen])
        verbs = {"/docs/XMLDownload.aspx": xml.download, "/docs/XMLUpload.aspx": xml.upload}
        verb = verbs.get(request.path)
        if verb is None:
            raise not_found()
        if self._world.fault("xml-throttled", _call(request)):
            return xml.page("Page requested too many times", mode=8)
        division = self._divisions.get(_whole(request.args.get("_Division_", "")))
        if division is None or not division.seen or division.card["BlockingStatus"]:
            return xml.page("No rights", mode=0)
        return verb(request, division, self._world.now())

    def _resource(self, request: Request, division: Division, rest: str) -> Response:
        if rest.endswith("/$count"):
            return self._reader.count(request, division, _endpoint(rest.removesuffix("/$count"), "GET"))
        one = _ONE.match(rest)
        if one is not None:
            return self._one(request, division, one)
        endpoint = _endpoint(rest, request.method)
        if endpoint.path == "read/sync/Sync/SyncTimestamp":
            return files.sync_timestamp(request, division)
        if request.method == "GET":
            return self._reader.collection(request, division, endpoint)
        if request.method != "POST":
            raise Refusal(405, "Method not allowed.")
        body = _body(request)
        sent = set(body)
        made = reading.shown(request, division, endpoint, self._create(division, endpoint, body))
        if "return=representation" not in request.headers.get("Prefer", ""):
            made |= {name: None for name in endpoint.fields if name not in sent and name != endpoint.key}
        return answer(made, 201)

    def _one(self, request: Request, division: Division, found: re.Match[str]) -> Response:
        endpoint = _endpoint(found["path"], request.method)
        if request.method == "GET":
            if found["below"]:
                return self._reader.below(request, division, endpoint, found["key"], found["below"])
            return self._reader.one(request, division, endpoint, found["key"])
        row = reading.row_of(division, endpoint, found["key"])
        if request.method == "PUT":
            verb: Callable[..., None] = entries.change if endpoint.path in entries.KINDS else writing.change
            _check_writable(endpoint)
            verb(division, endpoint, row, _body(request), self._world.now())
        elif request.method == "DELETE":
            _check_writable(endpoint)
            verb = entries.remove if endpoint.path in entries.KINDS else writing.remove
            verb(division, endpoint, row, self._world.now())
        else:
            raise Refusal(405, "Method not allowed.")
        return Response(b"", status=204)

    def _create(self, division: Division, endpoint: Endpoint, told: Row) -> Row:
        _check_writable(endpoint)
        make = entries.create if endpoint.path in entries.KINDS else writing.create
        return make(division, endpoint, told, self._world.now())

    def _list_divisions(self, request: Request, rest: str, division: int) -> Response:
        """The cards of divisions: the number in the address is not looked at (picqer 470), but for hrm/Divisions."""
        path = rest.partition("(")[0]
        endpoint = _endpoint(path, request.method)
        asked = self._divisions.get(division)
        cards = [one.card for one in self._divisions.values() if one.seen or path == "system/AllDivisions"]
        if self._world.fault("no-divisions", _call(request)):
            cards = []
        if path == "hrm/Divisions":
            cards = [_of_hrm(one) for one in cards if asked is None or one["Customer"] == asked.card["Customer"]]
        listing = Division({"Code": division})
        listing.version = hash(json.dumps(cards, default=str))
        for card in cards:
            listing.tables.setdefault(path, {})[str(card["Code"])] = card
        one = _ONE.match(rest)
        if one is not None:
            return self._reader.one(request, listing, endpoint, one["key"])
        return self._reader.collection(request, listing, endpoint)


def _out_of_scope() -> Refusal:
    return forbidden("Forbidden - User division is not within division scope.", "NoDivisionAccess")


def _of_hrm(card: Row) -> Row:
    """In hrm/Divisions the Status has another meaning: 0 regular, 1 archived."""
    return card | {"Status": int(card["Status"] == 2), "Main": card["IsMainDivision"]}


def _place(request: Request) -> tuple[int, str]:
    """The division and resource of a call, for its limits; 0 for calls without a division."""
    found = _ADDRESS.match(request.path)
    if found is None:
        return _whole(request.args.get("_Division_", "")), request.path
    return int(found["division"]), found["rest"].partition("(")[0]


def _whole(written: str) -> int:
    return int(written) if written.isascii() and written.isdecimal() else 0


def _call(request: Request) -> str:
    return f"{request.method} {request.path}"


def _endpoint(path: str, method: str) -> Endpoint:
    found = endpoints().get(path)
    if found is None:
        raise not_found(f"Resource not found for the segment '{path.rpartition('/')[2]}'.")
    if method not in found.methods:
        raise Refusal(405, "Method not allowed.")
    return found


def _check_writable(endpoint: Endpoint) -> None:
    if endpoint.path not in entries.KINDS and endpoint.path not in writing.WRITABLE:
        raise Refusal(501, f"This sandbox does not play writing to {endpoint.path}.")


def _body(request: Request) -> Row:
    try:
        told = json.loads(request.get_data(), parse_float=Decimal)
    except ValueError as error:
        raise bad_request("Error processing request stream. The request should be a valid JSON object.") from error
    if not isinstance(told, dict):
        raise bad_request("Error processing request stream. The request should be a valid JSON object.")
    return told
