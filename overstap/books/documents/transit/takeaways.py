"""Taking a whole archive away: ordering it, how far it is, getting it, letting it go. Reading is enough for it, so an
administration that can no longer be written to gives its archive too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from overstap.books.documents.models import Document
from overstap.books.documents.transit import folders
from overstap.books.documents.transit.models import Takeaway, TakeawayState
from overstap.durable import engine
from overstap.durable.failures import as_worker
from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.lib.kept_sentences import restore
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor, NotFound
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right

PACK = "document.pack"  # name of the job
KEPT = timedelta(days=7)
_LIVING = (TakeawayState.WAITING, TakeawayState.RUNNING)
_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class TakeawayRow:
    """A whole archive that somebody ordered; ``problem`` is (code, message, remedy), ``missing`` contents not there."""

    uid: UUID
    state: str
    person: str
    with_deleted: bool
    total: int
    done: int
    missing: int
    size: int  # bytes
    sha256: str
    created_at: datetime
    ended_at: datetime | None
    expires_at: datetime | None
    problem: tuple[str, str, str] | None

    @property
    def ended(self) -> bool:
        """Whether nothing will change any more by itself."""
        return self.state not in _LIVING


def order(actor: Actor, code: str, *, with_deleted: bool = False) -> UUID:
    """Have the worker pack everything; gives the uid. An order that is still at work is given instead of a second.

    Raises NotFound, NotAllowed, or Refused where there is nothing to pack.
    """
    one = access.administration(actor, code, Right.EXPORT_BOOKS)
    mine = Takeaway.objects.filter(administration=one.pk, person=actor.person)
    at_work = mine.filter(state__in=_LIVING, with_deleted=with_deleted).first()
    if at_work is not None:
        return at_work.uid
    total = wanted(one, with_deleted=with_deleted).count()
    if not total:
        raise Refused(_("There are no documents to take away."), code="ARCHIVE-EMPTY", remedy=_("Add documents first."))
    for former in mine.filter(state=TakeawayState.READY):
        _let_go(former)
    made = Takeaway.objects.create(
        environment=actor.environment,
        person=actor.person,
        administration=one.pk,
        code=one.code,
        with_deleted=with_deleted,
        total=total,
    )
    engine.defer(PACK, uid=str(made.uid), environment=actor.environment.slug)
    audit.record(actor, "document.archive-order", {"administration": code, "documents": total})
    return made.uid


def listed(actor: Actor, code: str) -> Sequence[TakeawayRow]:
    """The newest orders for this administration, of whoever may export here. Raises NotFound, NotAllowed."""
    one = access.administration(actor, code, Right.EXPORT_BOOKS)
    found = Takeaway.objects.filter(administration=one.pk).select_related("person").order_by("-id")
    return [_row(takeaway) for takeaway in found[:_MOST_SHOWN]]


def one(actor: Actor, code: str, uid: UUID) -> TakeawayRow:
    """One order. Raises NotFound, NotAllowed."""
    return _row(_of(actor, code, uid))


def file(actor: Actor, code: str, uid: UUID) -> Path:
    """Where the ZIP lies. Raises NotFound, NotAllowed; also when it is not ready or gone."""
    takeaway = _of(actor, code, uid)
    path = folders.takeaway(uid)
    if takeaway.state != TakeawayState.READY or not path.exists():
        raise _not_found()
    audit.record(actor, "document.archive-download", {"administration": code, "sha256": takeaway.sha256})
    return path


def remove(actor: Actor, code: str, uid: UUID) -> None:
    """Let a ZIP go before its days are over; one that is being made stops. Raises NotFound, NotAllowed."""
    takeaway = _of(actor, code, uid)
    _let_go(takeaway)
    audit.record(actor, "document.archive-remove", {"administration": code})


def sweep() -> set[UUID]:
    """Let go what has had its days; gives those whose file stays. For the worker."""
    with as_worker():
        expired = Takeaway.objects.filter(state=TakeawayState.READY, expires_at__lt=clock.now())
        expired.update(state=TakeawayState.GONE)
        staying = Takeaway.objects.filter(state__in=(*_LIVING, TakeawayState.READY))
        return set(staying.values_list("uid", flat=True))


def wanted(one: Administration, *, with_deleted: bool) -> QuerySet[Document]:
    """The documents of an archive, in the order in which they were kept."""
    found = Document.objects.filter(administration=one).order_by("pk")
    return found if with_deleted else found.filter(deleted_at=None)


def _let_go(takeaway: Takeaway) -> None:
    uid = takeaway.uid
    Takeaway.objects.filter(pk=takeaway.pk).update(state=TakeawayState.GONE)
    transaction.on_commit(lambda: folders.takeaway(uid).unlink(missing_ok=True))


def _of(actor: Actor, code: str, uid: UUID) -> Takeaway:
    administration = access.administration(actor, code, Right.EXPORT_BOOKS)
    found = Takeaway.objects.filter(uid=uid, administration=administration.pk).select_related("person").first()
    if found is None:
        raise _not_found()
    return found


def _not_found() -> NotFound:
    return NotFound(
        _("There is no such download of the archive (any more)."),
        code="ARCHIVE-NOT-FOUND",
        remedy=_("Order it once more."),
    )


def _row(one: Takeaway) -> TakeawayRow:
    kept = one.problem
    return TakeawayRow(
        uid=one.uid,
        state=one.state,
        person=one.person.name,
        with_deleted=one.with_deleted,
        total=one.total,
        done=one.done,
        missing=one.missing,
        size=one.size,
        sha256=one.sha256,
        created_at=one.created_at,
        ended_at=one.ended_at,
        expires_at=one.expires_at,
        problem=(kept["code"], restore(kept["message"]), restore(kept["remedy"])) if kept else None,
    )
