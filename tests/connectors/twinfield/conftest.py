"""A connected connector with a sandbox of its own, in this process."""

from collections.abc import Iterator

import pytest

from tests.connectors.driven import IN_PROCESS, Driven, driven
from tests.connectors.twinfield.driven import PLAYED


@pytest.fixture
def at() -> Iterator[Driven]:
    """Connected as SYNC of OVERSTAP; nothing counted yet."""
    with driven(PLAYED, IN_PROCESS) as made:
        made.world.calls.clear()
        yield made
