"""The check report of a move on the screen, as PDF, XLSX, CSV and JSON; marks; samples."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from overstap.lib.errors import OverstapError
from overstap.moves.aftercare import paper, report, sampling, table, workbook
from overstap.moves.aftercare.report import MARKABLE
from overstap.moves.aftercare.values import Verdict
from overstap.moves.values import MoveState
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.words import language

NO_STORE = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
_USUAL_SAMPLE = 5


def show(request: HttpRequest, actor: Actor, uid: UUID, problem: OverstapError | None = None) -> HttpResponse:
    """The page; for htmx the table alone."""
    found = report.report(actor, uid)
    return doors.show(
        request,
        "tasks/check.html#lines",
        report=found,
        tiles=[(one, found.count(one)) for one in Verdict if one is not Verdict.NOT_YET or found.count(one)],
        parts=[
            (part, [(line, found.marks.get((part.number, line.code))) for line in part.lines]) for part in found.parts
        ],
        markable=found.state in MARKABLE,
        samples=found.state == MoveState.DELIVERED,
        sorts=sampling.SORTS,
        most=sampling.MOST,
        usual=_USUAL_SAMPLE,
        problem=problem,
    )


@require_safe
@doors.page("move.check")
def check(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """R141, R159 to R166, R178 to R182: both sides line by line."""
    return show(request, actor, uid)


@require_POST
@doors.page("move.check_mark", again=show)
def mark(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """R170: "I checked this", or not after all."""
    part, _colon, code = request.POST.get("line", "").partition(":")
    number = int(part) if part.isascii() and part.isdecimal() and len(part) < 6 else 0
    report.mark(actor, uid, number, code, checked=request.POST.get("checked") == "yes")
    if request.htmx:  # type: ignore[attr-defined]
        return show(request, actor, uid)
    return doors.done(
        request, _("Kept."), f"{resolve_url('move-check', actor.environment.slug, uid)}#line-{part}-{code}"
    )


@require_safe
@doors.page("move.check_sample")
def sample(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """R177: records picked at random, both sides."""
    found = report.report(actor, uid)
    asked = request.GET
    part, sort = _number(asked.get("administration", "1")), asked.get("kind", "entry")
    count = _number(asked.get("count", str(_USUAL_SAMPLE))) or _USUAL_SAMPLE
    taken = sampling.sample(actor, uid, part, sort, count)
    return doors.show(
        request, "tasks/sample.html", report=found, taken=taken, part=part, sort=sort, count=count,
        sorts=sampling.SORTS, most=sampling.MOST, same=all(one.same for one in taken),
        name=next((one.name for one in found.parts if one.number == part), ""),
    )  # fmt: skip


@require_safe
@doors.page("move.check")
def as_json(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """The report for machines."""
    del request
    answer = JsonResponse(report.report(actor, uid).as_dict(), headers=NO_STORE)
    answer.headers["Content-Disposition"] = f'attachment; filename="overstap-check-{uid}.json"'
    return answer


@require_safe
@doors.page("move.check")
def as_csv(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """The report for a spreadsheet, a row a figure."""
    del request
    content = table.as_csv(report.report(actor, uid), language())
    return _file(content, "text/csv; charset=utf-8", f"check-{uid}.csv")


@require_safe
@doors.page("move.check")
def as_xlsx(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """The report as a workbook: a worksheet for each administration."""
    del request
    content = workbook.as_xlsx(report.report(actor, uid), language())
    return _file(content, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", f"check-{uid}.xlsx")


@require_safe
@doors.page("move.check")
def as_pdf(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """The report on paper."""
    del request
    return _file(paper.as_pdf(report.report(actor, uid), language()), "application/pdf", f"check-{uid}.pdf")


def _file(content: bytes | str, kind: str, name: str) -> HttpResponse:
    headers = {**NO_STORE, "Content-Disposition": f'attachment; filename="overstap-{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
