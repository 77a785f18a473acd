"""Fixtures of the tests of Exact Online."""

import pytest

from tests.connectors.exact_online.sandbox_caller import Caller


@pytest.fixture
def exact() -> Caller:
    """A sandbox of Exact Online, and somebody with a token."""
    return Caller()
