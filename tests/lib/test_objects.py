"""Contents are stored once under their SHA-256, are there when that is said, and are never changed or removed."""

import hashlib
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings as SettingsWrapper

from overstap.lib import objects
from overstap.lib.objects import ContentMissing, Found, StoreUnreachable
from tests.conftest import ROOT

HELLO = b"hello" * 1000


@pytest.fixture
def folder(tmp_path: Path, settings: SettingsWrapper) -> Path:
    """An object store of the test's own."""
    settings.OBJECT_DIR = tmp_path / "objects"
    return tmp_path / "objects"


def place(folder: Path, digest: str) -> Path:
    """Where a content lies."""
    return folder / digest[:2] / digest[2:4] / digest


def test_a_content_is_kept_under_its_sha256_and_given_back(folder: Path) -> None:
    digest = objects.keep(HELLO)
    assert digest == hashlib.sha256(HELLO).hexdigest()
    assert objects.content(digest) == HELLO
    assert objects.keep_file(io.BytesIO(HELLO)) == (digest, len(HELLO))
    assert [one.name for one in folder.rglob("*") if one.is_file()] == [digest]


def test_a_file_is_kept_from_its_beginning_however_long(folder: Path) -> None:
    content = os.urandom(3 * objects.PIECE + 7)
    stream = io.BytesIO(content)
    stream.read(100)
    digest, size = objects.keep_file(stream)
    assert (digest, size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert objects.content(digest) == content


def test_it_is_for_this_system_alone(folder: Path) -> None:
    digest = objects.keep(HELLO)
    assert place(folder, digest).stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0


def test_what_is_missing_or_was_changed_is_told_from_what_is_whole(folder: Path) -> None:
    whole, changed, gone = (objects.keep(bytes([number])) for number in range(3))
    place(folder, changed).write_bytes(b"x")
    place(folder, gone).unlink()
    assert objects.look_at_all([whole, changed, gone, whole]) == {
        whole: Found.WHOLE,
        changed: Found.DIFFERENT,
        gone: Found.MISSING,
    }
    assert objects.is_whole(whole)
    with pytest.raises(ContentMissing):
        objects.content(gone)


def test_a_content_that_was_damaged_is_mended_when_it_comes_again(folder: Path) -> None:
    digest = objects.keep(HELLO)
    place(folder, digest).write_bytes(b"half")
    assert objects.keep(HELLO) == digest
    assert objects.is_whole(digest)


@pytest.mark.parametrize("digest", ["", "x", "../../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "/..", "0" * 64])
def test_nothing_else_than_a_digest_leads_anywhere(folder: Path, digest: str) -> None:
    folder.mkdir()
    with pytest.raises(ContentMissing) as problem:
        objects.content(digest)
    assert problem.value.remedy
    assert objects.look(digest) is Found.MISSING


def test_a_folder_that_cannot_be_written_is_a_matter_of_trying_later(folder: Path) -> None:
    folder.write_bytes(b"a file where the folder should be")
    with pytest.raises(StoreUnreachable):
        objects.keep(HELLO)


# Ends itself at the moment that is asked for, as a power cut would: at the n-th fsync or rename.
_DYING = """
import os, sys
from pathlib import Path
from overstap.lib import object_files
left = int(sys.argv[2])
def dying(real):
    def call(*arguments, **named):
        global left
        left -= 1
        if left < 0:
            os._exit(9)
        return real(*arguments, **named)
    return call
os.fsync, Path.replace = dying(os.fsync), dying(Path.replace)
content = b"hello" * 1000
import hashlib
digest = hashlib.sha256(content).hexdigest()
object_files.put(Path(sys.argv[1]) / digest[:2] / digest[2:4] / digest, digest, content)
"""


def test_whenever_the_power_goes_a_name_never_leads_to_half_a_content(folder: Path) -> None:
    """Dies before each step in turn; afterwards the content is not there or whole, and can be kept anew."""
    digest = hashlib.sha256(HELLO).hexdigest()
    outcomes = []
    for step in range(9):
        own = folder / str(step)
        done = subprocess.run(
            [sys.executable, "-c", _DYING, str(own), str(step)], cwd=ROOT, check=False, capture_output=True
        )
        assert done.returncode in {0, 9}, done.stderr
        found = place(own, digest)
        assert not found.exists() or found.read_bytes() == HELLO
        outcomes.append(done.returncode)
    assert outcomes[0] == 9
    assert outcomes[-1] == 0


def test_file_and_folder_are_brought_to_the_disk_before_it_is_said_to_be_kept(folder: Path) -> None:
    """Seen by the calls to the system: each folder that got a new name, and the file before it got its own."""
    trace = folder.with_name("calls")
    code = _DYING.replace("left < 0", "False").replace(
        "return real(*arguments, **named)",
        "print(real.__name__, os.readlink(f'/proc/self/fd/{arguments[0]}') if real.__name__ == 'fsync' else"
        " arguments[1], file=open(sys.argv[3], 'a')); return real(*arguments, **named)",
    )
    subprocess.run([sys.executable, "-c", code, str(folder), "0", str(trace)], cwd=ROOT, check=True)
    calls = [line.split(" ", 1) for line in trace.read_text().splitlines()]
    digest = hashlib.sha256(HELLO).hexdigest()
    final = place(folder, digest)
    assert calls[-2:] == [["replace", str(final)], ["fsync", str(final.parent)]]
    assert calls[-3][0] == "fsync"
    assert calls[-3][1].startswith(f"{final.parent}/.")
    assert {name for call, name in calls if call == "fsync"} >= {str(folder), str(final.parent.parent)}
