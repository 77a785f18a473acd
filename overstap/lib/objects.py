"""The object store: contents under their SHA-256, written once and never changed or removed.

Files in a folder by default, a bucket by setting (``OVERSTAP_OBJECTS``). Who may see what is not asked here: contents
are reached through the rows that name them.
"""

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import BinaryIO

import obstore
from django.conf import settings
from django.utils.translation import gettext as _
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from overstap.lib.errors import NeedsPerson, TryLater

PIECE = 1 << 20  # bytes read at a time
_DIGEST = re.compile(r"[0-9a-f]{64}")


class ContentMissing(NeedsPerson):
    """The store does not hold what a row names."""

    code = "CONTENT-MISSING"


class StoreUnreachable(TryLater):
    """The store does not answer."""

    code = "OBJECT-STORE-UNREACHABLE"


def keep(content: bytes) -> str:
    """Store ``content`` and give its SHA-256, in hexadecimal. Harmless when it is there already.

    It is with the folder or the bucket before this returns. Raises StoreUnreachable.
    """
    digest = hashlib.sha256(content).hexdigest()
    _put(digest, content)
    return digest


def keep_file(stream: BinaryIO) -> tuple[str, int]:
    """Store what a file holds, from its beginning; gives its SHA-256 and its size in bytes. Raises StoreUnreachable."""
    stream.seek(0)
    hashed, size = hashlib.sha256(), 0
    while piece := stream.read(PIECE):
        hashed.update(piece)
        size += len(piece)
    stream.seek(0)
    _put(hashed.hexdigest(), stream)
    return hashed.hexdigest(), size


def content(digest: str) -> bytes:
    """All of a content. Raises ContentMissing, StoreUnreachable."""
    return b"".join(pieces(digest))


def pieces(digest: str) -> Iterator[bytes]:
    """A content piece by piece. Raises ContentMissing, StoreUnreachable."""
    try:
        for piece in obstore.get(_store(), _place(digest)).stream(min_chunk_size=PIECE):
            yield bytes(piece)
    except FileNotFoundError as error:
        raise _missing(digest) from error
    except BaseError as error:
        raise _unreachable() from error


def is_whole(digest: str) -> bool:
    """Whether the store still holds exactly this content: every byte is read and hashed. Raises StoreUnreachable."""
    hashed = hashlib.sha256()
    try:
        for piece in pieces(digest):
            hashed.update(piece)
    except ContentMissing:
        return False
    return hashed.hexdigest() == digest


def _put(digest: str, content: bytes | BinaryIO) -> None:
    try:
        obstore.put(_store(), _place(digest), content, mode="create", use_multipart=False)
    except AlreadyExistsError:
        return
    except BaseError as error:
        raise _unreachable() from error


def _place(digest: str) -> str:
    if not _DIGEST.fullmatch(digest):
        raise _missing(digest)
    return f"{digest[:2]}/{digest[2:4]}/{digest}"


def _store() -> ObjectStore:
    return _opened(settings.OBJECT_STORE, settings.OBJECT_DIR)


@cache
def _opened(address: str, folder: Path) -> ObjectStore:
    if address:
        return from_url(address)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return LocalStore(folder)


def _missing(digest: str) -> ContentMissing:
    return ContentMissing(
        _("The content %(digest)s is not in the object store.") % {"digest": digest[:12]},
        remedy=_("Ask your operator to restore it from the backup; nothing else was changed."),
    )


def _unreachable() -> StoreUnreachable:
    return StoreUnreachable(
        _("Documents cannot be reached now."),
        remedy=_("Try again in a minute; if it goes on, tell your operator."),
    )
