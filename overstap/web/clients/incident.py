"""The incident of an entrepreneur who goes on alone: a public page (R149 to R156)."""

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from overstap.durable.letters import page as address_of
from overstap.lib.errors import OverstapError, TryLater
from overstap.moves.profiles import profile
from overstap.moves.tickets import actions
from overstap.moves.tickets.file import TicketRefused
from overstap.moves.tickets.values import PROFILE
from overstap.moves.values import Party
from overstap.web import failures
from overstap.web.clients.forms import IncidentForm
from overstap.web.moving.starting import in_language
from overstap.web.words import language


class TooMany(TryLater):
    """Somebody files one incident after another."""

    code = "INCIDENT-TOO-MANY"


@never_cache
def file(request: HttpRequest) -> HttpResponse:
    """The form, for whoever has a ticket; nobody needs to be signed in."""
    if request.method != "POST":
        return _show(request, IncidentForm())
    form = IncidentForm(request.POST, request.FILES)
    try:
        _require_patience(request)
        _require_small(request)
        if not form.is_valid():
            return _show(request, form, status=422)
        actions.file_incident(form.wish(), language(), agreed=request.POST.get("agreed") == "yes")
    except OverstapError as problem:
        return _show(request, form, problem, failures.status_of(problem))
    return redirect("incident-filed")


def filed(request: HttpRequest) -> HttpResponse:
    """What happens next."""
    return render(request, "clients/incident_filed.html")


def _show(
    request: HttpRequest, form: IncidentForm, problem: OverstapError | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "problem": problem,
        "places": address_of("/e/"),
        "terms": in_language(profile(PROFILE).terms[Party.RECEIVER]),
        "agreed": request.POST.get("agreed") == "yes",
    }
    return render(request, "clients/incident.html", context, status=status)


def _require_small(request: HttpRequest) -> None:
    if getattr(request, "upload_too_large", False):
        raise TicketRefused(
            _("This file is far too large for a transfer ticket."),
            remedy=_("Choose the file as you received it; its name ends in -overdracht-ticket.avr."),
        )


def _require_patience(request: HttpRequest) -> None:
    if not ratelimit.consume(request, action="file_incident"):  # how often: ACCOUNT_RATE_LIMITS
        raise TooMany(_("That was often enough for now."), remedy=_("Try again in an hour."))
