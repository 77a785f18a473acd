"""The first page, the choice of an environment, the choice of a language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from overstap.moves import home as moves_home
from overstap.moves.aftercare import queries as aftercare
from overstap.moves.listing import offered_to_me
from overstap.tenancy import people, queries
from overstap.tenancy.access import Actor
from overstap.tenancy.operators.access import is_operator
from overstap.web import doors

MOST_SHOWN = 6


@doors.signed_in
def start(request: HttpRequest) -> HttpResponse:
    """To the one environment somebody works in, or to the choice; an operator to the console."""
    if is_operator(request.user):  # type: ignore[arg-type] # a Person, signed in
        return redirect("operating")
    found = queries.environments_of(request.user)  # type: ignore[arg-type]
    if len(found) == 1:
        return redirect("home", environment=found[0].slug)
    return redirect("environments")


@doors.signed_in
def environments(request: HttpRequest) -> HttpResponse:
    """Every environment in which somebody works."""
    return doors.show(request, "web/environments.html", environments=queries.environments_of(request.user))  # type: ignore[arg-type]


@doors.page("home.show")
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What waits for the actor, what is under way, what happened lately."""
    moves = moves_home.open_moves(actor)
    return doors.show(
        request,
        "web/home.html#under_way",
        waiting=[one for one in moves if one.mine],
        under_way=[one for one in moves if not one.mine],
        busy=any(one.busy for one in moves),
        offers=offered_to_me(actor),
        unseen=queries.without_access(actor),
        events=moves_home.recent_events(actor),
        tasks=aftercare.mine(actor),
        administrations=queries.administrations(actor)[:MOST_SHOWN],
    )


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language, with the person where somebody is signed in, and go back."""
    language = request.POST.get("language", "")
    response = HttpResponseRedirect(_back(request))
    if language not in dict(settings.LANGUAGES):
        return response
    if request.user.is_authenticated:
        people.set_language(person=request.user, language=language)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86400, samesite="Lax", httponly=True,
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )  # fmt: skip
    return response


def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it here, whatever the page says."""
    del request
    return redirect(static("ui/mark.svg"), permanent=True)


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    here = {request.get_host()}
    return wanted if url_has_allowed_host_and_scheme(wanted, here, require_https=request.is_secure()) else "/"
