"""The tour as a strip on the page: where it stands is kept in the session, that it was seen in a cookie."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_POST

from overstap.coupling import telling
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.tour.steps import address_of, steps_for

_STEP = "tour-step"
_SEEN = "overstap_tour_seen"
_A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Strip:
    """What the strip shows. ``place`` is where the step is told; elsewhere the strip leads back to it."""

    number: int
    of: int
    title: str | Promise
    text: str | Promise
    place: str
    here: bool


def strip(request: HttpRequest, actor: Actor, *, coupled: bool) -> Strip | None:
    """The step of the tour where this visitor is; None outside the demonstration and once the tour was seen.

    ``coupled``: whether administrations can be coupled to the environment.
    """
    if not settings.DEMO or _SEEN in request.COOKIES:
        return None
    steps = steps_for(actor, coupled=coupled)
    at = min(int(request.session.get(_STEP, 0)), len(steps) - 1)
    step, place = steps[at], address_of(steps[at], actor)
    return Strip(at + 1, len(steps), step.title, step.text, place, here=request.path == place)


@doors.page("tour.go")
@require_POST
def go(request: HttpRequest, actor: Actor) -> HttpResponse:
    """To the next step or the one before, or to the end of it."""
    steps = steps_for(actor, coupled=telling.standing(actor.environment) is not None)
    wanted = int(request.session.get(_STEP, 0)) + (-1 if request.POST.get("go") == "back" else 1)
    if request.POST.get("go") == "stop" or wanted >= len(steps):
        response = HttpResponseRedirect(reverse("home", kwargs={"environment": actor.environment.slug}))
        response.set_cookie(_SEEN, "1", max_age=_A_YEAR, samesite="Lax", httponly=True)
        return response
    at = max(wanted, 0)
    request.session[_STEP] = at
    return HttpResponseRedirect(address_of(steps[at], actor))
