"""Running the command: in this process, inside a test's transaction, or as people do, in a process of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from overstap.cli.main import run

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Standard output as the one JSON document that it should be."""
        return json.loads(self.out)


class Command:
    """The command in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: object) -> Answer:
        self._capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        shown = self._capsys.readouterr()
        return Answer(code, shown.out, shown.err)


def overstap(*arguments: object, cwd: Path = ROOT, **variables: str) -> Answer:
    """The command in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "overstap.cli", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "overstap.config.settings", **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=500,
    )
    return Answer(done.returncode, done.stdout, done.stderr)
