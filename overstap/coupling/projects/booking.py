"""What the worker does for a definitive invoice: book it, read it back, compare.

The package finds an entry again by our reference, so that a lost answer or a killed worker never books twice. A
package that is busy or away is waited for; what needs a person stops it, and it goes on when somebody says so.
"""

from datetime import datetime

from django.conf import settings
from django.utils import translation

from overstap.coupling.projects import posting
from overstap.coupling.projects.models import ProjectInvoice
from overstap.coupling.projects.values import TO_BOOK, InvoiceState
from overstap.durable import engine, points
from overstap.durable.failures import as_worker
from overstap.durable.waiting import again_at
from overstap.lib.errors import OverstapError
from overstap.lib.kept_sentences import keep, keep_error, keep_unexpected
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right

BOOK = "projects.book"


def defer(row: ProjectInvoice, environment: str, at: datetime | None = None) -> None:
    """Have the worker book it, now or at a moment."""
    lock = f"project invoice {row.uid}"
    engine.defer(BOOK, at=at, lock=lock, uid=str(row.uid), environment=environment)


def book(uid: str, environment: str) -> bool:
    """Take an invoice one step further; True where the next can follow at once."""
    with as_worker():
        row = ProjectInvoice.objects.select_related("booked_by").filter(uid=uid).first()
    if row is None or row.state not in TO_BOOK or row.booked_by is None:
        return False
    person = row.booked_by
    with translation.override(person.language or settings.LANGUAGE_CODE):
        try:
            with access.enter(person, environment) as actor:
                return _step(actor, _locked(row.pk))
        except OverstapError as error:
            return _stop(uid, error)


def give_up(error: Exception, *, uid: str, environment: str) -> None:
    """After an error that will not go away: say so; the invoice stays as it is, and can be tried again."""
    del error, environment  # kept with the job for the operator; it may say more than the person should read
    with as_worker():
        row = ProjectInvoice.objects.filter(uid=uid, state__in=TO_BOOK).first()
        if row is not None:
            _stopped(row, keep_unexpected())


def _locked(number: int) -> ProjectInvoice:
    rows = ProjectInvoice.objects.select_for_update(of=("self",))
    return rows.select_related("project__contact", "coupled__system", "credits").get(pk=number)


def _step(actor: Actor, row: ProjectInvoice) -> bool:
    if row.state == InvoiceState.NUMBERED:
        row.state = InvoiceState.POSTING
        row.save(update_fields=["state"])
        return True
    if row.state != InvoiceState.POSTING:
        return False
    access.require(actor, Right.WRITE_BOOKS)
    points.reach(f"{BOOK}:post")
    try:
        posting.post(actor, row)
    except OverstapError as error:  # not rolled back: what was found out stays
        _after(actor, row, error)
        return False
    points.reach(f"{BOOK}:posted")
    _booked(actor, row)
    return False


def _booked(actor: Actor, row: ProjectInvoice) -> None:
    row.state = InvoiceState.DIFFERENT if row.differences else InvoiceState.POSTED
    row.waits_until, row.waits_for, row.tries, row.problem = None, {}, 0, None
    row.save()
    facts = {"number": row.number, "journal": row.journal, "entry": row.entry, "state": row.state}
    audit.record(actor, "project-invoice.book", facts)


def _after(actor: Actor, row: ProjectInvoice, error: OverstapError) -> None:
    at = again_at(error, row.tries)
    if at is not None:
        row.tries += 1
        row.waits_until, row.waits_for = at, keep(error.message)
        row.save()
        defer(row, actor.environment.slug, at)
        return
    _stopped(row, keep_error(error))
    audit.record(actor, "project-invoice.stop", {"number": row.number, "code": error.code})


def _stop(uid: str, error: OverstapError) -> bool:
    with as_worker():
        row = ProjectInvoice.objects.filter(uid=uid, state__in=TO_BOOK).first()
        if row is not None:
            _stopped(row, keep_error(error))
    return False


def _stopped(row: ProjectInvoice, problem: dict[str, object]) -> None:
    row.state, row.problem = InvoiceState.REFUSED, problem
    row.waits_until, row.waits_for = None, {}
    row.save(update_fields=["state", "problem", "waits_until", "waits_for"])
