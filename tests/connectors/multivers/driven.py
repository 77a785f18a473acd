"""Multivers played, and connected by consent."""

from overstap.connectors.multivers.connector import MultiversConnector
from overstap.connectors.multivers.sandbox import application
from overstap.connectors.sandboxes.consent import CLIENT_ID, CLIENT_SECRET
from overstap.tenancy.values import PackageFamily
from tests.connectors.consenting import connect
from tests.connectors.driven import Played

CLIENT = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
CODES = ("MVL00001", "MVL00002", "MVL00003")
PLAYED = Played(PackageFamily.MULTIVERS, application, MultiversConnector, connect, CODES, CLIENT)
