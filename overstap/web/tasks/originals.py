"""Read-only originals: what is still kept, deleting one, legal holds, and what stays of those that went."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from overstap.lib.errors import OverstapError
from overstap.moves.aftercare import originals
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.tasks.forms import DeleteForm, HoldForm, LiftForm


@require_safe
@doors.page("original.list")
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What the environment still has of what it gave away, and what it deleted."""
    return doors.show(
        request, "tasks/originals.html", rows=originals.originals(actor), stones=originals.tombstones(actor)
    )


def show_delete(request: HttpRequest, actor: Actor, code: str, problem: OverstapError | None = None) -> HttpResponse:
    """Ask before an original goes."""
    form = DeleteForm(initial=request.POST.dict() if request.method == "POST" else None)
    return doors.show(
        request, "tasks/original_delete.html", one=originals.original(actor, code), form=form, problem=problem
    )


@doors.page("original.delete", again=show_delete)
def delete(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """R190: its holder deletes it."""
    if request.method != "POST":
        return show_delete(request, actor, code)
    originals.delete(actor, code, request.POST.get("typed", ""), request.POST.get("why", ""))
    return doors.done(request, _("The original is deleted; the proof stays."), "originals", actor.environment.slug)


def show_hold(request: HttpRequest, actor: Actor, code: str, problem: OverstapError | None = None) -> HttpResponse:
    """Until when, and why."""
    form = HoldForm(request.POST) if request.method == "POST" else HoldForm(initial={"until": originals.usual_hold()})
    return doors.show(
        request, "tasks/original_hold.html", one=originals.original(actor, code), form=form, problem=problem
    )


@doors.page("original.hold", again=show_hold)
def hold(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """G4: keep it."""
    form = HoldForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        answer = show_hold(request, actor, code)
        answer.status_code = 422 if form.is_bound else 200
        return answer
    originals.hold(actor, code, form.cleaned_data["until"], form.cleaned_data["reason"])
    return doors.done(request, _("The legal hold is set."), "originals", actor.environment.slug)


def show_lift(request: HttpRequest, actor: Actor, code: str, problem: OverstapError | None = None) -> HttpResponse:
    """Why it ends."""
    form = LiftForm(initial=request.POST.dict() if request.method == "POST" else None)
    return doors.show(
        request, "tasks/original_hold.html", one=originals.original(actor, code), form=form, problem=problem,
        lifting=True,
    )  # fmt: skip


@doors.page("original.lift", again=show_lift)
def lift(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """It need not be kept any more."""
    if request.method != "POST":
        return show_lift(request, actor, code)
    originals.lift(actor, code, request.POST.get("reason", ""))
    return doors.done(request, _("The legal hold is lifted."), "originals", actor.environment.slug)
