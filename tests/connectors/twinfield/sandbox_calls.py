"""Calling the Twinfield sandbox as a client that knows nothing of our connector: plain HTTP, in one process."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

import httpx
from lxml import etree
from lxml.etree import _Element as Element

from overstap.connectors.sandboxes.world import World
from overstap.connectors.twinfield.sandbox import application
from tests.connectors.driven import InProcess

CLIENT = ("overstap-sandbox", "sandbox-geheim")
SCOPE = "openid twf.user twf.organisation twf.organisationUser offline_access"
REDIRECT = "https://overstap.example/terug"
CONNECT = "/auth/authentication/connect"
TWINFIELD = "http://www.twinfield.com/"
SERVICES = "http://schemas.datacontract.org/2004/07/Twinfield.WebServices"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"


@dataclass
class Calls:
    """A client of one sandbox; ``token`` is an access token."""

    http: httpx.Client
    world: World
    token: str = ""
    tokens: dict[str, object] = field(default_factory=dict)

    def consent(self, **more: str) -> dict[str, str]:
        """What comes back of a consent."""
        asked = {
            "client_id": CLIENT[0],
            "response_type": "code",
            "scope": SCOPE,
            "redirect_uri": REDIRECT,
            "state": "s1",
            "nonce": "n1",
            **more,
        }
        answered = self.http.get(f"{CONNECT}/authorize", params={key: one for key, one in asked.items() if one})
        assert answered.status_code == 302
        return {key: one[0] for key, one in parse_qs(urlsplit(answered.headers["location"]).query).items()}

    def exchange(self, code: str) -> httpx.Response:
        """Redeem a code, as the client by HTTP Basic."""
        told = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT}
        return self.http.post(f"{CONNECT}/token", data=told, auth=CLIENT)

    def enter(self, user: str = "") -> None:
        """Get in."""
        self.tokens = self.exchange(self.consent(login_hint=user)["code"]).json()
        self.token = str(self.tokens["access_token"])

    def post(self, file: str, body: str, company: str | None = "001", header: str = "") -> httpx.Response:
        """A SOAP call. ``header``: what stands in it beside token and company."""
        code = "" if company is None else f"<CompanyCode>{company}</CompanyCode>"
        envelope = (
            f'<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="{SOAP}"><s:Header><Header'
            f' xmlns="{TWINFIELD}"><AccessToken>{self.token}</AccessToken>{code}{header}</Header></s:Header>'
            f"<s:Body>{body}</s:Body></s:Envelope>"
        )
        return self.http.post(f"/webservices/{file}", content=envelope.encode(), headers={"Content-Type": "text/xml"})

    def process(self, request: str, company: str | None = "001") -> httpx.Response:
        """ProcessXmlString."""
        inside = f'<ProcessXmlString xmlns="{TWINFIELD}"><xmlRequest>{escape(request)}</xmlRequest></ProcessXmlString>'
        return self.post("processxml.asmx", inside, company)

    def xml(self, request: str, company: str | None = "001") -> Element:
        """What ProcessXmlString answers, read."""
        answered = self.process(request, company)
        assert answered.status_code == 200, answered.text
        result = etree.fromstring(answered.content).find(f".//{{{TWINFIELD}}}ProcessXmlStringResult")
        assert result is not None
        return etree.fromstring((result.text or "").encode())

    def search(self, kind: str, pattern: str = "*", rows: tuple[int, int] = (1, 1000), **options: str) -> Element:
        """What the finder answers, read."""
        pairs = "".join(
            f"<ArrayOfString><string>{name}</string><string>{value}</string></ArrayOfString>"
            for name, value in options.items()
        )
        body = (
            f'<Search xmlns="{TWINFIELD}"><type>{kind}</type><pattern>{pattern}</pattern><field>0</field>'
            f"<firstRow>{rows[0]}</firstRow><maxRows>{rows[1]}</maxRows><options>{pairs}</options></Search>"
        )
        answered = self.post("finder.asmx", body)
        assert answered.status_code == 200, answered.text
        found = etree.fromstring(answered.content).find(f".//{{{TWINFIELD}}}SearchResponse")
        assert found is not None
        return found


def entered(user: str = "", *, lines: int = 0, certified: bool = True) -> Calls:
    """A client that is in, of a sandbox of its own."""
    made = outside(lines=lines, certified=certified)
    made.enter(user)
    return made


def outside(*, lines: int = 0, certified: bool = True) -> Calls:
    """A client of a sandbox of its own that has still to get in."""
    world = World()
    app = application(world, lines=lines, certified=certified)
    return Calls(httpx.Client(transport=InProcess(app), base_url="http://localhost"), world)


def said(element: Element, path: str = "") -> str:
    """The text at a path; empty where there is none."""
    return str(element.findtext(path) or "") if path else str(element.text or "")
