"""AccountView played, and connected by consent."""

from overstap.connectors.accountview.connector import AccountViewConnector
from overstap.connectors.accountview.sandbox import application
from overstap.connectors.sandboxes.consent import CLIENT_ID, CLIENT_SECRET
from overstap.tenancy.values import PackageFamily
from tests.connectors.consenting import connect
from tests.connectors.driven import Played

CLIENT = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
CODES = ("1111", "2222", "3333")
PLAYED = Played(PackageFamily.ACCOUNTVIEW, application, AccountViewConnector, connect, CODES, CLIENT)
