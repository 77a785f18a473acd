"""Packing an archive that was ordered: what the worker runs, a batch in each transaction."""

import hashlib
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from overstap.books.documents.transit import folders, index, packing, takeaways, uploading
from overstap.books.documents.transit.models import Takeaway, TakeawayState
from overstap.durable.failures import as_worker
from overstap.lib import clock
from overstap.lib.errors import OverstapError, Refused, TryLater
from overstap.lib.kept_sentences import keep
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right

BATCH = 200  # documents
_AT_WORK = (TakeawayState.WAITING, TakeawayState.RUNNING)


def pack(uid: str, environment: str) -> bool:
    """One batch of order ``uid`` in ``environment`` (its slug), as who ordered it; True while there is more.

    Nothing where it has ended.
    """
    with as_worker():
        one = Takeaway.objects.select_related("person").filter(uid=uid, state__in=_AT_WORK).first()
    if one is None:
        return False
    with translation.override(one.person.language or settings.LANGUAGE_CODE):
        try:
            with audit.attempt(one.person, environment, takeaways.PACK, {"administration": one.code}) as actor:
                return _step(actor, one.pk)
        except TryLater:
            raise
        except OverstapError as error:
            _end_as(one.uid, TakeawayState.REFUSED, error.code, error.message, error.remedy)
            return False


def give_up(error: Exception, *, uid: str, environment: str) -> None:
    """After an error that will not go away: say so on the page, and let the file go."""
    del error, environment  # kept with the job for the operator; it may say more than the person should read
    _end_as(UUID(uid), TakeawayState.FAILED, "UNEXPECTED", "", "")


def sweep() -> None:
    """Let go what nobody goes on with, and what has had its days; and files that belong to nothing."""
    folders.sweep(uploading.sweep(), takeaways.sweep())


def _step(actor: Actor, number: int) -> bool:
    one = Takeaway.objects.select_for_update().get(pk=number)  # one writes the file at a time
    if one.state not in _AT_WORK:
        return False
    administration = access.administration(actor, one.code, Right.EXPORT_BOOKS)
    if administration.pk != one.administration:
        raise Refused(
            _("This administration is no longer here."), code="ARCHIVE-MOVED", remedy=_("Order it where it is now.")
        )
    path = folders.takeaway(one.uid)
    if one.reached and not packing.is_whole(path):  # killed while it wrote
        one.reached, one.done, one.missing = 0, 0, 0
    if not one.reached:
        path.unlink(missing_ok=True)
    wanted = takeaways.wanted(administration, with_deleted=one.with_deleted)
    batch = list(wanted.filter(pk__gt=one.reached)[:BATCH])
    if not batch:
        _complete(administration, one)
        return False
    one.missing += packing.add(path, batch)
    one.done += len(batch)
    one.reached = batch[-1].pk
    one.total = max(one.total, one.done)
    one.started_at = one.started_at or clock.now()
    one.state = TakeawayState.RUNNING
    return _save(one)


def _complete(administration: Administration, one: Takeaway) -> None:
    path = folders.takeaway(one.uid)
    documents = takeaways.wanted(administration, with_deleted=one.with_deleted).filter(pk__lte=one.reached)
    names = packing.names(path)
    table, page = packing.index_names()
    packing.add_text(path, table, index.as_csv(documents.iterator(), names))
    title = _("Documents of %(name)s") % {"name": administration.name}
    packing.add_text(path, page, index.as_page(title, documents.iterator(), names))
    path.chmod(0o600)
    with path.open("rb") as file:
        one.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    one.size = path.stat().st_size
    one.state, one.ended_at, one.expires_at = TakeawayState.READY, clock.now(), clock.now() + takeaways.KEPT
    _save(one)


def _save(one: Takeaway) -> bool:
    """Whether it was not called off meanwhile."""
    told = {
        name: getattr(one, name)
        for name in (
            "state", "total", "done", "reached", "missing", "size", "sha256", "started_at", "ended_at", "expires_at",
        )
    }  # fmt: skip
    going_on = Takeaway.objects.filter(pk=one.pk, state__in=_AT_WORK).update(**told)
    if not going_on:
        folders.takeaway(one.uid).unlink(missing_ok=True)
    return bool(going_on)


def _end_as(uid: UUID, state: TakeawayState, code: str, message: str, remedy: str) -> None:
    problem = {"code": code, "message": keep(message), "remedy": keep(remedy)}
    with as_worker():
        found = Takeaway.objects.filter(uid=uid, state__in=_AT_WORK)
        found.update(state=state, ended_at=clock.now(), problem=problem)
    transaction.on_commit(lambda: folders.takeaway(uid).unlink(missing_ok=True))
