"""The sandbox as a web application: the login server and a cluster at one address.

Faults that can be switched on: drop-before and drop-after (as everywhere); ``429``; ``500`` (a SOAP fault that says
something); ``500-silent`` (one that says nothing); ``maintenance`` (a page, with 200 unless facts["status"] says
otherwise); ``token-invalid`` (401 as for a token that ended, or facts["status"]); ``office-blocked``;
``consent-denied``.
"""

from collections.abc import Callable, Iterable
from typing import Any
from xml.sax.saxutils import escape

from werkzeug.wrappers import Request, Response

from overstap.connectors.sandboxes.control import Controlled
from overstap.connectors.sandboxes.world import World
from overstap.connectors.twinfield.sandbox import finder, matching, process, services, soap, wsdl_asmx, wsdl_svc
from overstap.connectors.twinfield.sandbox.elements import Element, child, plain, text, written
from overstap.connectors.twinfield.sandbox.limits import CERTIFIED, CHANGE, QUERY, UNCERTIFIED, Busy, Limits
from overstap.connectors.twinfield.sandbox.login import BASE, Grant, Login
from overstap.connectors.twinfield.sandbox.seed import organisations
from overstap.connectors.twinfield.sandbox.seed_books import book, grow
from overstap.connectors.twinfield.sandbox.session import Session
from overstap.connectors.twinfield.sandbox.texts import Said

_WEBSERVICES = "/webservices/"
_REASONS = {
    soap.ACCESS_DENIED: "Access is denied.",
    soap.NO_ORGANISATION: "Access denied. twf.organisationCode claim not found.",
    soap.TOKEN_INVALID: "Access denied. Token invalid.",
}
_MAINTENANCE = (
    "<!DOCTYPE html><html><head><title>Twinfield</title></head>"
    "<body><h1>Twinfield is tijdelijk niet beschikbaar</h1><p>Onderhoud</p></body></html>"
)


def application(world: World, *, lines: int = 0, certified: bool = True) -> Controlled:
    """Twinfield, played. ``lines``: let office 001 have about so many transaction lines.

    ``certified``: a client has 1000 credits a minute; else 50.
    """
    places = organisations()
    bakery = places["OVERSTAP"].offices["001"]
    book(bakery)
    if lines:
        grow(bakery, lines)
    limits = Limits(world, CERTIFIED if certified else UNCERTIFIED)
    return Controlled(_Sandbox(world, Login(world, places), limits), world)


class _Sandbox:
    def __init__(self, world: World, login: Login, limits: Limits) -> None:
        self._world = world
        self._login = login
        self._limits = limits

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """WSGI."""
        request = Request(environ)
        return self._answer(request)(environ, start_response)

    def _answer(self, request: Request) -> Response:
        broken = self._fault(request)
        if broken is not None:
            return broken
        if request.path.startswith(BASE):
            with self._world.lock:
                answered = self._login.answer(request)
            return answered or Response("Not found", status=404)
        if not request.path.lower().startswith(_WEBSERVICES):
            return Response("Not found", status=404)
        file = request.path[len(_WEBSERVICES) :].lower()
        if request.method == "GET":
            return _described(request, file)
        return self._called(request, file)

    def _fault(self, request: Request) -> Response | None:
        call = f"{request.method} {request.path}"
        found = self._world.fault("429", call)
        if found is not None:
            return Response(status=429, headers={"Retry-After": found.facts.get("wait", "7")})
        found = self._world.fault("maintenance", call)
        if found is not None:
            return Response(
                _MAINTENANCE, status=int(found.facts.get("status", "200")), content_type="text/html; charset=utf-8"
            )
        if self._world.fault("500-silent", call):
            return Response(status=500)
        found = self._world.fault("500", call)
        if found is not None:
            message = found.facts.get("message", "Er is een onverwachte fout opgetreden.")
            return soap.fault(soap.SOAP_11, soap.Fault(soap.UNEXPECTED, message))
        return None

    def _called(self, request: Request, file: str) -> Response:
        """A SOAP call: who asks, whether he may ask so much, and the answer."""
        version = soap.SOAP_11
        headers: dict[str, str] = {}
        try:
            asked = soap.read(request.get_data())
            version = asked.version
            handler = _handler(file, asked)
            grant = self._granted(request, asked)
            with self._limits.call(grant.client, grant.organisation.code, handler.credits) as headers:
                response = self._handled(request, asked, grant, handler, headers)
        except soap.Denied as denied:
            response = soap.denied(denied)
        except soap.Fault as fault:
            response = soap.fault(version, fault)
        except soap.BadRequest as bad:
            response = Response(str(bad), status=400, content_type="text/plain; charset=utf-8")
        except Busy as busy:
            response = Response(status=429, headers={"Retry-After": str(busy.wait), **busy.headers})
        response.headers.update(headers)
        return response

    def _handled(
        self, request: Request, asked: soap.Asked, grant: Grant, handler: "_Handler", headers: dict[str, str]
    ) -> Response:
        with self._world.lock:
            blocked = self._world.fault("office-blocked", f"{request.method} {request.path}") is not None
            company = asked.company or _by_id(asked.company_id, grant)
            session = Session(grant.organisation, grant.user, company, self._world.now(), blocked=blocked)
            try:
                return soap.answer(asked.version, handler.answer(session))
            except Said as said:
                raise _denied(403, soap.ACCESS_DENIED) from said
            except soap.BadRequest as bad:
                # It was asked, so it is counted: the headers go along.
                return Response(str(bad), status=400, headers=headers, content_type="text/plain; charset=utf-8")
            except soap.Fault as fault:
                return soap.fault(asked.version, fault)

    def _granted(self, request: Request, asked: soap.Asked) -> Grant:
        if not asked.token:
            raise soap.Fault(soap.TOKEN_MISSING, "The access token and company id are missing.")
        with self._world.lock:
            found = self._world.fault("token-invalid", f"{request.method} {request.path}")
            grant = self._login.known(asked.token)
            if found is not None or grant is None:
                raise _denied(int(found.facts.get("status", "401")) if found else 401, soap.TOKEN_INVALID)
            if "twf.organisation" not in grant.scope:
                raise _denied(403, soap.NO_ORGANISATION)
            return grant


class _Handler:
    """What answers a call, and what it costs."""

    def __init__(self, credits_: int, answer: Callable[[Session], str]) -> None:
        self.credits = credits_
        self.answer = answer


def _denied(status: int, code: int) -> soap.Denied:
    return soap.Denied(status, f"{code} : {_REASONS[code]}")


def _handler(file: str, asked: soap.Asked) -> _Handler:
    """By the file and what is in the body. Raises Fault or BadRequest."""
    operation = plain(asked.body.tag)
    if (file, operation) == ("finder.asmx", "Search"):
        return _Handler(QUERY, lambda session: finder.search(asked.body, session))
    if (file, operation) == ("matching.asmx", "UndoMatch"):
        return _Handler(CHANGE, lambda session: matching.undo(asked.body, session))
    if file == "processxml.asmx":
        return _process(asked.body)
    service = wsdl_svc.BY_FILE.get(file)
    if service is not None:
        price = QUERY if services.is_query(asked.body) else CHANGE
        return _Handler(price, lambda session: services.answer(service, asked.body, session))
    raise soap.Fault(soap.UNEXPECTED, f"Server did not recognize the request: {operation}.")


def _process(body: Element) -> _Handler:
    operation = plain(body.tag)
    if operation == "ProcessXmlString":
        request = process.understood(text(body, "xmlRequest"))
        price = QUERY if process.is_query(request) else CHANGE
        return _Handler(price, lambda session: _result(operation, escape(process.answer(request, session))))
    given = child(body, "xmlRequest")
    if operation == "ProcessXmlDocument" and given is not None and len(given):
        document = process.understood(written(_bare(given[0])))
        price = QUERY if process.is_query(document) else CHANGE
        return _Handler(price, lambda session: _result(operation, process.answer(document, session)))
    # Retired on 31 July 2025.
    raise soap.Fault(soap.UNEXPECTED, f"{operation} is no longer supported.")


def _bare(given: Element) -> Element:
    """Without the namespaces that the envelope gave it."""
    for one in given.iter():
        if isinstance(one.tag, str):
            one.tag = plain(one.tag)
    return given


def _result(operation: str, inside: str) -> str:
    if operation == "ProcessXmlDocument":
        inside = inside.replace(">", ' xmlns="">', 1) if not inside.split(">", 1)[0].endswith("/") else inside
    return (
        f'<{operation}Response xmlns="{soap.TWINFIELD}"><{operation}Result>{inside}</{operation}Result>'
        f"</{operation}Response>"
    )


def _by_id(company_id: str, grant: Grant) -> str:
    offices = grant.organisation.offices.values()
    return next((one.code for one in offices if company_id and one.uid == company_id.lower()), "")


def _described(request: Request, file: str) -> Response:
    """The WSDL of a service, or one of its schemas, at the address that was asked."""
    address = request.base_url
    service = wsdl_svc.BY_FILE.get(file)
    made: str | None = None
    if "xsd" in request.args and service is not None:
        made = wsdl_svc.schema(service, request.args["xsd"], address)
    elif "wsdl" in {name.lower() for name in request.args}:
        made = wsdl_svc.wsdl(service, address) if service is not None else wsdl_asmx.wsdl(file, address)
    if made is None:
        return Response("Not found", status=404)
    return Response(made.encode(), content_type="text/xml; charset=utf-8")
