"""Errors as problem+json (RFC 9457): the one place where an error of ours becomes an answer to a program."""

import logging
import uuid

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from overstap.lib.errors import NeedsPerson, NeedsSetting, OverstapError, Refused, TryLater
from overstap.lib.sentences import told
from overstap.tenancy.access import Frozen, NotFound
from overstap.tenancy.tokens.answering import UnderWay
from overstap.tenancy.tokens.counting import TooManyRequests
from overstap.tenancy.tokens.entering import TokenRefused

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
LATER = 30  # seconds after which to try again, where nothing better is known
_BY_CODE = {"DOCUMENT-TOO-LARGE": 413, "DOCUMENT-PIXELS": 413, "DOCUMENT-KIND": 415, "DOCUMENT-TWO-KINDS": 415}
_BY_KIND = (
    (TokenRefused, 401),
    (NotFound, 404),
    (Frozen, 423),
    (UnderWay, 409),
    (TooManyRequests, 429),
    (TryLater, 503),
    (NeedsPerson, 403),
    (NeedsSetting, 503),
    (Refused, 422),
)
_LATER = frozenset({409, 423, 429, 503})


class NoSuchAddress(NotFound):
    """Nothing is at this address."""

    code = "ADDRESS-NOT-FOUND"


class BadRequest(Refused):
    """What was sent does not have the form that was asked for."""

    code = "BAD-REQUEST"


def status_of(error: OverstapError) -> int:
    """The HTTP status of an error that we know."""
    if error.code in _BY_CODE:
        return _BY_CODE[error.code]
    return next((status for kind, status in _BY_KIND if isinstance(error, kind)), 500)


def response(request: HttpRequest, error: OverstapError, status: int | None = None) -> HttpResponse:
    """The answer for ``error``: ``code`` is stable, ``detail`` and ``remedy`` are for people and may change."""
    shown = status or status_of(error)
    body = {
        "type": f"urn:overstap:problem:{error.code.lower()}",
        "title": _titles().get(shown, _("Refused")),
        "status": shown,
        "code": error.code,
        "detail": told(error.message, _),
        "remedy": told(error.remedy, _),
        "instance": request.path,
    }
    answer = JsonResponse(body, status=shown, content_type=MEDIA_TYPE)
    if shown in _LATER:
        seconds = error.facts.get("seconds")
        answer.headers["Retry-After"] = str(seconds if isinstance(seconds, int) else LATER)
    if shown == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="overstap"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def nothing_here() -> NoSuchAddress:
    """Nothing is at this address."""
    return NoSuchAddress(_("There is nothing at this address."), remedy=_("See the description of the API."))


def malformed(request: HttpRequest, places: str) -> HttpResponse:
    """422: a part of the request is missing or not what it should be."""
    error = BadRequest(
        _("This part of the request cannot be right: %(places)s.") % {"places": places},
        remedy=_("See the description of the API."),
    )
    return response(request, error)


def fault(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours, with a number by which the operator finds it in the log."""
    number = uuid.uuid4().hex[:8]
    log.error("fault %s at %s", number, request.path, exc_info=True)
    error = OverstapError(
        _("Something went wrong on our side. Nothing of what you did just now was saved."),
        code="UNEXPECTED",
        remedy=_("Try again; if it stays, tell the operator this number: %(number)s.") % {"number": number},
    )
    return response(request, error, 500)


def _titles() -> dict[int, str]:
    return {
        401: _("No token that works"),
        403: _("You may not do this"),
        404: _("Not found"),
        409: _("Under way"),
        413: _("Too large"),
        415: _("Not a kind of file that is kept"),
        423: _("Read-only for a moment"),
        429: _("Too many requests"),
        500: _("Something went wrong"),
        503: _("Try again later"),
    }
