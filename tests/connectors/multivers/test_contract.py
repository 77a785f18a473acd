"""Multivers keeps to what every connector keeps to."""

from tests.connectors.contract import Contract
from tests.connectors.multivers.driven import PLAYED


class TestContract(Contract):
    played = PLAYED
