"""What people see of documents. Who reads the books sees all; others what is in their own archive (R068)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from overstap.books.documents.actions import DocumentNotFound
from overstap.books.documents.models import ArchiveSettings, Document, Read, Shown
from overstap.books.documents.values import (
    Card,
    Content,
    EntryKey,
    Page,
    Place,
    Reading,
    ReadState,
    Row,
    Source,
    Tag,
    Wanted,
)
from overstap.lib.findings import Finding, Severity
from overstap.lib.kept_sentences import restore
from overstap.lib.objects import ContentMissing
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right, may

MOST_ROWS = 200
_PREVIEW_TYPE = "image/png"
_FIND = "SELECT document FROM overstap_find_documents(%s, %s, %s, %s, %s, %s, %s, %s)"


def listing(actor: Actor, code: str, wanted: Wanted, *, after: Place | None = None, limit: int = 50) -> Page:
    """A page of the documents of administration ``code``, newest first; ``after`` is the ``next`` of the page before.

    Raises NotFound, NotAllowed.
    """
    administration = _opened(actor, code)
    most = max(1, min(limit, MOST_ROWS))
    if wanted.text.strip():
        found = _seen(actor, administration).filter(uid__in=_find(actor, administration, wanted, after, most + 1))
    else:
        found = _listed(_seen(actor, administration), wanted, after)
    rows = [_row(card) for card in found.order_by("-arrived_at", "-uid")[: most + 1]]
    page = rows[:most]
    return Page(page, page[-1].place if len(rows) > most else None)


def one(actor: Actor, code: str, uid: UUID) -> Card:
    """A document in full. Raises NotFound, NotAllowed, DocumentNotFound."""
    administration = _opened(actor, code)
    card = _card(actor, administration, uid)
    same = _seen(actor, administration).filter(sha256=card.sha256).exclude(uid=uid).order_by("arrived_at")
    return Card(
        row=_row(card),
        sha256=card.sha256,
        note=card.note,
        reading=_reading(administration, uid),
        same_as=tuple(same.values_list("uid", flat=True)[:10]),
    )


def content(actor: Actor, code: str, uid: UUID) -> Content:
    """What is needed to send a document: then ``lib.objects.pieces(sha256)``. Raises as ``one``."""
    card = _card(actor, _opened(actor, code), uid)
    return Content(card.sha256, card.size, card.media_type, card.name)


def preview(actor: Actor, code: str, uid: UUID) -> Content:
    """The picture of the first page. Raises as ``one``; ContentMissing where there is none (yet)."""
    administration = _opened(actor, code)
    card = _card(actor, administration, uid)
    digest = _reading(administration, uid).preview
    if not digest:
        raise ContentMissing(_("There is no picture of this document."), remedy=_("Open the document itself."))
    return Content(digest, 0, _PREVIEW_TYPE, f"{card.name}.png")


def of_entry(actor: Actor, code: str, entry: EntryKey) -> Sequence[Row]:
    """The documents that belong to an entry. Raises NotFound, NotAllowed."""
    return listing(actor, code, Wanted(entry=entry), limit=MOST_ROWS).rows


def everything(actor: Actor, code: str) -> Iterator[tuple[Row, str]]:
    """Every document with its SHA-256, the deleted ones too, newest first; for who reads the books.

    Raises NotFound, NotAllowed.
    """
    administration = access.administration(actor, code, Right.READ_BOOKS)
    found = Document.objects.filter(administration=administration).order_by("-arrived_at", "-uid")
    for card in found.iterator(chunk_size=1_000):
        yield _row(card), card.sha256


def login_required(actor: Actor, code: str) -> bool:
    """Whether permanent links into this archive ask who you are. Raises NotFound, NotAllowed."""
    administration = access.administration(actor, code, Right.READ_BOOKS)
    open_to_all = ArchiveSettings.objects.filter(administration=administration, login_required=False)
    return not open_to_all.exists()


def sees_all(actor: Actor) -> bool:
    """Whether the actor sees the whole archive, or the personal one only."""
    return may(actor.role, Right.READ_BOOKS)


def _opened(actor: Actor, code: str) -> Administration:
    return access.administration(actor, code, Right.READ_BOOKS if sees_all(actor) else Right.DELIVER_DOCUMENTS)


def _seen(actor: Actor, administration: Administration) -> QuerySet[Document]:
    found = Document.objects.filter(administration=administration)
    if sees_all(actor):
        return found
    mine = Shown.objects.filter(administration=administration, person=actor.person, document_uid=OuterRef("uid"))
    return found.filter(Exists(mine))


def _card(actor: Actor, administration: Administration, uid: UUID) -> Document:
    card = _seen(actor, administration).filter(uid=uid).first()
    if card is None:
        raise DocumentNotFound(
            _("This document is not in this archive."),
            remedy=_("Search for it in the archive, or ask a colleague who may read the books."),
        )
    return card


def _listed(found: QuerySet[Document], wanted: Wanted, after: Place | None) -> QuerySet[Document]:
    found = found.filter(deleted_at__isnull=not wanted.deleted)
    if wanted.tag is not None:
        found = found.filter(tag=wanted.tag)
    if wanted.entry is not None:
        found = found.filter(journal_code=wanted.entry.journal, entry_number=wanted.entry.number)
    if wanted.relation_code:
        found = found.filter(relation_code=wanted.relation_code)
    if after is not None:
        found = found.filter(
            Q(arrived_at__lte=after.arrived_at) & (Q(arrived_at__lt=after.arrived_at) | Q(uid__lt=after.uid))
        )
    return found


def _find(
    actor: Actor, administration: Administration, wanted: Wanted, after: Place | None, most: int
) -> Sequence[UUID]:
    if "\0" in wanted.text:
        return ()
    asked: Sequence[int | str | bool | datetime | UUID | None] = [
        administration.pk, wanted.text, wanted.tag, wanted.deleted, not sees_all(actor),
        after.arrived_at if after else None, after.uid if after else None, most,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_FIND, asked)
        return [uid for (uid,) in cursor.fetchall()]


def _reading(administration: Administration, uid: UUID) -> Reading:
    found = Read.objects.filter(ledger_id=administration.ledger_id, document_uid=uid).first()
    if found is None:
        return Reading()
    findings = [_finding(kept) for kept in found.findings]
    return Reading(ReadState(found.state), found.pages, found.text, found.preview, findings)


def _finding(kept: Mapping[str, Any]) -> Finding:
    message, remedy = restore(kept["message"]), restore(kept["remedy"])
    return Finding(kept["code"], Severity(kept["severity"]), kept["place"], message, remedy)


def _row(card: Document) -> Row:
    return Row(
        uid=card.uid,
        name=card.name,
        media_type=card.media_type,
        size=card.size,
        tag=Tag(card.tag),
        source=Source(card.source),
        sender=card.sender,
        arrived_at=card.arrived_at,
        deleted_at=card.deleted_at,
        entry=EntryKey(card.journal_code, card.entry_number) if card.entry_number else None,
        relation_code=card.relation_code,
    )
