"""The pages for when something is not as it should be; each says what to do next."""

import logging
import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from overstap.lib.errors import NeedsPerson, NeedsSetting, OverstapError, Refused, TryLater
from overstap.tenancy.access import Frozen, NotFound

log = logging.getLogger(__name__)


class Unexpected(OverstapError):
    """A fault in the system."""

    next_step = "unexpected"
    code = "UNEXPECTED"


def status_of(error: OverstapError) -> int:
    """The HTTP status of an error that we know."""
    by_kind = [(NotFound, 404), (Frozen, 423), (TryLater, 503), (NeedsPerson, 403), (NeedsSetting, 503), (Refused, 422)]
    return next((status for kind, status in by_kind if isinstance(error, kind)), 500)


def response(request: HttpRequest, error: OverstapError, status: int | None = None) -> HttpResponse:
    """The page for ``error``; for htmx its core alone."""
    shown = status or status_of(error)
    template = "web/failure.html#failure" if getattr(request, "htmx", False) else "web/failure.html"
    answer = render(request, template, {"problem": error, "status": shown, "title": title_of(shown)}, status=shown)
    if shown in (423, 503):
        answer.headers["Retry-After"] = "30"
    return answer


def title_of(status: int) -> str:
    """What a status means, in a few words."""
    titles = {
        400: _("That request could not be read"),
        403: _("You may not do this"),
        404: _("Not found"),
        405: _("Only a form leads here"),
        422: _("Refused"),
        423: _("Read-only for a moment"),
        503: _("Try again later"),
    }
    return titles.get(status, _("Something went wrong"))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was sent makes no sense."""
    del exception
    error = Refused(
        _("What your browser sent could not be read."), code="BAD-REQUEST", remedy=_("Go back and try again.")
    )
    return response(request, error, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """403, also for a form whose proof of origin has expired."""
    del exception, reason
    error = NeedsPerson(
        _("This form was open too long, or came from elsewhere."),
        code="FORBIDDEN",
        remedy=_("Go back, load the page again and send the form once more."),
    )
    return response(request, error, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no page has this address."""
    del exception
    error = NotFound(
        _("There is nothing at this address."), code="PAGE-NOT-FOUND", remedy=_("Check the address, or start at Home.")
    )
    return response(request, error, 404)


def only_forms(request: HttpRequest, bare: HttpResponse) -> HttpResponse:
    """405: something stands here that answers to a form alone."""
    error = Refused(
        _("There is nothing to look at here."), code="FORM-ONLY", remedy=_("Go back, and use the button on the page.")
    )
    answer = response(request, error, bare.status_code)
    answer.headers["Allow"] = bare.headers.get("Allow", "POST")
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours, with a number by which the operator finds it in the log."""
    number = uuid.uuid4().hex[:8]
    log.error("fault %s at %s", number, request.path, exc_info=True)
    error = Unexpected(
        _("Something went wrong on our side. Nothing of what you did just now was saved."),
        remedy=_("Try again; if it stays, tell the operator this number: %(number)s.") % {"number": number},
    )
    return response(request, error, 500)
