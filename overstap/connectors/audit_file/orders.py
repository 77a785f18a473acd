"""Ordering an import, for the worker to do; and calling it off.

Both verbs run in the transaction of ``access.enter`` (at the doors: ``audit.attempt``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from overstap.connectors.audit_file import uploads
from overstap.connectors.audit_file.actions import refuse_known_year
from overstap.connectors.audit_file.looking import Glimpse, glimpse
from overstap.connectors.audit_file.models import ImportJob, ImportState
from overstap.durable import engine
from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.tenancy import access, audit, checks
from overstap.tenancy.access import Actor, NotFound
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right

IMPORT = "audit-file.import"  # name of the job, and of the deed in the audit log
MOST_FILES = 50


class CodeTaken(Refused):
    """There is an administration with this code already."""

    code = "IMPORT-CODE-TAKEN"


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """What to import and where to.

    ``arrived`` are (name that the sender gave, where the file is); the files are moved away. ``code`` names the
    administration to add a year to, or with ``is_new`` the one to make; an empty one is then taken from the file, and
    so is an empty ``name``. ``encoding``: how to read the file where it does not say so truly, else empty.
    """

    arrived: Sequence[tuple[str, Path]]
    is_new: bool
    code: str = ""
    name: str = ""
    encoding: str = ""


def order_import(actor: Actor, order: ImportOrder) -> UUID:
    """Have an audit file, or the parts of one, imported; gives the uid of the job.

    What can be known from its beginning is refused at once: UnreadableAuditFile, YearIsThere, CodeTaken, Malformed, and
    what ``access`` raises. No file stays behind then.
    """
    require_importing(actor)
    _require_some(order.arrived)
    uid = uuid4()
    try:
        sizes = [{"name": uploads.safe_name(name), "bytes": path.stat().st_size} for name, path in order.arrived]
        seen = glimpse(uploads.keep(uid, order.arrived), order.encoding or None)
        job = ImportJob(uid=uid, environment=actor.environment, person=actor.person, year=seen.year, files=sizes)
        job.code = _code(actor, order, seen)
        job.name = checks.name(order.name or seen.company or job.code) if order.is_new else ""
        job.is_new, job.encoding = order.is_new, order.encoding
        job.save(force_insert=True)
        # one at a time into one administration: the second may be its next year
        engine.defer(
            IMPORT, lock=f"{IMPORT} {actor.environment.pk} {job.code}", uid=str(uid), environment=actor.environment.slug
        )
    except BaseException:
        uploads.remove(uid)
        raise
    audit.record(actor, "audit-file.order", {"administration": job.code, "year": job.year, "files": sizes})
    return uid


def cancel_import(actor: Actor, uid: UUID) -> None:
    """Call off an import that has not begun. Raises NotFound, or Refused when it has."""
    require_importing(actor)
    job = job_of(actor, uid)
    waiting = ImportJob.objects.filter(pk=job.pk, state=ImportState.WAITING)
    if not waiting.update(state=ImportState.CANCELLED, ended_at=clock.now()):
        raise Refused(
            _("This import has begun or ended already."),
            code="IMPORT-BEGUN",
            remedy=_("See on its page how it goes."),
        )
    transaction.on_commit(lambda: uploads.remove(uid))
    audit.record(actor, "audit-file.cancel", {"administration": job.code, "year": job.year})


def require_importing(actor: Actor) -> None:
    """Raise NotAllowed unless the actor may import audit files, and so may see the environment's imports."""
    access.require(actor, Right.MANAGE_ADMINISTRATIONS)
    access.require(actor, Right.WRITE_BOOKS)


def require_free(actor: Actor, code: str) -> None:
    """Raise CodeTaken when there is an administration with this code."""
    if Administration.objects.filter(environment=actor.environment, code=code).exclude(state="moved").exists():
        raise CodeTaken(
            _("There is an administration %(code)s already.") % {"code": code},
            remedy=_("Choose another code, or add the book year to that administration."),
        )


def job_of(actor: Actor, uid: UUID) -> ImportJob:
    """A job of the actor's environment. Raises NotFound."""
    found = ImportJob.objects.filter(environment=actor.environment, uid=uid).select_related("person").first()
    if found is None:
        raise NotFound(
            _("There is no such import here."), code="IMPORT-NOT-FOUND", remedy=_("Choose one from the list.")
        )
    return found


def _require_some(arrived: Sequence[tuple[str, Path]]) -> None:
    if not 0 < len(arrived) <= MOST_FILES:
        raise Refused(
            _("Choose an audit file, or all parts of one; %(most)d at most.") % {"most": MOST_FILES},
            code="IMPORT-NO-FILE",
            remedy=_("Choose the .xaf file that the package exported."),
        )


def _code(actor: Actor, order: ImportOrder, seen: Glimpse) -> str:
    if order.is_new:
        if not order.code:
            return _free_code(actor, seen.code or "import")
        code = checks.administration_code(order.code)
        require_free(actor, code)
        return code
    administration = access.administration_for_writing(actor, order.code)
    refuse_known_year(administration, seen.year)
    return administration.code


def _free_code(actor: Actor, wanted: str) -> str:
    """``wanted``, with a number behind it where that code is in use."""
    alike = Administration.objects.filter(environment=actor.environment, code__startswith=wanted)
    used = {*alike.exclude(state="moved").values_list("code", flat=True)}
    tries = [wanted, *(f"{wanted}-{number}" for number in range(2, len(used) + 3))]
    return next(code for code in tries if code not in used)
