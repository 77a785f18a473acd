"""Consent in the browser, as somebody gives it who says yes: for connectors with OAuth, against their sandboxes."""

from typing import cast
from urllib.parse import parse_qsl, urlsplit

import httpx

from overstap.connectors.port import Connection, Connector, Consenting, Outside

REDIRECT = "https://overstap.example/connecting/done/"
STATE = "een-willekeurig-begin"


def consented(connector: Connector, connection: Connection, outside: Outside) -> dict[str, str]:
    """What comes back with the browser."""
    address = cast("Consenting", connector).consent_address(connection, STATE, REDIRECT)
    with httpx.Client(transport=outside.transport) as browser:
        answer = browser.get(address)
    assert answer.status_code == 302
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def connect(connector: Connector, connection: Connection, outside: Outside) -> None:
    """Consent, and come back."""
    answer = consented(connector, connection, outside)
    cast("Consenting", connector).redeem(connection, answer, STATE, REDIRECT)
