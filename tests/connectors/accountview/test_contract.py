"""AccountView keeps to what every connector keeps to."""

from tests.connectors.accountview.driven import PLAYED
from tests.connectors.contract import Contract


class TestContract(Contract):
    played = PLAYED
