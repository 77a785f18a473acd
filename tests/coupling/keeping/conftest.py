"""The builder whose contacts are kept in step, with a sandbox of Exact Online."""

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from tests.coupling.keeping.world import Kept, kept


@pytest.fixture
def exact(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    """The builder and Exact Online in this process."""
    del db
    with kept(settings, monkeypatch) as made:
        yield made
