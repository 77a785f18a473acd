"""scripts/bootstrap on machines that lack something; a shell script plays Python there."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
TOOLS = ("sh", "dirname", "id", "cat", "cksum", "rm", "env")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project folder with what bootstrap reads, and beside it ``bin`` with the only commands of this machine."""
    folder = tmp_path / "a project"
    (folder / "scripts").mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "bootstrap", folder / "scripts" / "bootstrap")
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        (tmp_path / "bin" / tool).symlink_to(shutil.which(tool) or "")
    return folder


def python(folder: Path, script: str) -> None:
    """Put a ``python3`` in ``folder`` that writes its arguments to a log and then does what ``script`` says."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("python3", "python"):
        (folder / name).write_text(f'#!/bin/sh\necho "$*" >>"{folder}/log"\n{script}\n')
        (folder / name).chmod(0o755)


def bootstrap(project: Path, kind: str) -> subprocess.CompletedProcess[str]:
    """Run it with no commands but those of the fixture."""
    environment = {"PATH": str(project.parent / "bin"), "HOME": str(project.parent)}
    return subprocess.run(
        [project / "scripts" / "bootstrap", kind], env=environment, capture_output=True, text=True, check=False
    )


def test_it_asks_for_python_where_there_is_none(project: Path) -> None:
    done = bootstrap(project, "app")
    assert done.returncode == 1
    assert done.stderr == "Please install Python 3.11 or newer first.\n"


def test_it_asks_for_a_newer_python(project: Path) -> None:
    python(project.parent / "bin", 'case "$*" in *version_info*) exit 1;; esac')
    done = bootstrap(project, "app")
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr


def test_it_asks_for_python3_venv_where_it_cannot_install_that_itself(project: Path) -> None:
    python(project.parent / "bin", 'case "$*" in *ensurepip*) exit 1;; esac')
    done = bootstrap(project, "app")
    assert done.returncode == 1
    assert "please install the package python3-venv" in done.stderr
    assert not (project / ".venv").exists()


def test_it_installs_what_is_pinned_with_hashes_and_nothing_twice(project: Path) -> None:
    python(project / ".venv" / "bin", "exit 0")
    log = project / ".venv" / "bin" / "log"
    assert bootstrap(project, "dev").returncode == 0
    calls = log.read_text().splitlines()
    (packages,) = (call for call in calls if "-r requirements/dev.txt" in call)
    assert "--require-hashes" in packages
    (overstap,) = (call for call in calls if "--editable" in call)
    assert "--no-deps" in overstap
    assert bootstrap(project, "app").returncode == 0
    assert bootstrap(project, "dev").returncode == 0
    assert log.read_text().count("install") == 2, "app is in dev, and dev was installed"


def test_other_matchers_get_an_environment_of_their_own_without_overstap(project: Path) -> None:
    python(project / ".venv-peers" / "bin", "exit 0")
    assert bootstrap(project, "peers").returncode == 0
    calls = (project / ".venv-peers" / "bin" / "log").read_text().splitlines()
    (packages,) = (call for call in calls if "install" in call)
    assert "--require-hashes" in packages
    assert packages.endswith("-r requirements/peers.txt")
    assert not (project / ".venv").exists()


def test_it_installs_again_when_the_lock_file_changed(project: Path) -> None:
    python(project / ".venv" / "bin", "exit 0")
    log = project / ".venv" / "bin" / "log"
    bootstrap(project, "app")
    with (project / "requirements" / "app.txt").open("a") as file:
        file.write("# changed\n")
    bootstrap(project, "app")
    assert log.read_text().count("--require-hashes") == 2


def test_an_installation_that_failed_is_not_taken_for_done(project: Path) -> None:
    python(project / ".venv" / "bin", 'case "$*" in *--require-hashes*) exit 1;; esac')
    assert bootstrap(project, "app").returncode != 0
    assert not (project / ".venv" / "app.stamp").exists()


def test_the_scripts_can_be_executed() -> None:
    assert os.access(ROOT / "scripts" / "bootstrap", os.X_OK)
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
