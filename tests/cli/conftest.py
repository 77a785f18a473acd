"""Fixtures of the tests of the command line."""

from pathlib import Path

import pytest

from overstap.books.sample import SamplePlan
from overstap.cli.demo.sample_files import write_years
from tests.cli.running import Command


@pytest.fixture
def command(db: None, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command, in the test's own transaction."""
    return Command(capsys)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An audit file of a small company."""
    plan = SamplePlan(seed=7, name="Bakkerij De Korenaar B.V.", years=(2025,), lines=1_000, trade="wholesale")
    return next(write_years(plan, tmp_path_factory.mktemp("samples")))
