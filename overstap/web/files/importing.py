"""Pages of imports: choosing a file, following it, its outcome."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from overstap.connectors.audit_file import job_queries, orders
from overstap.connectors.audit_file.job_queries import ImportDetail, ImportRow
from overstap.lib.errors import OverstapError, Refused
from overstap.lib.sentences import told, told_place
from overstap.tenancy import queries
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.files import told as words
from overstap.web.files.forms import ENCODINGS, EXISTING, NEW, ImportForm

_PAGE = 20
_MOST_CHOICES = 500
_MEGABYTE = 1_000_000
_SECTIONS = {"opening": "opening balance"}  # as places of findings call it


def _form_page(
    request: HttpRequest, actor: Actor, problem: OverstapError | None = None, form: ImportForm | None = None
) -> HttpResponse:
    orders.require_importing(actor)
    before = request.GET.get("before", "")
    rows = job_queries.import_jobs(actor, before=int(before[:18]) if before.isdecimal() else None, limit=_PAGE + 1)
    wanted = request.GET.get("administration", "")[:35]
    chosen = {"existing": wanted, "target": EXISTING if wanted else NEW, "encoding": request.GET.get("encoding", "")}
    if form is None:
        form = ImportForm(initial=request.POST.dict() if problem else chosen)
    return doors.show(
        request,
        "files/import.html",
        form=form,
        problem=problem,
        rows=[(row, words.state_word(row.state), words.STATE_TONES[row.state]) for row in rows[:_PAGE]],
        older=rows[_PAGE - 1].number if len(rows) > _PAGE else None,
        administrations=[one for one in queries.administrations(actor) if one.access][:_MOST_CHOICES],
        limit=settings.UPLOAD_LIMIT,
        limit_shown=settings.UPLOAD_LIMIT // _MEGABYTE,
    )


@doors.page("audit-file.order", again=_form_page)
def order(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Choose an audit file; the worker imports it."""
    if request.method != "POST":
        return _form_page(request, actor)
    orders.require_importing(actor)
    form = ImportForm(request.POST, request.FILES)  # reads what was sent, so before the next question
    if getattr(request, "upload_too_large", False):
        raise Refused(
            _("That is more than %(most)d MB.") % {"most": settings.UPLOAD_LIMIT // _MEGABYTE},
            code="UPLOAD-TOO-LARGE",
            remedy=_("Choose the audit file itself; the operator can allow larger ones."),
        )
    if not form.is_valid():
        answer = _form_page(request, actor, form=form)
        answer.status_code = 422
        return answer
    uid = orders.order_import(actor, form.order())
    return doors.done(request, _("The file has arrived."), "import-job", environment=actor.environment.slug, uid=uid)


@doors.page("audit-file.follow")
def job(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """One import: how far it is, and what came of it."""
    detail = job_queries.import_job(actor, uid)
    if detail.row.ended and request.GET.get("following"):
        return HttpResponseClientRefresh()
    return doors.show(request, "files/job.html#progress", **_shown(detail))


@require_POST
@doors.page("audit-file.cancel")
def cancel(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """Call off an import that waits."""
    orders.cancel_import(actor, uid)
    return doors.done(
        request, _("The import is called off."), "import-job", environment=actor.environment.slug, uid=uid
    )


def _shown(detail: ImportDetail) -> dict[str, Any]:
    row = detail.row
    return {
        "detail": detail,
        "row": row,
        "state": words.state_word(row.state),
        "tone": words.STATE_TONES[row.state],
        "file_names": ", ".join(str(one["name"]) for one in row.files),
        "bytes": sum(int(one["bytes"]) for one in row.files),
        "totals": _totals(detail.result) if detail.result else [],
        "problem": _problem(detail),
        "other_encodings": ENCODINGS[1:] if detail.problem and detail.problem.code == "XAF-ENCODING" else [],
        "counts": _counts(detail),
        "tiles": _tiles(detail),
        "seconds": _seconds(row),
    }


def _problem(detail: ImportDetail) -> dict[str, str] | None:
    if detail.problem is None:
        return None
    code, message = detail.problem.code, told(detail.problem.message, _)
    remedy = told(detail.problem.remedy, _)
    if detail.row.state == "failed":
        message = _("Something went wrong on our side. Nothing was imported.")
        remedy = _("Try again; if it stays, ask the operator of this installation to look at its failed jobs.")
    return {"code": code, "message": message, "remedy": remedy}


def _tiles(detail: ImportDetail) -> list[tuple[str, str, str, int]]:
    """Per severity: itself, tone, words, how many."""
    plural = {"error": _("Errors"), "warning": _("Warnings"), "info": _("Remarks")}
    return [(one, words.TONES[one], text, detail.findings(one)) for one, text in plural.items()]


def _counts(detail: ImportDetail) -> Sequence[tuple[str, str, str, str, int]]:
    """Per code: itself, an example, tone and word of its severity, how many; the gravest first."""
    return [
        (one.code, told(one.example, _), words.TONES[one.severity], words.severity_word(one.severity), one.count)
        for one in detail.counts
    ]


def _totals(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Per section of the file what it declared and what was counted."""
    found = []
    for section, counted in result["computed"].items():
        declared = result["declared"].get(section)
        found.append(
            {
                "section": told_place(_SECTIONS.get(section, section), _),
                "declared": _numbers(declared) if declared else None,
                "counted": _numbers(counted),
                "equal": declared is None or _numbers(declared) == _numbers(counted),
            }
        )
    return found


def _numbers(totals: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "lines": int(totals["lines"]), "debit": Decimal(str(totals["debit"])), "credit": Decimal(str(totals["credit"])),
    }  # fmt: skip


def _seconds(row: ImportRow) -> int | None:
    if row.started_at is None or row.ended_at is None:
        return None
    return max(1, round((row.ended_at - row.started_at).total_seconds()))
