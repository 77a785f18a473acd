"""The office of these tests."""

import pytest

from tests.books.authorisation.world import Office, demand, office


@pytest.fixture
def here(db: None) -> Office:
    """An office in which documents are authorised before booking."""
    made = office()
    demand(made)
    return made
