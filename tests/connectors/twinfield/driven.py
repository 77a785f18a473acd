"""Twinfield's connector and its sandbox: SYNC of OVERSTAP, who may see four administrations."""

from urllib.parse import parse_qsl, urlsplit

import httpx

from overstap.connectors.port import Connection, Connector, Outside
from overstap.connectors.twinfield.connector import TwinfieldConnector
from overstap.connectors.twinfield.sandbox.app import application
from overstap.tenancy.values import PackageFamily
from tests.connectors.driven import Played

STATE, REDIRECT = "een-toestand", "https://overstap.example/connect/back/"
BAKERY, FOUNDATION, EMPTY, CLOSING = "001", "0002", "010", "090"


def connect(connector: Connector, connection: Connection, outside: Outside) -> None:
    """Log in at the sandbox, and hand over what came back."""
    assert isinstance(connector, TwinfieldConnector)
    connector.redeem(connection, consented(connector, connection, outside), STATE, REDIRECT)


def consented(connector: TwinfieldConnector, connection: Connection, outside: Outside, who: str = "") -> dict[str, str]:
    """What the browser brings back after consent by ``who``."""
    address = connector.consent_address(connection, STATE, REDIRECT) + (f"&login_hint={who}" if who else "")
    with httpx.Client(transport=outside.transport) as browser:
        answer = browser.get(address)
    assert answer.status_code == 302, answer.text
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


PLAYED = Played(
    PackageFamily.TWINFIELD,
    application,
    TwinfieldConnector,
    connect,
    (BAKERY, FOUNDATION, EMPTY, CLOSING),
    {"client_id": "overstap-sandbox", "client_secret": "sandbox-geheim"},
)
