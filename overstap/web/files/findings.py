"""The findings of an import: filtered, page by page, and as CSV."""

import csv
import io
from collections.abc import Iterable
from functools import partial
from typing import BinaryIO
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from overstap.connectors.audit_file import job_queries
from overstap.lib.csv_safe import safe_cell
from overstap.lib.findings import Finding, Severity
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.files import sending
from overstap.web.files import told as words
from overstap.web.words import language

_PAGE = 100


@doors.page("audit-file.findings")
def listed(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """A page of findings, of one severity or code if asked."""
    severity, code = _severity(request), request.GET.get("code", "")[:60]
    detail = job_queries.import_job(actor, uid)
    after = request.GET.get("after", "")
    page = job_queries.findings_page(
        actor, uid, severity=severity, code=code, after=int(after[:9]) if after.isdecimal() else 0, limit=_PAGE
    )
    return doors.show(
        request,
        "files/findings.html",
        row=detail.row,
        findings=[words.finding(one) for _nr, one in page.rows],
        next=page.next,
        after=after,
        severity=severity,
        code=code,
        severities=[(one, words.severity_word(one), detail.findings(one)) for one in Severity],
        total=detail.findings(),
        codes=[(one.code, one.count) for one in detail.counts if not severity or one.severity == severity],
    )


@doors.page("audit-file.findings-csv")
def as_csv(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponseBase:
    """All findings that the filter lets through, in the reader's language."""
    severity, code = _severity(request), request.GET.get("code", "")[:60]
    row = job_queries.import_job(actor, uid).row
    found = job_queries.all_findings(actor, uid, severity=severity, code=code)
    name = f"{_('findings')}-{row.code.replace('/', '-')}-{row.year}.csv"
    return sending.made(name, "text/csv; charset=utf-8", partial(_write, found))


def _write(found: Iterable[Finding], file: BinaryIO) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="")
    writer = csv.writer(text, delimiter=";" if language() == "nl" else ",")
    writer.writerow([_("Severity"), _("Code"), _("Place"), _("Finding"), _("What to do")])
    for one in map(words.finding, found):
        cells = (one.severity, one.code, one.place, one.message, one.remedy)
        writer.writerow([safe_cell(cell.replace("\0", "")) for cell in cells])
    text.detach()


def _severity(request: HttpRequest) -> str:
    asked = request.GET.get("severity", "")
    return asked if asked in set(Severity) else ""
