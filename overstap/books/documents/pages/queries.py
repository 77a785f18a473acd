"""What was made of what: the way from a document to what replaced it, and back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from overstap.books.documents import queries
from overstap.books.documents.models import Document
from overstap.books.documents.pages import cutting
from overstap.books.documents.pages.actions import MADE_FROM, PDF, REPLACED_BY
from overstap.books.documents.pages.cutting import Source
from overstap.lib import objects
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right


@dataclass(frozen=True, slots=True)
class Relative:
    """A document that another was made of, or replaced by."""

    uid: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Lineage:
    """What a document was made from, and what it was replaced by."""

    made_from: Sequence[Relative] = ()
    replaced_by: Sequence[Relative] = ()


def lineage(actor: Actor, code: str, uid: UUID) -> Lineage:
    """For who reads the books; a personal archive shows none. Raises NotFound, NotAllowed."""
    if not queries.sees_all(actor):
        return Lineage()
    cards = _cards(actor, code)
    extra = cards.filter(uid=uid).values_list("extra", flat=True).first()
    if not extra:
        return Lineage()
    named = {key: _uids(extra.get(key)) for key in (MADE_FROM, REPLACED_BY)}
    names = dict(cards.filter(uid__in=[*named[MADE_FROM], *named[REPLACED_BY]]).values_list("uid", "name"))
    return Lineage(_relatives(named[MADE_FROM], names), _relatives(named[REPLACED_BY], names))


def replaced(actor: Actor, code: str, uids: Iterable[UUID]) -> set[UUID]:
    """Which of these are deleted because they were replaced; for who reads the books. Raises NotFound, NotAllowed."""
    wanted = list(uids)
    if not wanted or not queries.sees_all(actor):
        return set()
    found = _cards(actor, code).filter(uid__in=wanted, extra__has_key=REPLACED_BY).exclude(deleted_at=None)
    return set(found.values_list("uid", flat=True))


def page_count(actor: Actor, code: str, uid: UUID) -> int:
    """How many pages a PDF has, counted now. Raises NotFound, NotAllowed, DocumentNotFound, PdfRefused."""
    found = queries.content(actor, code, uid)
    return cutting.count_pages(Source(found.name, objects.content(found.sha256)))


def has_pages(media_type: str) -> bool:
    """Whether documents of this kind can be split and merged."""
    return media_type == PDF


def _cards(actor: Actor, code: str) -> QuerySet[Document]:
    return Document.objects.filter(administration=access.administration(actor, code, Right.READ_BOOKS))


def _uids(value: object) -> list[UUID]:
    return [UUID(str(one)) for one in value] if isinstance(value, list) else []


def _relatives(uids: Sequence[UUID], names: Mapping[UUID, str]) -> list[Relative]:
    return [Relative(uid, names[uid]) for uid in uids if uid in names]
