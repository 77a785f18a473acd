"""Contents as files of a folder, under their SHA-256: there after a power cut once ``put`` has returned.

A file is written beside its place, brought to the disk, and only then given its name, so that no name ever leads to
half a content; then the folder is brought to the disk as well, or the name could be lost.
"""

import hashlib
import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_FOR_US_ALONE = 0o600
_FOLDER = 0o700


def put(place: Path, digest: str, content: bytes | BinaryIO) -> None:
    """Store ``content`` at ``place``; one that is there already stays, unless it was damaged. Raises OSError."""
    if place.exists() and digest_of(place) == digest:
        return
    _make_folder(place.parent)
    beside = place.with_name(f".{uuid.uuid4().hex}")
    try:
        _write(beside, content)
        beside.replace(place)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _settle(place.parent)


def pieces(place: Path, size: int) -> Iterator[bytes]:
    """A file in pieces of ``size`` bytes. Raises FileNotFoundError, OSError."""
    with place.open("rb", buffering=0) as file:
        while piece := file.read(size):
            yield piece


def digest_of(place: Path | str) -> str:
    """The SHA-256 of a file as it lies there. Raises FileNotFoundError, OSError."""
    file = os.open(place, os.O_RDONLY)
    try:
        hashed = hashlib.sha256()
        while piece := os.read(file, 1 << 18):
            hashed.update(piece)
        return hashed.hexdigest()
    finally:
        os.close(file)


def _write(place: Path, content: bytes | BinaryIO) -> None:
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FOR_US_ALONE), "wb", buffering=0) as file:
        if isinstance(content, bytes):
            _write_all(file, content)
        else:
            while piece := content.read(1 << 20):
                _write_all(file, piece)
        os.fsync(file.fileno())


def _write_all(file: BinaryIO, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[file.write(left) :]


def _make_folder(folder: Path) -> None:
    """Make it and the folders above it, each of which has to know its new one after a power cut."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=_FOLDER, exist_ok=True)
    _settle(folder.parent)


def _settle(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
