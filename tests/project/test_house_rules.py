"""The house rules that scripts/check_house_rules.py keeps."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
BREACHES = {
    "a left-over mark": "# TO" + "DO later",
    "a path of one machine": "open('/ho" + "me/alice/books.xaf')",
    "a package registry": "--index" + "-url https://packages.example/simple",
    "a private key": "-----BEGIN OPENSSH PRIVATE" + " KEY-----",
    "a token": "token = 'gh" + f"p_{'a' * 36}'",
    "a password in an address": "smtp://books:" + "hunter2@mail.example",
}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """An empty git checkout."""
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    return tmp_path


def check(folder: Path) -> tuple[int, str]:
    """Exit code and output of the check on ``folder``."""
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "check_house_rules.py", folder], check=False, capture_output=True, text=True
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("what", BREACHES)
def test_it_finds(checkout: Path, what: str) -> None:
    (checkout / "notes.md").write_text(f"First line.\n{BREACHES[what]}\n")
    code, output = check(checkout)
    assert code == 1
    assert output.startswith(f"notes.md:2: {what}: ")


def test_it_finds_functions_and_files_that_are_too_long(checkout: Path) -> None:
    body = "".join(f"    a{number} = {number}\n" for number in range(600))
    (checkout / "long.py").write_text(f"def endless():\n{body}")
    assert check(checkout) == (
        1,
        "long.py:1: 601 lines in one file (at most 500)\nlong.py:1: endless has 601 lines (at most 60)\n",
    )


def test_it_passes_what_is_in_order_and_what_git_ignores(checkout: Path) -> None:
    (checkout / ".gitignore").write_text("var/\n")
    (checkout / "var").mkdir()
    (checkout / "var" / "log").write_text(BREACHES["a path of one machine"])
    (checkout / "mail.md").write_text("OVERSTAP_MAIL_URL=smtp://user:password@mail.example:587\nSee docs/work/it.\n")
    assert check(checkout) == (0, "The house rules are kept.\n")
