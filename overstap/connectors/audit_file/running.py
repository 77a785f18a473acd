"""Doing an import that was ordered: what the worker runs.

The import is one transaction with its outcome. How far it is stands in the row of the job all the same, for which that
row is written on a second connection; so the import's own transaction touches the row at its very end only.
"""

import time
from collections import Counter
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from overstap.connectors.audit_file import uploads
from overstap.connectors.audit_file.actions import import_audit_file
from overstap.connectors.audit_file.models import ImportFinding, ImportJob, ImportState
from overstap.connectors.audit_file.orders import IMPORT, require_free
from overstap.connectors.audit_file.values import ImportRefused, ImportResult
from overstap.durable import points
from overstap.durable.failures import as_worker
from overstap.lib import clock
from overstap.lib.errors import OverstapError, Refused
from overstap.lib.findings import Finding
from overstap.lib.kept_sentences import keep, keep_error, keep_unexpected, storable
from overstap.tenancy import audit

_PROGRESS_EVERY = 0.5  # seconds
_AT_ONCE = 2_000

_TAKE = """
UPDATE audit_file_importjob SET state = 'running', started_at = %s, lines = 0
WHERE uid = %s AND state IN ('waiting', 'running')
"""
_PROGRESS = "UPDATE audit_file_importjob SET lines = %s WHERE uid = %s AND state = 'running'"


class Desk:
    """What others see of an import while it is under way, on a connection of its own that commits each statement."""

    def __init__(self, uid: UUID) -> None:
        self._uid = uid
        self._connection = connection.copy()
        self._told = 0.0

    def __enter__(self) -> Self:
        with self._connection.cursor() as cursor:
            cursor.execute("SELECT set_config('overstap.durable', 'worker', false)")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def take(self) -> bool:
        """Say that it has begun; False where there is nothing to do: it was called off, or has ended."""
        with self._connection.cursor() as cursor:
            cursor.execute(_TAKE, [clock.now(), self._uid])
            return bool(cursor.rowcount == 1)

    def progress(self, lines: int) -> None:
        """So many lines so far; written twice a second at most."""
        points.reach(f"{IMPORT}:lines")
        if time.monotonic() - self._told < _PROGRESS_EVERY:
            return
        self._told = time.monotonic()
        with self._connection.cursor() as cursor:
            cursor.execute(_PROGRESS, [lines, self._uid])


def run(uid: str, environment: str) -> None:
    """Do import ``uid`` in ``environment`` (its slug) as who ordered it; nothing where that was done already."""
    with Desk(UUID(uid)) as desk:
        if not desk.take():
            return
        with as_worker():
            job = ImportJob.objects.select_related("person").get(uid=uid)
        with translation.override(job.person.language or settings.LANGUAGE_CODE):
            changes, findings = _attempt(job, environment, desk)
    _end(job, changes, findings)


def give_up(error: Exception, *, uid: str, environment: str) -> None:
    """After an error that will not go away: say so on the page of the import, and let the files go."""
    del error, environment  # kept with the job for the operator; it may say more than the person should read
    with as_worker():
        open_jobs = ImportJob.objects.filter(uid=uid, state__in=(ImportState.WAITING, ImportState.RUNNING))
        open_jobs.update(state=ImportState.FAILED, ended_at=clock.now(), problem=keep_unexpected())
    transaction.on_commit(lambda: uploads.remove(UUID(uid)))


def sweep() -> None:
    """Delete files that no waiting or running job needs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args ->> 'uid' FROM procrastinate_jobs WHERE task_name = %s AND status IN ('todo', 'doing')",
            [IMPORT],
        )
        needed = [uid for (uid,) in cursor.fetchall()]
    uploads.sweep(needed)


def _attempt(job: ImportJob, environment: str, desk: Desk) -> tuple[dict[str, Any], Sequence[Finding]]:
    """What to write in the job's row, and what was found. A refusal leaves nothing of the import."""
    try:
        result = _import(job, environment, desk)
    except OverstapError as error:
        findings = error.findings if isinstance(error, ImportRefused) else []
        problem = keep_error(error)
        return {"state": ImportState.REFUSED, "problem": problem}, findings
    told = {name: one for name, one in result.as_dict().items() if name != "findings"}
    return {"state": ImportState.DONE, "result": told, "lines": result.lines}, result.findings


def _import(job: ImportJob, environment: str, desk: Desk) -> ImportResult:
    facts = {"administration": job.code, "year": job.year}
    with audit.attempt(job.person, environment, IMPORT, facts) as actor:
        if job.is_new:
            require_free(actor, job.code)
        paths = uploads.files(job.uid)
        if not paths:
            raise Refused(
                _("The files of this import are no longer there."),
                code="IMPORT-FILES-GONE",
                remedy=_("Order the import once more."),
            )
        return import_audit_file(
            actor,
            paths,
            code=job.code,
            encoding=job.encoding or None,
            name=job.name or None,
            progress=desk.progress,
        )


def _end(job: ImportJob, changes: dict[str, Any], findings: Sequence[Finding]) -> None:
    counted = Counter((str(one.severity), one.code) for one in findings)
    counts = [[severity, code, count] for (severity, code), count in sorted(counted.items())]
    with as_worker():
        ImportFinding.objects.bulk_create(
            (_row(job, nr, finding) for nr, finding in enumerate(findings, start=1)), batch_size=_AT_ONCE
        )
        ImportJob.objects.filter(pk=job.pk).update(**changes, counts=counts, ended_at=clock.now())
    transaction.on_commit(lambda: uploads.remove(job.uid))


def _row(job: ImportJob, nr: int, finding: Finding) -> ImportFinding:
    return ImportFinding(
        job_id=job.pk,
        nr=nr,
        environment_id=job.environment_id,
        severity=str(finding.severity),
        code=finding.code,
        place=storable(finding.place),
        message=keep(finding.message),
        remedy=keep(finding.remedy),
    )
