"""The object store: contents under their SHA-256, written once and never changed or removed.

Files in a folder by default, a bucket by setting (``OVERSTAP_OBJECTS``). Who may see what is not asked here: contents
are reached through the rows that name them.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import BinaryIO

import obstore
from django.conf import settings
from django.utils.translation import gettext as _
from obstore.exceptions import AlreadyExistsError, BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import ObjectStore, from_url

from overstap.lib import object_files
from overstap.lib.errors import NeedsPerson, NeedsSetting, TryLater

PIECE = 1 << 20  # bytes read at a time
_FILES_AT_ONCE = 2  # more than the processors only get into each other's way
_REQUESTS_AT_ONCE = 16  # a bucket answers late, and many at once
_TOGETHER = 64  # contents that a thread takes in hand in one go
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PATIENCE = {"connect_timeout": "5s", "timeout": "60s", "allow_http": "true"}


class ContentMissing(NeedsPerson):
    """The store does not hold what a row names."""

    code = "CONTENT-MISSING"


class StoreUnreachable(TryLater):
    """The store does not answer."""

    code = "OBJECT-STORE-UNREACHABLE"


class StoreRefuses(NeedsSetting):
    """The bucket is not there, or its keys do not open it."""

    code = "SETTING-OBJECT-STORE"


class Found(StrEnum):
    """What became of a content."""

    WHOLE = "whole"
    MISSING = "missing"
    DIFFERENT = "different"  # its bytes are not those that it was stored with


def keep(content: bytes) -> str:
    """Store ``content`` and give its SHA-256, in hexadecimal. Harmless when it is there already.

    It is on the disk or with the bucket before this returns. Raises StoreUnreachable, StoreRefuses.
    """
    digest = hashlib.sha256(content).hexdigest()
    _put(digest, content)
    return digest


def keep_file(stream: BinaryIO) -> tuple[str, int]:
    """Store what a file holds, from its beginning; gives its SHA-256 and its size in bytes. Raises as ``keep``."""
    stream.seek(0)
    hashed, size = hashlib.sha256(), 0
    while piece := stream.read(PIECE):
        hashed.update(piece)
        size += len(piece)
    stream.seek(0)
    _put(hashed.hexdigest(), stream)
    return hashed.hexdigest(), size


def content(digest: str) -> bytes:
    """All of a content. Raises ContentMissing, StoreUnreachable, StoreRefuses."""
    return b"".join(pieces(digest))


def pieces(digest: str) -> Iterator[bytes]:
    """A content piece by piece. Raises ContentMissing, StoreUnreachable, StoreRefuses."""
    _require_digest(digest)
    try:
        if settings.OBJECT_STORE:
            for piece in obstore.get(_bucket(), _name(digest)).stream(min_chunk_size=PIECE):
                yield bytes(piece)
        else:
            yield from object_files.pieces(_place(digest), PIECE)
    except FileNotFoundError as error:
        raise _missing(digest) from error
    except (PermissionDeniedError, UnauthenticatedError) as error:
        raise _refuses() from error
    except (BaseError, OSError) as error:
        raise _unreachable() from error


def is_whole(digest: str) -> bool:
    """Whether the store still holds exactly this content: every byte is read and hashed. Raises StoreUnreachable."""
    return look(digest) is Found.WHOLE


def look(digest: str) -> Found:
    """What became of a content: every byte is read and hashed. Raises StoreUnreachable, StoreRefuses."""
    try:
        return Found.WHOLE if _digest_of(digest) == digest else Found.DIFFERENT
    except ContentMissing:
        return Found.MISSING


def look_at_all(digests: Iterable[str]) -> dict[str, Found]:
    """What became of many contents, several at a time. Raises StoreUnreachable, StoreRefuses."""
    wanted = list(dict.fromkeys(digests))
    shares = [wanted[first : first + _TOGETHER] for first in range(0, len(wanted), _TOGETHER)]
    with ThreadPoolExecutor(_REQUESTS_AT_ONCE if settings.OBJECT_STORE else _FILES_AT_ONCE) as threads:
        found = threads.map(_look_at, shares)
        return {digest: what for share in found for digest, what in share}


def _look_at(digests: Sequence[str]) -> list[tuple[str, Found]]:
    return [(digest, look(digest)) for digest in digests]


def _digest_of(digest: str) -> str:
    if not settings.OBJECT_STORE and _DIGEST.fullmatch(digest):
        return _digest_of_file(digest)
    hashed = hashlib.sha256()
    for piece in pieces(digest):
        hashed.update(piece)
    return hashed.hexdigest()


def _digest_of_file(digest: str) -> str:
    """Straight from the disk: of ten thousand small files the detours take longer than the hashing."""
    try:
        return object_files.digest_of(f"{settings.OBJECT_DIR}/{_name(digest)}")
    except FileNotFoundError as error:
        raise _missing(digest) from error
    except OSError as error:
        raise _unreachable() from error


def _put(digest: str, content: bytes | BinaryIO) -> None:
    try:
        if settings.OBJECT_STORE:
            obstore.put(_bucket(), _name(digest), content, mode="create", use_multipart=False)
        else:
            object_files.put(_place(digest), digest, content)
    except AlreadyExistsError:
        return
    except (PermissionDeniedError, UnauthenticatedError, FileNotFoundError) as error:
        raise _refuses() from error
    except (BaseError, OSError) as error:
        raise _unreachable() from error


def _place(digest: str) -> Path:
    return Path(settings.OBJECT_DIR) / _name(digest)


def _name(digest: str) -> str:
    return f"{digest[:2]}/{digest[2:4]}/{digest}"


def _require_digest(digest: str) -> None:
    if not _DIGEST.fullmatch(digest):
        raise _missing(digest)


def _bucket() -> ObjectStore:
    return _opened(settings.OBJECT_STORE)


@cache
def _opened(address: str) -> ObjectStore:
    retry = {"max_retries": 2, "retry_timeout": timedelta(seconds=15)}
    try:
        return from_url(address, client_options=_PATIENCE, retry_config=retry)  # type: ignore[call-overload,no-any-return]
    except (BaseError, ValueError) as error:
        raise _refuses() from error


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


def _refuses() -> StoreRefuses:
    return StoreRefuses(
        _("The bucket of the documents is not there, or its keys do not open it."),
        remedy=_("Ask your operator to look at OVERSTAP_OBJECTS and the keys that go with it."),
    )
