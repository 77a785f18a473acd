"""Where files under way lie: in folders that nobody serves, under names that we gave."""

import time
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings

_YOUNG = 3600  # seconds: longer than a transaction takes between its file and its commit


def upload(uid: UUID) -> Path:
    """The file of what has come in so far of an upload."""
    return _folder("arriving-documents") / f"{uid}.part"


def takeaway(uid: UUID) -> Path:
    """The ZIP of a whole archive."""
    return _folder("archives") / f"{uid}.zip"


def sweep(uploads: Iterable[UUID], takeaways: Iterable[UUID]) -> None:
    """Delete files that belong to none of these, unless they are so young that their row may not be there yet."""
    keep = {upload(uid) for uid in uploads} | {takeaway(uid) for uid in takeaways}
    for folder in ("arriving-documents", "archives"):
        for path in _folder(folder).iterdir():
            if path not in keep and _age(path) > _YOUNG:
                path.unlink(missing_ok=True)


def _folder(name: str) -> Path:
    folder: Path = settings.FILES_DIR / name
    folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    return folder


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
