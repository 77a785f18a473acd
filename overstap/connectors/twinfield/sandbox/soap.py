"""SOAP envelopes, 1.1 and 1.2, read and made; and what goes wrong with them.

An access token and a company stand in ``Header`` of the older services (…asmx) and in ``Authentication`` of the newer
ones (…svc); both are taken wherever they come, as CompanyId is: left out, nil, or a GUID.
"""

from dataclasses import dataclass
from xml.sax.saxutils import escape

from werkzeug.wrappers import Response

from overstap.connectors.twinfield.sandbox.elements import Element, Unreadable, parsed, plain, text

SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"
TWINFIELD = "http://www.twinfield.com/"
SERVICES = "http://schemas.datacontract.org/2004/07/Twinfield.WebServices"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: what its body holds, and its header."""

    version: str  # SOAP_11 or SOAP_12
    body: Element
    token: str
    company: str  # CompanyCode
    company_id: str


UNEXPECTED, TOKEN_MISSING, ACCESS_DENIED, INVALID_XML = 100, 101, 102, 187
NO_ORGANISATION, TOKEN_INVALID, NO_COMPANY = 352, 354, 359
"""Twinfield's error codes; 102 and 352 come with 403, 354 with 401, the others as a fault.

Source: developers.twinfield.com, guidelines.
"""


class Fault(Exception):
    """Answered as a SOAP fault, with HTTP 500. ``code`` is Twinfield's number."""

    def __init__(self, code: int, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.detail = detail or (
            f"<message>{escape(message)}</message><code>{code}</code><source>Twinfield.WebServices</source>"
        )


class Denied(Exception):
    """Answered with 401 or 403; the reason stands in the reason phrase."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class BadRequest(Exception):
    """Answered with HTTP 400."""


def read(body: bytes) -> Asked:
    """The request in an envelope. Raises BadRequest."""
    try:
        envelope = parsed(body)
    except Unreadable as error:
        raise BadRequest("The request is no XML.") from error
    namespace = str(envelope.tag).rpartition("}")[0].lstrip("{")
    found = envelope.find(f"{{{namespace}}}Body")
    if namespace not in (SOAP_11, SOAP_12) or found is None or len(found) == 0:
        raise BadRequest("The request is no SOAP envelope.")
    header = envelope.find(f"{{{namespace}}}Header")
    held = {} if header is None else {plain(one.tag): text(one) for one in header.iter() if isinstance(one.tag, str)}
    return Asked(
        namespace,
        found[0],
        held.get("AccessToken", ""),
        held.get("CompanyCode", ""),
        held.get("CompanyId", ""),
    )


def answer(version: str, body: str) -> Response:
    """An envelope around ``body``, which is XML."""
    return _sent(version, body, 200)


def fault(version: str, told: Fault) -> Response:
    """The envelope of a fault."""
    said = escape(told.message)
    if version == SOAP_12:
        body = (
            "<soap:Fault><soap:Code><soap:Value>soap:Sender</soap:Value></soap:Code>"
            f'<soap:Reason><soap:Text xml:lang="nl">{said}</soap:Text></soap:Reason>'
            f"<soap:Detail>{told.detail}</soap:Detail></soap:Fault>"
        )
    else:
        body = (
            "<soap:Fault><faultcode>soap:Client</faultcode>"
            f"<faultstring>{said}</faultstring><detail>{told.detail}</detail></soap:Fault>"
        )
    return _sent(version, body, 500)


def denied(told: Denied) -> Response:
    """The bare answer of a 401 or 403."""
    return Response(told.reason, status=f"{told.status} {told.reason}", content_type="text/plain; charset=utf-8")


def _sent(version: str, body: str, status: int) -> Response:
    text_of = (
        f'<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="{version}"'
        f' xmlns:xsi="{INSTANCE}" xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
        f"<soap:Body>{body}</soap:Body></soap:Envelope>"
    )
    kind = "application/soap+xml" if version == SOAP_12 else "text/xml"
    return Response(text_of.encode(), status=status, content_type=f"{kind}; charset=utf-8")
