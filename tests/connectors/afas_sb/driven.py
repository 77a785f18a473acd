"""AFAS SB played, and connected by its token."""

from typing import cast

from overstap.connectors.afas_sb.connector import AfasConnector
from overstap.connectors.afas_sb.sandbox.application import TOKEN, application
from overstap.connectors.port import Connection, Connector, KeyHolding, Outside
from overstap.tenancy.values import PackageFamily
from tests.connectors.driven import Played


def connect(connector: Connector, connection: Connection, _outside: Outside) -> None:
    """Type the token."""
    cast("KeyHolding", connector).take_key(connection, {"token": TOKEN})


PLAYED = Played(PackageFamily.AFAS_SB, application, AfasConnector, connect, ("1", "2", "3"))
