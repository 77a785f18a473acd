"""Connecting with a package: to its consent page and back, by a key that is typed, and forgetting both."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from overstap.connectors import connecting
from overstap.connectors.values import Who
from overstap.lib import clock
from overstap.lib.errors import OverstapError
from overstap.tenancy import audit
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.managing import texts
from overstap.web.managing.systems import connection_row, show_connection

_PLACE = "connecting"  # in the session: the one way out that an answer is waited for


@require_POST
@never_cache
@doors.page("system.consent", again=show_connection)
def consent(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Go to the package, to agree there. What comes back is taken from this person in this browser only, and once."""
    begun = connecting.begin(actor, number)
    request.session[_PLACE] = {
        "state": begun.state,
        "person": str(actor.person.uid),
        "environment": actor.environment.slug,
        "number": number,
        "until": (clock.now() + timedelta(seconds=connecting.PATIENCE)).isoformat(),
    }
    return HttpResponseRedirect(begun.address)


@require_GET
@never_cache
def back(request: HttpRequest) -> HttpResponse:
    """Where every package sends people back to."""
    waited = _taken(request)
    person = request.user
    if not person.is_authenticated or waited is None or waited["person"] != str(person.uid):
        raise connecting.not_asked_for()
    slug, number = str(waited["environment"]), int(waited["number"])
    answer = {name: request.GET[name] for name in request.GET}
    with audit.attempt(person, slug, "system.consent") as actor:
        who = connecting.finish(actor, number, answer, str(waited["state"]))
    return doors.done(request, connected(who), "managing-connection", environment=slug, number=number)


@require_POST
@never_cache
@doors.page("system.key", again=show_connection)
def key(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Take login data that are typed; they are shown to nobody any more."""
    typed = {name: request.POST[name] for name in request.POST}
    who = connecting.take_key(actor, number, typed)
    return doors.done(request, connected(who), "managing-connection", environment=actor.environment.slug, number=number)


def show_forget(request: HttpRequest, actor: Actor, number: int, problem: OverstapError | None = None) -> HttpResponse:
    """Ask before login data are forgotten."""
    row = connection_row(actor, number)
    package_name = texts.PACKAGES[row.package]
    return doors.show(request, "managing/forget_connection.html", row=row, package_name=package_name, problem=problem)


@never_cache
@doors.page("system.forget", again=show_forget)
def forget(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Forget the login data; the connection stays."""
    if request.method != "POST":
        return show_forget(request, actor, number)
    connecting.forget(actor, number)
    text = _("The login data are forgotten.")
    return doors.done(request, text, "managing-connection", environment=actor.environment.slug, number=number)


def connected(who: Who) -> str:
    """As whom the package knows us from now on."""
    name = who.name or who.user
    if who.environment:
        return _("Connected as %(name)s in %(place)s.") % {"name": name, "place": who.environment}
    return _("Connected as %(name)s.") % {"name": name}


def _taken(request: HttpRequest) -> Mapping[str, Any] | None:
    """What was waited for, which nobody can answer a second time; None where nothing is, or not any more."""
    waited = request.session.pop(_PLACE, None)
    request.session.save()  # at once: with an answer of 503 Django would leave it there
    if not isinstance(waited, dict) or str(waited["until"]) < clock.now().isoformat():
        return None
    return waited
