"""Exact Online keeps to the contract of all connectors."""

from tests.connectors.contract import Contract
from tests.connectors.exact_online.driven import PLAYED


class TestContract(Contract):
    """In process and over a socket."""

    played = PLAYED
