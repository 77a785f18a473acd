"""SOAP envelopes for Twinfield's services, and what comes back in them.

Two families of services. The older ones (``.asmx``) have WSDLs that zeep reads, which makes their envelopes; where they
are posted to never comes from the WSDL. The newer ones (``.svc``) name schemas on a host inside Twinfield's own network
(see their WSDLs), so that nobody outside can read them; their envelopes are made here, as their users do
(Yoast/singer-tap-twinfield, pronamic/wp-twinfield): one operation Query or Process, whose ``type`` says what is meant.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
import zeep
import zeep.exceptions
from lxml import etree
from zeep import xsd

from overstap.connectors.twinfield import xml
from overstap.connectors.twinfield.login import away

_SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
_TWF = "http://www.twinfield.com/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_CONTRACTS = "http://schemas.datacontract.org/2004/07/Twinfield.WebServices"
_SETTINGS = zeep.Settings(forbid_dtd=True, forbid_entities=True, strict=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """What is posted: to which path of the cluster, with which action, and its bytes."""

    path: str
    action: str
    body: bytes


class _Wsdls(zeep.Transport):
    """Loads WSDLs from one cluster through our own client; posts nothing."""

    def __init__(self, http: httpx.Client, cluster: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._http = http
        self._cluster = cluster

    def load(self, url: str) -> bytes:
        """The document at ``url``, whichever host it names: only the cluster is asked. Raises PackageAway."""
        parts = urlsplit(url)
        try:
            answer = self._http.get(f"{self._cluster}{parts.path}?{parts.query}")
        except httpx.TransportError as error:
            raise away() from error
        if answer.status_code != 200:
            raise away()
        return answer.content


class Services:
    """The services of one cluster that have a WSDL."""

    _known: dict[tuple[str, str], Any] = {}  # noqa: RUF012 - for the whole process: a WSDL is the same for everybody
    _lock = threading.Lock()

    def __init__(self, http: httpx.Client, cluster: str) -> None:
        self._http = http
        self._cluster = cluster

    def letter(self, path: str, operation: str, login: Mapping[str, str], **asked: object) -> Letter:
        """The envelope of a call. Raises PackageAway where the WSDL cannot be had."""
        client = self._client(path)
        header = {"CompanyId": xsd.Nil, **login}
        made = client.create_message(client.service, operation, _soapheaders={"Header": header}, **asked)
        return Letter(path, client.service._binding.get(operation).soapaction, etree.tostring(made))  # noqa: SLF001

    def answer(self, path: str, operation: str, body: bytes) -> Any:
        """What the envelope of an answer says. Raises PackageAway."""
        client = self._client(path)
        binding = client.service._binding  # noqa: SLF001 - zeep reads answers only where it posted itself
        came = httpx.Response(200, content=body, headers={"Content-Type": "text/xml; charset=utf-8"})
        try:
            return binding.process_reply(client, binding.get(operation), came)
        except (zeep.exceptions.Error, etree.LxmlError) as error:
            raise xml.unreadable() from error

    def _client(self, path: str) -> Any:
        place = (self._cluster, path)
        with self._lock:
            if place not in self._known:
                self._known[place] = self._load(f"{self._cluster}{path}?wsdl")
            return self._known[place]

    def _load(self, address: str) -> Any:
        try:
            loader = _Wsdls(self._http, self._cluster)
            return zeep.Client(address, transport=loader, settings=_SETTINGS)  # type: ignore[no-untyped-call]
        except (zeep.exceptions.Error, etree.LxmlError, ValueError) as error:
            raise xml.unreadable() from error


def contract(
    service: str, operation: tuple[str, str], kind: str, login: Mapping[str, str], asked: Mapping[str, object]
) -> Letter:
    """The envelope for one of the newer services; ``operation`` with the name of its element.

    ``asked`` goes in the order of the alphabet, as their contracts want it.
    """
    ours = f"{_CONTRACTS}.{service}"
    authentication = etree.Element(f"{{{_TWF}}}Authentication", nsmap={"t": _TWF})
    for name, value in login.items():
        etree.SubElement(authentication, f"{{{_CONTRACTS}.Shared}}{name}").text = value
    action, element = operation
    body = etree.Element(f"{{{_TWF}}}{element}", nsmap={"t": _TWF, "b": ours, "i": _XSI})
    body.set(f"{{{_XSI}}}type", f"b:{kind}")
    for name, told in sorted(asked.items()):
        if told is not None:
            etree.SubElement(body, f"{{{ours}}}{name}").text = xml.clean(str(told))
    envelope = etree.Element(f"{{{_SOAP}}}Envelope", nsmap={"s": _SOAP})
    etree.SubElement(envelope, f"{{{_SOAP}}}Header").append(authentication)
    etree.SubElement(envelope, f"{{{_SOAP}}}Body").append(body)
    return Letter(f"/webservices/{service}.svc", f'"{_TWF}{service}/{action}"', etree.tostring(envelope))


def opened(body: bytes) -> xml.Element:
    """The first element in the body of an envelope; the body itself where it is empty. Raises Unreadable."""
    try:
        root = etree.fromstring(body, xml.parser())
    except etree.XMLSyntaxError as error:
        raise xml.unreadable() from error
    xml.refuse_types(root)
    found = root.find(f"{{{_SOAP}}}Body")
    if found is None:
        raise xml.unreadable()
    return found[0] if len(found) else found


@dataclass(frozen=True, slots=True)
class Fault:
    """A SOAP fault. ``code`` is Twinfield's own number, empty where there is none."""

    code: str
    message: str


def fault(body: bytes) -> Fault | None:
    """The fault in an answer; None where the answer is no fault, or no XML at all."""
    try:
        found = opened(body)
    except xml.Unreadable:
        return None
    if xml.local(found) != "Fault":
        return None
    told = {xml.local(one).lower(): (one.text or "").strip() for one in found.iter() if isinstance(one.tag, str)}
    return Fault(told.get("code", ""), told.get("message", "") or told.get("faultstring", ""))
