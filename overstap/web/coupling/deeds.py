"""What a person does at the steps of a coupling: back, further, go on, accept, read again."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from overstap.coupling import findings, finishing, running, setting_up
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.coupling import overview


@require_POST
@doors.page("coupling.back", again=overview.show_one)
def back(request: HttpRequest, actor: Actor) -> HttpResponse:
    """From configuring to selecting."""
    setting_up.go_back(actor)
    return doors.done(request, _("Choose the administrations."), "coupling-select", actor.environment.slug)


@require_POST
@doors.page("coupling.add", again=overview.show_one)
def add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Couple further administrations (R192)."""
    setting_up.add_more(actor)
    return doors.done(request, _("Choose the administrations to add."), "coupling-select", actor.environment.slug)


@require_POST
@doors.page("coupling.leave", again=overview.show_one)
def leave(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Add none after all."""
    setting_up.leave_it(actor)
    return doors.done(request, _("Nothing is added; the coupling is as it was."), "coupling", actor.environment.slug)


@require_POST
@doors.page("coupling.go-on", again=overview.show_one)
def go_on(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Let the worker go on where it stopped, or waits (R218)."""
    running.go_on(actor)
    return doors.done(request, _("It goes on."), "coupling", actor.environment.slug)


@require_POST
@doors.page("coupling.recheck", again=overview.show_one)
def read_again(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Read what changed at the package, and compare that (R211, R218)."""
    running.recheck(actor)
    return doors.done(request, _("What changed is being read."), "coupling", actor.environment.slug)


@require_POST
@doors.page("coupling.accept", again=overview.show_one)
def accept(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Leave something as it is, by name (R217)."""
    findings.accept(actor, [number])
    return doors.done(request, _("Accepted in your name."), "coupling", actor.environment.slug)


@require_POST
@doors.page("coupling.accept", again=overview.show_one)
def accept_all(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Leave everything of one kind as it is, by name."""
    findings.accept_all(actor, request.POST.get("code", ""))
    return doors.done(request, _("Accepted in your name."), "coupling", actor.environment.slug)


@require_POST
@doors.page("coupling.match", again=overview.show_one)
def match(request: HttpRequest, actor: Actor) -> HttpResponse:
    """On to step 5 (R217, R219)."""
    running.begin_matching(actor)
    return doors.done(request, _("Now decide what could not be matched by itself."), "coupling", actor.environment.slug)


@require_POST
@doors.page("coupling.matched", again=overview.show_one)
def matched(request: HttpRequest, actor: Actor) -> HttpResponse:
    """On to step 6 (R222)."""
    running.finish_matching(actor)
    text = _("Everything is decided. What changed meanwhile is read; then come the settings.")
    return doors.done(request, text, "coupling", actor.environment.slug)


@require_POST
@doors.page("coupling.finish", again=overview.show_one)
def finish(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The last step; from here on everything is kept in step."""
    finishing.finish(actor)
    return doors.done(request, _("The coupling runs."), "coupling", actor.environment.slug)
