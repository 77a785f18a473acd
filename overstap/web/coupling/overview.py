"""The page of the coupling: where it stands, what somebody has to do, and, once it runs, what is coupled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from overstap.coupling import administration_settings, queries, setting_up
from overstap.coupling.shown import FindingRow
from overstap.coupling.values import AT_WORK, CoupledRow, CouplingRow, Stage
from overstap.lib.errors import OverstapError
from overstap.lib.findings import Severity
from overstap.lib.sentences import told, told_place
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may
from overstap.web import doors
from overstap.web.coupling import stages

UNCHANGED = 204  # tells htmx to leave the page as it is
_PAGES = {Stage.SELECT: "coupling-select", Stage.CONFIGURE: "coupling-configure"}


KINDS: Mapping[str, str | Promise] = {
    Severity.ERROR: gettext_lazy("To be solved"),
    Severity.WARNING: gettext_lazy("To look at"),
    Severity.INFO: gettext_lazy("Worth knowing"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A coupled administration on the page; ``complete``: its settings are made."""

    one: CoupledRow
    standing: str | Promise
    tone: str
    problem: Mapping[str, str] | None
    complete: bool


@dataclass(frozen=True, slots=True)
class ToldFinding:
    """Something that could not be processed, in the reader's language. ``alike``: how many of its kind are open."""

    row: FindingRow
    place: str
    message: str
    remedy: str
    alike: int


@dataclass(frozen=True, slots=True)
class Found:
    """A page of findings of one ``kind``; ``kinds``: kind, name, how many. ``further``: the last number shown, or 0."""

    kind: str
    kinds: Sequence[tuple[str, str | Promise, int]]
    rows: Sequence[ToldFinding]
    later: bool  # not the first page
    further: int


def show_one(request: HttpRequest, actor: Actor, problem: OverstapError | None = None, **parts: object) -> HttpResponse:
    """The page; ``parts`` of the address of a deed that was refused do not matter to it."""
    del parts
    found = queries.coupling(actor)
    if _unchanged(request, found):
        return HttpResponse(status=UNCHANGED)
    text, tone = stages.told(found)
    manages = may(actor.role, Right.MANAGE_ADMINISTRATIONS)
    return doors.show(
        request,
        "coupling/overview.html#live",
        found=found,
        state=text,
        tone=tone,
        stage=str(found.stage),
        at_work=found.stage in AT_WORK,
        stopped=told_problem(found.problem),
        waits_for=told(found.progress.waits_for, _),
        administrations=[_shown(one) for one in found.administrations],
        findings=_found(request, actor, found),
        sources=setting_up.connections_of(actor) if manages and found.stage is Stage.CONNECT else (),
        manages=manages,
        steps=stages.bar(found.stage),
        problem=problem,
    )


@never_cache
@doors.page("coupling.show")
def show(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Where the coupling stands; whoever sets it up comes straight to the step that is next (R195, R197)."""
    if may(actor.role, Right.MANAGE_ADMINISTRATIONS):
        stage = setting_up.begin(actor)
        if stage in _PAGES:
            return redirect(_PAGES[stage], actor.environment.slug)
    return show_one(request, actor)


def _unchanged(request: HttpRequest, found: CouplingRow) -> bool:
    htmx = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and request.GET.get("seen") == found.version


def _shown(one: CoupledRow) -> Shown:
    text, tone = stages.STANDINGS[one.standing]
    complete = administration_settings.is_complete(one.settings)
    return Shown(one, text, tone, told_problem(one.problem), complete)


def told_problem(problem: Mapping[str, str] | None) -> Mapping[str, str] | None:
    """A kept problem in the reader's language: code, message, remedy."""
    if problem is None:
        return None
    message, remedy = (told(problem[name], _) for name in ("message", "remedy"))
    if problem["code"] == "UNEXPECTED":
        message = _("Something went wrong on our side. What was done stays, and is not done twice.")
        remedy = _("Try again; if it stays, ask the operator of this installation to look at its failed jobs.")
    return {"code": problem["code"], "message": message, "remedy": remedy}


def _found(request: HttpRequest, actor: Actor, found: CouplingRow) -> Found | None:
    """A page of what could not be processed, the gravest kind first where none is asked for."""
    if not found.open_findings:
        return None
    by_code = queries.count_findings(actor)
    counts = dict.fromkeys(map(str, Severity), 0)
    for (severity, _code), count in by_code.items():
        counts[severity] += count
    asked = request.GET.get("show", "")
    kind = asked if counts.get(asked) else next(one for one, count in counts.items() if count)
    after = number(request.GET.get("after", ""))
    rows = queries.findings(actor, severity=kind, after=after, limit=queries.PAGE + 1)
    told_rows = [_told_finding(one, by_code[kind, one.code]) for one in rows[: queries.PAGE]]
    tabs = [(one, KINDS[one], count) for one, count in counts.items() if count]
    return Found(kind, tabs, told_rows, after > 0, rows[queries.PAGE - 1].number if len(rows) > queries.PAGE else 0)


def _told_finding(one: FindingRow, alike: int) -> ToldFinding:
    return ToldFinding(one, told_place(one.place, _), told(one.message, _), told(one.remedy, _), alike)


def number(text: str) -> int:
    """A number of a row in an address; 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0
