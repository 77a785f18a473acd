"""Incidents of entrepreneurs who go on alone: what they ask, whether the ticket holds, and doing it or not."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from overstap.durable.letters import page as address_of
from overstap.lib.errors import OverstapError
from overstap.moves.tickets import actions, queries
from overstap.moves.tickets.actions.redeem import refusal
from overstap.moves.tickets.values import IncidentState
from overstap.tenancy.operators.access import Operator
from overstap.web import doors as web_doors
from overstap.web.managing.parts import number_or_none
from overstap.web.operating import doors
from overstap.web.operating.forms import ReasonForm

PAGE = 50
TONES = {IncidentState.OPEN: "wait", IncidentState.CARRIED_OUT: "ok", IncidentState.DECLINED: "neutral"}


@doors.page("operator.incidents")
def incidents(request: HttpRequest, operator: Operator) -> HttpResponse:
    """All incidents, newest first; those that wait unless asked otherwise."""
    state = request.GET.get("state", IncidentState.OPEN)
    before = number_or_none(request.GET.get("before", ""))
    rows = queries.incidents(operator, state=state, before=before, limit=PAGE + 1)
    return web_doors.show(
        request,
        "operating/incidents.html",
        rows=[(one, state_of(one.state), TONES[IncidentState(one.state)]) for one in rows[:PAGE]],
        tabs=[(one, text, one == state) for one, text in _tabs()],
        is_first=before is None,
        filters=urlencode({"state": state}),
        older=urlencode({"state": state, "before": rows[PAGE - 1].number}) if len(rows) > PAGE else "",
        state=state,
    )


def show(request: HttpRequest, operator: Operator, uid: UUID, problem: OverstapError | None = None) -> HttpResponse:
    """One incident, its ticket looked at just now."""
    detail = queries.incident(operator, uid)
    error = refusal(detail.refusal) if detail.refusal else None
    return web_doors.show(
        request,
        "operating/incident.html",
        detail=detail,
        row=detail.row,
        ticket=detail.row.ticket,
        state=state_of(detail.row.state),
        tone=TONES[IncidentState(detail.row.state)],
        is_open=detail.row.state == IncidentState.OPEN,
        error=error,
        address=address_of(f"/e/{detail.row.url_part}/"),
        ready=error is None and detail.url_part_is_free,
        form=ReasonForm(request.POST if problem and "reason" in request.POST else None),
        problem=problem,
    )


@doors.page("operator.incident")
def incident(request: HttpRequest, operator: Operator, uid: UUID) -> HttpResponse:
    """One incident."""
    return show(request, operator, uid)


@require_POST
@doors.page("incident.carry-out", again=show)
def carry_out(request: HttpRequest, operator: Operator, uid: UUID) -> HttpResponse:
    """Make the environment, and redeem the ticket for the entrepreneur (R157)."""
    made = actions.carry_out(operator, uid)
    text = _("“%(name)s” is made; the entrepreneur gets a mail.") % {"name": made.name}
    return web_doors.done(request, text, "operating-incident", uid=uid)


@require_POST
@doors.page("incident.decline", again=show)
def decline(request: HttpRequest, operator: Operator, uid: UUID) -> HttpResponse:
    """Do not do it, and say why."""
    actions.decline(operator, uid, request.POST.get("reason", ""))
    return web_doors.done(request, _("Declined. The entrepreneur reads why."), "operating-incident", uid=uid)


def state_of(state: str) -> str:
    """How an incident stands, in words."""
    known = {
        IncidentState.OPEN: _("Waiting"),
        IncidentState.CARRIED_OUT: _("Carried out"),
        IncidentState.DECLINED: _("Declined"),
    }
    return known[IncidentState(state)]


def _tabs() -> list[tuple[str, str]]:
    return [*((str(one), state_of(one)) for one in IncidentState), ("all", _("All"))]
