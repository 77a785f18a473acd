"""Ordering imports in tests, and doing them as the worker does."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from overstap.connectors.audit_file import job_queries, running, uploads
from overstap.connectors.audit_file.job_queries import ImportDetail
from overstap.connectors.audit_file.orders import IMPORT, ImportOrder, order_import
from overstap.lib.findings import Finding
from overstap.tenancy import audit
from overstap.tenancy.models import Person
from tests.tenancy.people import World


def order(world: World, *paths: Path, code: str = "", is_new: bool = True, name: str = "", encoding: str = "") -> UUID:
    """Alice orders an import of copies of these files."""
    arrived = [(path.name, copy_of(path)) for path in paths]
    with audit.attempt(world.alice, world.slug, "audit-file.order") as actor:
        return order_import(actor, ImportOrder(arrived, is_new=is_new, code=code, name=name, encoding=encoding))


def work(world: World, uid: UUID) -> None:
    """What the worker does with the job, in this process."""
    with transaction.atomic():
        running.run(str(uid), world.slug)


def outcome(world: World, uid: UUID, person: Person | None = None) -> ImportDetail:
    """What Alice (or ``person``) sees of it."""
    with audit.attempt(person or world.alice, world.slug, "audit-file.follow") as actor:
        return job_queries.import_job(actor, uid)


def found(world: World, uid: UUID, severity: str = "", code: str = "") -> list[Finding]:
    """All findings that Alice sees."""
    with audit.attempt(world.alice, world.slug, "audit-file.findings") as actor:
        return list(job_queries.all_findings(actor, uid, severity=severity, code=code))


def hold_jobs() -> None:
    """Take the engine's lock of every import in the queue, so that no worker begins it before ``queue`` ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_lock(hashtextextended('overstap job ' || id, 0)) FROM procrastinate_jobs"
            " WHERE task_name = %s",
            [IMPORT],
        )


@contextmanager
def queue() -> Iterator[None]:
    """No job is left over for another test's worker, and no file."""
    before = set(settings.UPLOAD_DIR.glob("*"))
    yield
    for folder in set(settings.UPLOAD_DIR.glob("*")) - before - {uploads.arriving()}:
        shutil.rmtree(folder, ignore_errors=True)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute("SELECT pg_advisory_unlock_all()")


def copy_of(path: Path) -> Path:
    target = uploads.arriving() / f"copy of {path.name}"
    shutil.copy(path, target)
    return target
