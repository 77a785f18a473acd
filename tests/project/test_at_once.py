"""A failure is told while the other tests go on."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TESTS = """
def test_that_fails():
    assert "found" == "asked", "the reason"


def test_that_passes():
    pass
"""


def test_a_failure_is_told_before_the_next_test(tmp_path: Path) -> None:
    (tmp_path / "test_two.py").write_text(TESTS)
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "-p", "tests.at_once", f"--rootdir={tmp_path}", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    before, _, after = ran.stdout.partition("test_that_passes")
    assert ran.returncode == 1, ran.stdout
    assert "! test_two.py::test_that_fails (call)" in before
    assert "! E       AssertionError: the reason" in before
    assert "PASSED" in after
