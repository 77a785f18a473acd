"""Exact Online, played: its sandbox, and a consent that somebody gives once."""

from urllib.parse import parse_qsl, urlsplit

import httpx

from overstap.connectors.exact_online.connector import ExactOnlineConnector
from overstap.connectors.exact_online.sandbox.app import application
from overstap.connectors.port import Connection, Connector, Consenting, Outside
from overstap.tenancy.values import PackageFamily
from tests.connectors.driven import Played

REDIRECT = "https://overstap.example/connections/answer"
BOOKS, EMPTY, BLOCKED, ARCHIVED, ELSEWHERE, UNSEEN = "100001", "100002", "100003", "100004", "200001", "100009"


def consent(connector: Connector, connection: Connection, outside: Outside) -> None:
    """What a person does once: go to Exact, say yes, come back."""
    assert isinstance(connector, Consenting)
    answer = consented(connector.consent_address(connection, "staat", REDIRECT), outside)
    connector.redeem(connection, answer, "staat", REDIRECT)


def consented(address: str, outside: Outside) -> dict[str, str]:
    """What Exact sends back to ``REDIRECT`` after a consent."""
    with httpx.Client(transport=outside.transport) as browser:
        came = browser.get(address + "&consent=yes")
    assert came.status_code == 302, came.text
    assert came.headers["Location"].startswith(REDIRECT)
    return dict(parse_qsl(urlsplit(came.headers["Location"]).query))


PLAYED = Played(
    family=PackageFamily.EXACT_ONLINE,
    sandbox=application,
    connector=ExactOnlineConnector,
    connect=consent,
    codes=(BOOKS, EMPTY, BLOCKED, ARCHIVED, ELSEWHERE),
    client={"client_id": "overstap-sandbox", "client_secret": "sandbox-geheim"},
)
