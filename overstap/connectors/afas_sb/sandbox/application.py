"""Profit REST services played: metainfo, GetConnectors, UpdateConnectors and files of one environment.

Written from docs.afas.help (GetConnector, Troubleshooting, Financial mutations) and help.afas.nl (REST API). The token
is TOKEN; the GetConnectors are those of docs/afas-sb.md.

Faults, with what they do: ``401``, ``403``, ``429`` (empty, Retry-After), ``503`` (retry_after in JSON), ``500``
(without words), ``maintenance`` (a page with 200), ``moved`` (to another host), ``lacks`` (``facts["name"]``: a
connector that is not in the app connector).
"""

import base64
import json
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

from werkzeug.wrappers import Request, Response

from overstap.connectors.afas_sb.sandbox import asking
from overstap.connectors.afas_sb.sandbox.faults import Fault
from overstap.connectors.afas_sb.sandbox.tables import Tables
from overstap.connectors.afas_sb.sandbox.updating import Updating
from overstap.connectors.sandboxes.control import Controlled
from overstap.connectors.sandboxes.lifelike import firms
from overstap.connectors.sandboxes.world import World

TOKEN = "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF"  # noqa: S105 - of the sandbox only
_HIDDEN = "9"  # the administration for which the user of the token has no authorisation
_UPDATE = ("FiEntries", "KnSalesRelationOrg", "KnPurchaseRelationOrg", "KnSubject")


def application(world: World, lines: int = 0) -> Controlled:
    """The sandbox; its first administration has at least ``lines`` lines."""
    return Controlled(_Environment(world, lines), world)


class _Environment:
    def __init__(self, world: World, lines: int) -> None:
        self._world = world
        visible = [one for one in firms(lines) if one.code != _HIDDEN]
        self._visible = visible
        self._tables = Tables(visible, world.now())
        self._updating = Updating(self._tables, visible, world)
        self._asked = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        with self._world.lock:
            self._asked += 1
            response = self._answer(request)
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        call = f"{request.method} {request.path}"
        broken = self._broken(call)
        if broken is not None:
            return broken
        if not _is_known(request.headers.get("Authorization", "")):
            return Response(status=401)
        path = request.path.strip("/").split("/")
        if path[0].lower() != "profitrestservices" or asking.too_long(request.query_string.decode("ascii", "replace")):
            return Response(status=404)
        try:
            return self._route(request, path[1:], call)
        except Fault as fault:
            return _fault(fault.words)

    def _broken(self, call: str) -> Response | None:
        """What the faults that are on make of a call."""
        for name, make in _BROKEN.items():
            fault = self._world.fault(name, call)
            if fault is not None:
                return make(fault.facts)
        return None

    def _route(self, request: Request, path: list[str], call: str) -> Response:
        what = path[0].lower() if path else ""
        if request.method == "GET" and what == "metainfo":
            return self._metainfo(path[1:], call)
        if request.method == "GET" and what == "connectors" and len(path) == 2:
            return self._get(path[1], request.args)
        if request.method == "POST" and what == "connectors" and len(path) == 2:
            return self._post(path[1], request)
        if request.method == "GET" and what == "fileconnector" and len(path) == 3:
            return self._file(path[1], unquote(path[2]))
        return Response(status=404)

    def _metainfo(self, path: list[str], call: str) -> Response:
        if len(path) == 2 and path[0].lower() == "get":
            return self._fields(path[1])
        lacking = self._world.fault("lacks", call)
        absent = lacking.facts.get("name", "") if lacking else ""
        return _json(
            {
                "updateConnectors": [{"id": one, "description": one} for one in _UPDATE if one != absent],
                "getConnectors": [{"id": one, "description": one} for one in self._tables.names() if one != absent],
                "info": {"envid": "O12345AA", "appName": "Overstap", "group": "Overstap", "tokenExpiry": None},
            }
        )

    def _fields(self, name: str) -> Response:
        rows = self._rows(name)
        fields = [{"id": one, "label": one, "dataType": _type(value)} for one, value in rows[0].items()] if rows else []
        return _json({"name": name, "description": name, "fields": fields})

    def _rows(self, name: str) -> list[dict[str, object]]:
        try:
            return self._tables.records(name, self._visible)
        except KeyError as error:
            raise Fault("GetConnector not supported for this app or the user is not authorized") from error

    def _get(self, name: str, asked: Mapping[str, str]) -> Response:
        return _json(asking.answer(self._rows(name), asked, self._asked))

    def _post(self, name: str, request: Request) -> Response:
        connector = self._updating.connectors.get(name.lower())
        body = request.get_json(silent=True)
        if connector is None or not isinstance(body, dict):
            return Response(status=400 if connector else 404)
        return _json({"results": connector(body)}, 201)

    def _file(self, file_id: str, name: str) -> Response:
        known = self._tables.files.get(file_id)
        if known is None or known[0] != name:
            return _fault("Het bestand is niet gevonden.")
        data = base64.b64encode(known[1]).decode()
        return _json({"filename": name, "mimetype": "application/pdf", "filedata": data})


_BROKEN: Mapping[str, Callable[[Mapping[str, str]], Response]] = {
    "401": lambda _facts: Response(status=401),
    "403": lambda _facts: Response(status=403),
    "429": lambda facts: Response(status=429, headers={"Retry-After": facts.get("seconds", "30")}),
    "500": lambda _facts: Response(status=500),
    "503": lambda facts: _json({"error": {}, "retry_after": int(facts.get("seconds", "7200"))}, 503),
    "maintenance": lambda _facts: Response("<html><body>Onderhoud</body></html>", content_type="text/html"),
    "moved": lambda facts: Response(status=302, headers={"Location": facts.get("to", "https://evil.example/")}),
}


def _is_known(header: str) -> bool:
    found = re.fullmatch(r"AfasToken ([A-Za-z0-9+/=]+)", header)
    if found is None:
        return False
    try:
        told = base64.b64decode(found[1], validate=True).decode("ascii")
    except ValueError:
        return False
    return told == f"<token><version>1</version><data>{TOKEN}</data></token>"


def _type(value: object) -> str:
    kinds = {bool: "boolean", int: "int", Decimal: "decimal"}
    return kinds.get(type(value), "string")


def _fault(words: str) -> Response:
    told = {"externalMessage": words, "errorNumber": -2147220469, "profitLogReference": uuid4().hex.upper()}
    return _json(told, 500)


def _json(told: object, status: int = 200) -> Response:
    return Response(json.dumps(told, default=_number), status=status, content_type="application/json")


def _number(value: object) -> float:
    """Profit writes amounts as JSON numbers; those of the sandbox have few digits, so that none is lost."""
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)
