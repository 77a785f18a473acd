"""The operator's side of a sandbox, under ``/_sandbox/``: its clock, its faults, and what was asked of it.

GET  /_sandbox/            {"now": "...", "calls": {"GET /path": 3}}
POST /_sandbox/clock       {"seconds": 570}
POST /_sandbox/faults      {"name": "drop-after", "where": "POST /api", "times": 1, "facts": {}}
DELETE /_sandbox/faults
DELETE /_sandbox/calls
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from werkzeug.wrappers import Request, Response

from overstap.connectors.sandboxes.world import Dropped, Fault, World

_PREFIX = "/_sandbox"
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Controlled:
    """A sandbox with its control beside it; it counts the calls, and cuts the connection where ``app`` says so.

    Faults that hold for every sandbox: ``drop-before`` (nothing was done) and ``drop-after`` (it was done, and the
    caller never hears of it).
    """

    def __init__(self, app: Wsgi, world: World) -> None:
        self._app = app
        self._world = world

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """WSGI. Raises Dropped where the server has no socket to cut: in process."""
        path = str(environ.get("PATH_INFO", ""))
        if path.startswith(_PREFIX):
            return self._control(environ)(environ, start_response)
        call = f"{environ['REQUEST_METHOD']} {path}"
        self._world.count(call)
        try:
            return self._played(call, environ, start_response)
        except Dropped:
            if not _cut(environ):
                raise
            return []

    def _played(self, call: str, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if self._world.fault("drop-before", call):
            raise Dropped
        if not self._world.fault("drop-after", call):
            return self._app(environ, start_response)
        for _piece in self._app(environ, lambda *_args: lambda _data: None):
            pass
        raise Dropped

    def _control(self, environ: dict[str, Any]) -> Response:
        request = Request(environ)
        what = request.path.removeprefix(_PREFIX).strip("/")
        try:
            self._obey(request.method, what, request.get_json(silent=True) or {})
        except (KeyError, ValueError, TypeError) as error:
            return _json({"error": str(error)}, 400)
        return _json({"now": self._world.now().isoformat(), "calls": dict(self._world.calls)})

    def _obey(self, method: str, what: str, told: Mapping[str, Any]) -> None:
        if (method, what) == ("POST", "clock"):
            self._world.move(float(told["seconds"]))
        elif (method, what) == ("POST", "faults"):
            facts = {str(key): str(value) for key, value in dict(told.get("facts", {})).items()}
            where, times = str(told.get("where", "")), int(told.get("times", 1))
            self._world.switch_on(Fault(str(told["name"]), where, times, facts))
        elif (method, what) == ("DELETE", "faults"):
            self._world.switch_off()
        elif (method, what) == ("DELETE", "calls"):
            self._world.calls.clear()
        elif (method, what) != ("GET", ""):
            raise ValueError(f"{method} {what} is not known here")


def _json(told: object, status: int = 200) -> Response:
    return Response(json.dumps(told), status=status, content_type="application/json")


def _cut(environ: Mapping[str, Any]) -> bool:
    found = environ.get("werkzeug.socket")
    if found is None:
        return False
    found.shutdown(2)
    return True
