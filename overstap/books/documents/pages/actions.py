"""Splitting and merging documents. What was there stays, among the deleted, and says what it was replaced by."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from overstap.books.documents.actions import DocumentNotFound, add_for
from overstap.books.documents.models import Document, Shown
from overstap.books.documents.pages import cutting
from overstap.books.documents.pages.cutting import Pages, PdfRefused, Source
from overstap.books.documents.values import Arrival, EntryKey, Tag
from overstap.books.documents.values import Source as ComeIn
from overstap.lib import clock, objects
from overstap.lib.errors import Refused
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Administration

PDF = "application/pdf"
REPLACED_BY = "replaced_by"  # keys of Document.extra, which moves along
MADE_FROM = "made_from"


class ReplacedAlready(Refused):
    """Somebody was ahead of you."""

    code = "DOCUMENT-REPLACED"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A document to take pages from, from 1; none: all of them."""

    uid: UUID
    pages: Pages = ()


def split(actor: Actor, code: str, uid: UUID, parts: Sequence[Pages]) -> list[UUID]:
    """Make a document of each of ``parts`` (pages from 1); gives their uids.

    Raises NotFound, NotAllowed, Frozen, DocumentNotFound, ReplacedAlready, PdfRefused; then nothing has changed.
    """
    administration = access.administration_for_writing(actor, code)
    (original,) = _locked(administration, [uid])
    made = cutting.split(_source(original), parts)
    names = [_part_name(original.name, number) for number in range(1, len(made) + 1)]
    return _replace(actor, administration, [original], list(zip(names, made, strict=True)), "document.split")


def merge(actor: Actor, code: str, chosen: Sequence[Chosen], name: str = "") -> UUID:
    """Make one document of several, or of pages of them, in that order; called as the first unless ``name`` is given.

    Raises as ``split``.
    """
    administration = access.administration_for_writing(actor, code)
    if not 1 < len(chosen) <= cutting.MOST_SOURCES:
        raise PdfRefused(
            _("Choose between 2 and %(most)d documents to put together.") % {"most": cutting.MOST_SOURCES},
            code="PDF-TOO-MANY",
            remedy=_("Tick them in the list."),
        )
    originals = _locked(administration, [one.uid for one in chosen])
    pieces = [(number, one.pages) for number, one in enumerate(chosen)]
    made = cutting.merge([_source(one) for one in originals], pieces)
    called = _as_pdf(name.strip() or originals[0].name)
    return _replace(actor, administration, originals, [(called, made)], "document.merge")[0]


def _replace(
    actor: Actor,
    administration: Administration,
    originals: Sequence[Document],
    made: Sequence[tuple[str, bytes]],
    action: str,
) -> list[UUID]:
    """Keep what was made, and put what it was made from among the deleted."""
    distinct = list({one.pk: one for one in originals}.values())
    uids = [
        add_for(administration, content, _arrival(name, distinct), delivered_by=actor.person).uid
        for name, content in made
    ]
    sources = [str(one.uid) for one in distinct]
    for card in Document.objects.filter(administration=administration, uid__in=uids):
        card.extra = {**card.extra, MADE_FROM: sources}
        card.save(update_fields=["extra"])
    _show_to_the_same(administration, distinct, uids)
    for one in distinct:
        one.extra = {**one.extra, REPLACED_BY: [str(uid) for uid in uids]}
        one.deleted_at = clock.now()
        one.save(update_fields=["extra", "deleted_at"])
    facts = {"administration": administration.code, "documents": sources, "made": [str(uid) for uid in uids]}
    audit.record(actor, action, facts)
    return uids


def _show_to_the_same(administration: Administration, originals: Sequence[Document], made: Sequence[UUID]) -> None:
    """What was made of a document is in the personal archives that the document is in (R068)."""
    known = Shown.objects.filter(administration=administration, document_uid__in=[one.uid for one in originals])
    Shown.objects.bulk_create(
        (
            Shown(administration=administration, person_id=person, document_uid=uid, why=why)
            for person, why in set(known.values_list("person", "why"))
            for uid in made
        ),
        ignore_conflicts=True,
    )


def _arrival(name: str, originals: Sequence[Document]) -> Arrival:
    """What the originals have in common goes over to what is made of them; it arrived when the first of them did."""
    entries = {(one.journal_code, one.entry_number) for one in originals}
    entry = EntryKey(*entries.pop()) if len(entries) == 1 else EntryKey("", "")
    return Arrival(
        name=name,
        media_type=PDF,
        source=ComeIn.MADE,
        tag=Tag(_common([one.tag for one in originals])),
        sender=_common([one.sender for one in originals]),
        arrived_at=min(one.arrived_at for one in originals),
        note=_common([one.note for one in originals]),
        relation_code=_common([one.relation_code for one in originals]),
        entry=entry if entry.number else None,
    )


def _common(values: Sequence[str]) -> str:
    return values[0] if len(set(values)) == 1 else ""


def _locked(administration: Administration, uids: Sequence[UUID]) -> list[Document]:
    """These documents, in this order, nobody else can change until the transaction ends."""
    found = Document.objects.select_for_update().filter(administration=administration, uid__in=set(uids))
    by_uid = {one.uid: one for one in found.order_by("pk")}
    if len(by_uid) != len(set(uids)):
        raise DocumentNotFound(
            _("This document is not in this archive."), remedy=_("Load the page again; it may have been moved.")
        )
    for one in by_uid.values():
        if one.deleted_at is not None:
            raise ReplacedAlready(
                _("“%(name)s” was deleted or replaced meanwhile.") % {"name": one.name},
                remedy=_("See it among the deleted; restore it there if you need its pages."),
            )
    return [by_uid[uid] for uid in uids]


def _source(document: Document) -> Source:
    if document.size > cutting.MOST_BYTES:
        raise PdfRefused(
            _("“%(name)s” is too large to be taken apart here.") % {"name": document.name},
            code="PDF-TOO-LARGE",
            remedy=_("Download it and use another program."),
        )
    return Source(document.name, objects.content(document.sha256))


def _part_name(name: str, number: int) -> str:
    return _as_pdf(_("%(name)s part %(number)d") % {"name": _stem(name), "number": number})


def _as_pdf(name: str) -> str:
    return f"{_stem(name)[:240]}.pdf"


def _stem(name: str) -> str:
    stem, _dot, ending = name.rpartition(".")
    return stem if stem and ending.lower() == "pdf" else name
