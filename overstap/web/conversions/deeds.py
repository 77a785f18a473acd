"""What a person does to a conversion: read, write, go on, call off."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from overstap.moves.conversions import actions
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.conversions import one


@require_POST
@doors.page("conversion.begin", again=one.show_one)
def begin(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """Have the source read."""
    actions.begin(actor, uid)
    return doors.done(request, _("It is being read."), "conversion", actor.environment.slug, uid)


@require_POST
@doors.page("conversion.write", again=one.show_one)
def write(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """Have the target written."""
    actions.write(actor, uid)
    return doors.done(request, _("It is being written."), "conversion", actor.environment.slug, uid)


@require_POST
@doors.page("conversion.go-on", again=one.show_one)
def go_on(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """Let it go on where it stopped."""
    actions.go_on(actor, uid)
    return doors.done(request, _("It goes on."), "conversion", actor.environment.slug, uid)


@require_POST
@doors.page("conversion.cancel", again=one.show_one)
def cancel(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """Call it off."""
    actions.cancel(actor, uid)
    return doors.done(request, _("The conversion is called off."), "conversion", actor.environment.slug, uid)
