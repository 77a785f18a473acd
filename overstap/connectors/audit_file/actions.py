"""Audit files in and out of an administration's books.

Both verbs run in the transaction of ``access.enter`` (at the doors: ``audit.attempt``, which keeps a line about a
refusal after everything else was rolled back).
"""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import psycopg
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from overstap.books.ledger import store
from overstap.books.ledger.models import Entry as EntryRow
from overstap.books.ledger.models import ImportedFile
from overstap.connectors.audit_file import database_checks
from overstap.connectors.audit_file.exporting import LedgerBooks
from overstap.connectors.audit_file.looking import company_name, head
from overstap.connectors.audit_file.receiving import Progress, Receiver
from overstap.connectors.audit_file.values import ImportRefused, ImportResult, plain_totals
from overstap.exchange.xaf import writer
from overstap.exchange.xaf.reader import AuditFile
from overstap.exchange.xaf.values import OPENING, Header, Version
from overstap.lib.errors import Refused
from overstap.lib.findings import Finding, blocking
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.actions import AdministrationDetails, create_administration
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right


class YearIsThere(Refused):
    """The administration has entries in this book year already."""

    code = "BOOK-YEAR-EXISTS"


def import_audit_file(
    actor: Actor,
    paths: Sequence[Path],
    *,
    code: str,
    encoding: str | None = None,
    name: str | None = None,
    progress: Progress | None = None,
) -> ImportResult:
    """Take an audit file (or the parts of a split one) into administration ``code``, all or nothing.

    A new code makes a new administration, called ``name`` or else as the company in the file; an existing one gets
    another book year. Raises UnreadableAuditFile, ImportRefused (with the findings that block it), YearIsThere, and
    what ``access`` and ``create_administration`` raise.
    """
    access.require(actor, Right.MANAGE_ADMINISTRATIONS)
    access.require(actor, Right.WRITE_BOOKS)
    _require_openable(paths)
    file = AuditFile(paths, encoding=encoding)
    try:
        with ThreadPoolExecutor(max_workers=1) as beside, transaction.atomic():
            hashes = [(path.name, beside.submit(_sha256, path)) for path in paths]
            result, administration = _import(actor, file, code, name, progress)
            prints = [(file_name, sha256.result()) for file_name, sha256 in hashes]
            _remember(actor, administration, prints, file)
    except (psycopg.Error, DatabaseError) as error:
        known = store.refusal(error)
        if known is None:
            raise
        raise known from error
    if not database_checks.needed(file.findings):  # they have refreshed the statistics already
        transaction.on_commit(store.refresh_statistics)
    audit.record(
        actor,
        "audit-file.import",
        {"administration": code, "year": result.year, "lines": result.lines, "files": dict(prints)},
    )
    return result


def export_audit_file(actor: Actor, code: str, year: int, version: Version, stream: BinaryIO) -> list[Finding]:
    """Write a book year of administration ``code`` to ``stream``; gives what the version cannot carry.

    Raises NotFound, NotAllowed, or Refused for a year that is not there or a version that is not written.
    """
    findings = _write(actor, code, year, version, stream)
    audit.record(actor, "audit-file.export", {"administration": code, "year": year, "version": str(version)})
    return findings


def check_export(actor: Actor, code: str, year: int, version: Version) -> list[Finding]:
    """What ``export_audit_file`` would give, without a file. Raises the same."""
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - not a path of ours
        return _write(actor, code, year, version, nowhere)


def _write(actor: Actor, code: str, year: int, version: Version, stream: BinaryIO) -> list[Finding]:
    administration = access.administration(actor, code, Right.EXPORT_BOOKS)
    if version not in writer.WRITABLE:
        raise Refused(
            _("Audit files of version %(version)s are read but not written.") % {"version": version},
            code="XAF-VERSION-NOT-WRITTEN",
            remedy=_("Choose 3.2 or 4.0."),
        )
    books = LedgerBooks(administration, year)
    if not books.is_known():
        raise Refused(
            _("There is no book year %(year)s.") % {"year": year},
            code="BOOK-YEAR-NOT-FOUND",
            remedy=_("Choose another book year."),
        )
    return writer.write(stream, version, books, software_version=metadata.version("overstap"))


def _import(
    actor: Actor, file: AuditFile, code: str, name: str | None, progress: Progress | None
) -> tuple[ImportResult, Administration]:
    records = file.records()
    first = head(records)
    administration = _administration(actor, code, name or company_name(first) or code, file.header)
    year = file.header.fiscal_year.year
    refuse_known_year(administration, year)
    counts = Receiver(administration, file.header, progress).receive(chain(first, records), actor.person.pk)
    findings = database_checks.findings(administration, year, file.findings)
    if blocking(findings):
        raise ImportRefused(
            _("The audit file cannot be imported: %(count)d findings block it.") % {"count": len(blocking(findings))},
            findings,
            remedy=_("See the findings; correct the books in the package they come from and export again."),
        )
    store.check_balance()
    opening_lines = file.computed[OPENING].lines if OPENING in file.computed else 0
    result = ImportResult(
        administration=code,
        year=year,
        lines=counts.lines - opening_lines,
        entries=counts.entries - (OPENING in file.computed),
        opening_lines=opening_lines,
        declared=dict(file.declared),
        computed=dict(file.computed),
        findings=findings,
    )
    return result, administration


def _administration(actor: Actor, code: str, name: str, header: Header) -> Administration:
    """The administration to write to, locked against a freeze; a new one where the code is new."""
    if Administration.objects.filter(environment=actor.environment, code=code).exclude(state="moved").exists():
        return access.administration_for_writing(actor, code)
    details = AdministrationDetails(ledger_id=store.reserve_ledger())
    create_administration(actor=actor, code=code, name=name, details=details)
    administration = access.administration_for_writing(actor, code)
    store.open_ledger(administration.ledger_id, header.currency or "EUR")
    return administration


def refuse_known_year(administration: Administration, year: int) -> None:
    """Raise YearIsThere where the administration has entries in ``year``."""
    if EntryRow.objects.filter(ledger_id=administration.ledger_id, year=year).exists():
        raise YearIsThere(
            _("Administration %(code)s has entries in %(year)d already.") % {"code": administration.code, "year": year},
            remedy=_("Import it under another code, or import another book year."),
            facts={"year": year},
        )


def _remember(actor: Actor, administration: Administration, prints: Sequence[tuple[str, str]], file: AuditFile) -> None:
    ImportedFile.objects.bulk_create(
        ImportedFile(
            administration=administration,
            year=file.header.fiscal_year.year,
            name=name,
            sha256=digest,
            version=str(file.version),
            imported_by=actor.person.pk,
            declared=plain_totals(file.declared),
            computed=plain_totals(file.computed),
        )
        for name, digest in prints
    )


def _require_openable(paths: Sequence[Path]) -> None:
    for path in paths:
        try:
            path.open("rb").close()
        except OSError as error:
            raise Refused(
                _("The file %(name)s cannot be opened: %(reason)s.") % {"name": path.name, "reason": error.strerror},
                code="FILE-NOT-OPENED",
                remedy=_("Check the name of the file and whether you may read it."),
            ) from None


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
