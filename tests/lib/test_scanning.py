"""A scanner that speaks clamd's protocol looks at every file; where it cannot, nothing is let in unseen."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings as SettingsWrapper

from overstap.lib import scanning
from overstap.lib.scanning import ScannerAway, ScannerMisset, VirusFound
from tests.lib import virus_scanner
from tests.lib.buckets import free_port

LIMIT = 2_000_000  # bytes


@contextmanager
def scanner(where: str) -> Iterator[str]:
    """The scanner in a process of its own; gives the address that it says."""
    command = [sys.executable, str(virus_scanner.__file__), where, str(LIMIT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()
            process.wait(timeout=30)


@pytest.fixture(scope="module", params=["tcp", "unix"])
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """As the setting names it."""
    if request.param == "tcp":
        with scanner("0") as port:
            yield f"tcp://127.0.0.1:{port}"
    else:
        with scanner(str(tmp_path_factory.mktemp("clamd") / "socket")) as path:
            yield f"unix://{path}"


def test_what_is_clean_passes_whatever_its_size(address: str, settings: SettingsWrapper) -> None:
    settings.SCANNER = address
    for content in (b"", b"clean", b"x" * LIMIT):
        scanning.scan(content)


def test_what_it_knows_is_refused_by_name(address: str, settings: SettingsWrapper) -> None:
    settings.SCANNER = address
    with pytest.raises(VirusFound) as refusal:
        scanning.scan(b"x" * 500_000 + b"VIRUS")
    assert (refusal.value.code, refusal.value.facts) == ("DOCUMENT-VIRUS", {"virus": virus_scanner.NAME})
    assert virus_scanner.NAME in refusal.value.message


def test_what_it_may_not_read_is_a_matter_of_settings(address: str, settings: SettingsWrapper) -> None:
    settings.SCANNER = address
    with pytest.raises(ScannerMisset):
        scanning.scan(b"x" * (LIMIT * 4))


@pytest.mark.parametrize("content", [b"STRANGE", b"SILENT"])
def test_an_answer_that_says_nothing_lets_nothing_in(address: str, settings: SettingsWrapper, content: bytes) -> None:
    settings.SCANNER = address
    with pytest.raises(ScannerAway):
        scanning.scan(content)


def test_a_scanner_that_is_away_is_waited_for(settings: SettingsWrapper, tmp_path: Path) -> None:
    for away in (f"tcp://127.0.0.1:{free_port()}", f"unix://{tmp_path}/nothing"):
        settings.SCANNER = away
        with pytest.raises(ScannerAway) as problem:
            scanning.scan(b"x")
        assert problem.value.remedy


@pytest.mark.parametrize("setting", ["clamd", "tcp://", "tcp://host:port", "unix:", "http://localhost:3310"])
def test_a_setting_that_names_no_scanner_is_told(setting: str, settings: SettingsWrapper) -> None:
    settings.SCANNER = setting
    with pytest.raises(ScannerMisset):
        scanning.scan(b"x")


def test_without_a_scanner_nothing_is_asked(settings: SettingsWrapper) -> None:
    settings.SCANNER = ""
    scanning.scan(b"VIRUS")
