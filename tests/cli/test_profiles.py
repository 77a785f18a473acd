"""``overstap profile``; and what is said where a profile keeps the installation from starting."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from overstap.moves.profiles import copying, shipped
from tests.cli.running import ROOT, Command
from tests.tenancy.people import make_person


def test_profiles_are_listed_and_shown_side_by_side(command: Command) -> None:
    names = [one["name"] for one in command("profile", "list", "--json").data["profiles"]]
    assert set(shipped()) <= set(names)
    told = command("profile", "show", "relink", "takeover", "--json").data
    assert told["takeover"]["consent.parties"] == ["giver", "client", "receiver"]
    assert "consent.parties" in command("profile", "show", "relink", "takeover", "--differences").out


def test_a_profile_is_copied_from_a_file(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    text = command("profile", "show", "takeover", "--toml", "--json").data["toml"]
    file.write_text(text.replace("valid_days = 15", "valid_days = 20"), encoding="utf-8")
    assert command("profile", "check", file, "--json").data == {"name": "takeover-2"}
    assert command("profile", "copy", "takeover", file).code == 0
    assert command("profile", "show", "takeover-2", "--json").data["takeover-2"]["consent.valid_days"] == 20
    assert command("profile", "copy", "takeover", file, "--json").data["error"] == "PROFILE-EXISTS"


def test_a_file_that_is_no_profile_is_told_with_every_place(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(copying.text_to_copy("takeover").replace("valid_days = 15", "").replace("days = 14", ""), "utf-8")
    answer = command("profile", "check", file)
    assert answer.code == 3
    assert "consent.valid_days" in answer.err
    assert "undo.days" in answer.err
    file.write_bytes(b"\xff\xfe")
    assert command("profile", "check", file, "--json").data["error"] == "PROFILE-FILE"
    assert command("profile", "check", tmp_path / "nothing", "--json").data["error"] == "PROFILE-FILE"


def test_only_an_operator_copies(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(copying.text_to_copy("takeover"), encoding="utf-8")
    refused = command("--as", make_person("Alice").email, "profile", "copy", "takeover", file, "--json")
    assert refused.data["error"] == "OPERATOR-ONLY"


@pytest.fixture
def spoiled(tmp_path: Path) -> Path:
    """An installation of which one profile cannot be used."""
    shutil.copytree(ROOT / "overstap", tmp_path / "overstap", ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / "manage.py", tmp_path)
    toml = tmp_path / "overstap" / "moves" / "profiles" / "takeover.toml"
    text = toml.read_text(encoding="utf-8").replace("valid_days = 15", "valid_days = 'long'")
    toml.write_text(text.replace("days = 14", "days = -1"), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("started", [["-m", "overstap.cli", "move", "list"], ["manage.py", "check"]])
def test_an_unusable_profile_is_told_in_sentences_at_the_start(spoiled: Path, started: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, *started],
        cwd=spoiled,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "overstap.config.settings", "PYTHONPATH": str(spoiled)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 5
    assert "takeover" in done.stderr
    assert "consent.valid_days" in done.stderr
    assert "undo.days" in done.stderr
    assert "PROFILE-INVALID" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
