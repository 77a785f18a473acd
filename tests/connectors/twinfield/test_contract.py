"""Twinfield keeps to what every connector keeps to."""

from tests.connectors.contract import Contract
from tests.connectors.twinfield.driven import PLAYED


class TestContract(Contract):
    """See tests/connectors/contract.py."""

    played = PLAYED
