"""The files of an import, from the moment they arrived until it ends: private, never served, never kept.

They lie in ``<settings.UPLOAD_DIR>/<uid of the job>/<number>/<name>``. The name is the sender's in plain letters,
because findings tell it; nothing else of what was sent has a say in where a file comes to lie.
"""

import re
import shutil
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from uuid import UUID

from django.conf import settings

_STRANGE = re.compile(r"[^\w ().+-]+")
_LONGEST_STEM = 50
_KEPT_AT_LEAST = 3600  # seconds: longer than a form takes between its files and its commit
_ARRIVES_WITHIN = 24 * 3600


def keep(uid: UUID, arrived: Sequence[tuple[str, Path]]) -> list[Path]:
    """Move files that arrived, as (name that the sender gave, where it is), to the folder of job ``uid``."""
    kept = []
    for number, (name, path) in enumerate(arrived, start=1):
        place = _folder(uid) / str(number)
        place.mkdir(parents=True, mode=0o700)
        target = place / safe_name(name)
        shutil.move(path, target)
        target.chmod(0o600)
        kept.append(target)
    return kept


def files(uid: UUID) -> list[Path]:
    """The files of job ``uid``, in the order in which they were given; none when they are gone."""
    folders = sorted(_folder(uid).glob("*"), key=lambda folder: int(folder.name))
    return [path for folder in folders for path in folder.iterdir()]


def remove(uid: UUID) -> None:
    """Delete the files of job ``uid``, if they are there."""
    shutil.rmtree(_folder(uid), ignore_errors=True)


def sweep(needed: Iterable[str]) -> None:
    """Delete what no job needs any more; ``needed`` are the uids of those that wait or run.

    Such files are left over where a process was killed at a bad moment. The youngest may belong to a form whose
    transaction has not ended yet.
    """
    keep_these = {arriving().name, *needed}
    for folder in settings.UPLOAD_DIR.glob("*"):
        if folder.name not in keep_these and _age(folder) > _KEPT_AT_LEAST:
            shutil.rmtree(folder, ignore_errors=True)
    for path in arriving().glob("*"):
        if _age(path) > _ARRIVES_WITHIN:
            path.unlink(missing_ok=True)


def arriving() -> Path:
    """The folder for what is still coming in; made where it is not there."""
    settings.UPLOAD_DIR.mkdir(parents=True, mode=0o700, exist_ok=True)
    folder: Path = settings.UPLOAD_DIR / "arriving"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def safe_name(name: str) -> str:
    """A name for on disk that looks like the one that somebody sent, and is only ever a name."""
    base = name.replace("\\", "/").rpartition("/")[2].encode("utf-8", "replace").decode()
    stem, dot, extension = base.rpartition(".")
    if not stem:
        stem, dot, extension = base, "", ""
    clean = _STRANGE.sub("_", stem).strip(" .")[-_LONGEST_STEM:].strip(" .") or "file"
    return f"{clean}.{_STRANGE.sub('_', extension)[:8].strip(' .') or 'xaf'}" if dot else clean


def _folder(uid: UUID) -> Path:
    folder: Path = settings.UPLOAD_DIR / str(uid)
    return folder


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
