"""Files that come in piece by piece, so that a broken connection goes on where it was.

Pieces are read from the network before any of this is called: nobody waits for a slow sender, and no freeze does.
"""

import fcntl
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from overstap.books.documents.store import shown_name
from overstap.books.documents.transit import folders
from overstap.books.documents.transit.models import Upload
from overstap.books.documents.values import Tag
from overstap.durable.failures import as_worker
from overstap.lib import clock
from overstap.lib.errors import OverstapError, Refused, TryLater
from overstap.tenancy import access
from overstap.tenancy.access import Actor, NotFound
from overstap.tenancy.roles import Right

LARGEST_PIECE = 4 << 20  # bytes
MOST_UNFINISHED = 500  # of one person in one administration
KEPT = timedelta(days=2)

Finish = Callable[[Actor, str, "Arrived"], UUID]  # code of the administration; gives the uid of the document


class WrongOffset(Refused):
    """A piece that does not begin where the file ends; ``facts["offset"]`` says where that is."""

    code = "UPLOAD-OFFSET"


@dataclass(frozen=True, slots=True)
class Announced:
    """A file that somebody is about to send. ``key``: the same for the same file when it is chosen again."""

    name: str
    size: int  # bytes
    key: str
    tag: Tag = Tag.NONE


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that is whole."""

    name: str
    tag: Tag
    content: bytes


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file is; ``document`` is what it became."""

    uid: UUID
    name: str
    size: int  # bytes
    offset: int  # bytes that are here
    document: UUID | None


def begin(actor: Actor, code: str, announced: Announced, largest: int) -> Progress:
    """Announce a file of at most ``largest`` bytes; one that was begun before goes on where it was.

    Raises NotFound, NotAllowed, Frozen, or Refused for its size.
    """
    one = access.administration_for_writing(actor, code, Right.DELIVER_DOCUMENTS)
    _require_size(announced, largest)
    key = hashlib.sha256(announced.key.encode("utf-8", "backslashreplace")).hexdigest()
    name = shown_name(announced.name)
    mine = Upload.objects.filter(person=actor.person, administration=one.pk, document_uid=None)
    known = mine.filter(key=key, size=announced.size, name=name).first() if announced.key else None
    if known is not None:
        return _progress(known)
    _require_room(mine.count())
    made = Upload.objects.create(
        environment=actor.environment,
        person=actor.person,
        administration=one.pk,
        name=name,
        size=announced.size,
        tag=announced.tag,
        key=key,
    )
    return _progress(made)


def progress(actor: Actor, code: str, uid: UUID) -> Progress:
    """How far an upload of one's own is. Raises NotFound, NotAllowed."""
    return _progress(_mine(actor, code, uid))


def take(actor: Actor, code: str, uid: UUID, offset: int, piece: bytes, finish: Finish) -> Progress:
    """The next piece, from ``offset``; with the last one the file becomes a document by ``finish``.

    An empty piece at the end has that tried again. Where ``finish`` refuses the file, what came in of it is let go.
    Raises NotFound, NotAllowed, WrongOffset, and what ``finish`` raises.
    """
    upload = _mine(actor, code, uid)
    if upload.document_uid is not None:
        return _progress(upload)
    _append(upload, offset, piece)
    if _length(upload) < upload.size:
        return _progress(upload)
    locked = Upload.objects.select_for_update().get(pk=upload.pk)
    if locked.document_uid is None:
        _finish(actor, code, locked, finish)
    return _progress(locked)


def call_off(actor: Actor, code: str, uid: UUID) -> None:
    """Let an upload go. Raises NotFound, NotAllowed."""
    upload = _mine(actor, code, uid)
    if upload.document_uid is None:
        path = folders.upload(upload.uid)
        upload.delete()
        transaction.on_commit(lambda: path.unlink(missing_ok=True))


def sweep() -> set[UUID]:
    """Forget uploads that nobody goes on with; gives those that stay. For the worker."""
    with as_worker():
        Upload.objects.filter(created_at__lt=clock.now() - KEPT).delete()
        return set(Upload.objects.filter(document_uid=None).values_list("uid", flat=True))


def _finish(actor: Actor, code: str, upload: Upload, finish: Finish) -> None:
    path = folders.upload(upload.uid)
    arrived = Arrived(upload.name, Tag(upload.tag), path.read_bytes())
    try:
        upload.document_uid = finish(actor, code, arrived)
    except (access.Frozen, TryLater):
        raise
    except OverstapError:
        path.unlink(missing_ok=True)  # it will not become one; the same file may be sent anew
        raise
    upload.save(update_fields=["document_uid"])
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def _append(upload: Upload, offset: int, piece: bytes) -> None:
    with folders.upload(upload.uid).open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # of two senders of one file, one is too late
        here = file.seek(0, os.SEEK_END)
        if offset != here:
            raise WrongOffset(
                _("This piece does not follow on what is here."),
                remedy=_("Go on from byte %(offset)d.") % {"offset": here},
                facts={"offset": here},
            )
        if here + len(piece) > upload.size or len(piece) > LARGEST_PIECE:
            raise Refused(
                _("More was sent than was announced."), code="UPLOAD-TOO-LONG", remedy=_("Send the file once more.")
            )
        file.write(piece)


def _mine(actor: Actor, code: str, uid: UUID) -> Upload:
    one = access.administration(actor, code, Right.DELIVER_DOCUMENTS)
    found = Upload.objects.filter(uid=uid, person=actor.person, administration=one.pk).first()
    if found is None:
        raise NotFound(
            _("This upload is no longer known here."), code="UPLOAD-NOT-FOUND", remedy=_("Send the file once more.")
        )
    return found


def _progress(upload: Upload) -> Progress:
    here = upload.size if upload.document_uid else _length(upload)
    return Progress(upload.uid, upload.name, upload.size, here, upload.document_uid)


def _length(upload: Upload) -> int:
    try:
        return folders.upload(upload.uid).stat().st_size
    except FileNotFoundError:
        return 0


def _require_size(announced: Announced, largest: int) -> None:
    if announced.size > largest:
        raise Refused(
            _("This file is more than %(most)d MB.") % {"most": largest // 1_000_000},
            code="UPLOAD-TOO-LARGE",
            remedy=_("Make it smaller, or split it."),
        )
    if announced.size <= 0:
        raise Refused(_("This file is empty."), code="UPLOAD-EMPTY", remedy=_("Choose the file that you meant."))


def _require_room(unfinished: int) -> None:
    if unfinished >= MOST_UNFINISHED:
        raise Refused(
            _("There are %(count)d uploads of yours that are not finished.") % {"count": unfinished},
            code="UPLOADS-TOO-MANY",
            remedy=_("Finish or remove those first; what is left is let go after two days."),
        )
