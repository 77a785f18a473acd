"""The page that all parties see, for those who work at one of the two offices; and approving there."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from overstap.lib.errors import OverstapError
from overstap.moves import queries as moves
from overstap.moves.takeovers import actions, after, queries
from overstap.tenancy.access import Actor, NotFound
from overstap.web import doors
from overstap.web.takeovers.shown import UNCHANGED, context


def show_page(request: HttpRequest, actor: Actor, uid: UUID, problem: OverstapError | None = None) -> HttpResponse:
    """How it stands; with ``problem`` after something that was refused."""
    found = queries.takeover(actor, uid)
    problems = (problem.facts.get("problems") if problem else None) or []
    return doors.show(request, "takeovers/status.html#live", **context(found), problem=problem, problems=problems)


@require_safe
@never_cache
@doors.page("takeover.show")
def show(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """One page with what waits for whom. For htmx nothing while nothing changed since ``seen``."""
    seen = request.GET.get("seen", "")
    if request.htmx and seen and seen == queries.takeover(actor, uid).mark:  # type: ignore[attr-defined]
        return HttpResponse(status=UNCHANGED)
    return show_page(request, actor, uid)


@require_POST
@doors.page("takeover.approve", again=show_page)
def approve(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """R233, R235: approve what was shown."""
    actions.approve(actor, uid, request.POST.get("scope", "")[:64], agreed=request.POST.get("agreed") == "yes")
    return doors.done(request, _("You approved. Everybody was told."), "takeover", actor.environment.slug, uid)


@require_POST
@doors.page("takeover.export_done", again=show_page)
def export_done(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """G2: the export that the client asked for was sent."""
    after.export_done(actor, uid)
    return doors.done(request, _("Noted that the export was sent."), "takeover", actor.environment.slug, uid)


@doors.signed_in
def anywhere(request: HttpRequest, uid: UUID) -> HttpResponse:
    """To the approvals of a move, in the person's environment that is party to it."""
    found = moves.environments_with(request.user, uid)  # type: ignore[arg-type] # a Person, signed in
    if not found:
        raise NotFound(
            _("There is no migration with this number that you take part in."),
            code="MOVE-NOT-FOUND",
            remedy=_("Check that you are signed in with the account of the right office."),
        )
    return redirect("takeover", found[0], uid)
