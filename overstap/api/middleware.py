"""What all answers of the API have in common, those that Django gives itself included."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from overstap.api import problems

BELOW = "/api/"
_NOT_ALLOWED = 405


class ForPrograms:
    """405 as problem+json; and nothing is kept by whatever stands between us and the program."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        response = self._respond(request)
        if not request.path.startswith(BELOW):
            return response
        response.headers.setdefault("Cache-Control", "private, no-store")
        if response.status_code != _NOT_ALLOWED:
            return response
        error = problems.BadRequest(
            _("This cannot be done here."), code="METHOD-NOT-ALLOWED", remedy=_("See the description of the API.")
        )
        answer = problems.response(request, error, _NOT_ALLOWED)
        answer.headers["Allow"] = response.headers.get("Allow", "")
        return answer
