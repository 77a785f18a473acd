"""What every page needs around it: the language, and pages for errors that we know."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from overstap.lib.errors import OverstapError
from overstap.web import failures
from overstap.web.addressing import leading_on

NOT_ALLOWED = 405
Respond = Callable[[HttpRequest], HttpResponse]


class Language:
    """The language that a person chose; else of the cookie; else that of the installation (Dutch by default)."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in that language."""
        language = language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self._respond(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Cookie",))
        return response


class Problems:
    """Errors that we know get a page that says what to do next."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; where a page takes forms alone and was merely opened, say so."""
        response = self._respond(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        return failures.only_forms(request, response) if response.status_code == NOT_ALLOWED and is_page else response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for an OverstapError, or where it has moved to; anything else is a fault and goes on."""
        if not isinstance(error, OverstapError):
            return None
        return leading_on.response(request, error) or failures.response(request, error)


def language_of(request: HttpRequest) -> str:
    """``nl`` or ``en``."""
    known = dict(settings.LANGUAGES)
    chosen = request.user.language if request.user.is_authenticated else request.COOKIES.get("overstap_language", "")
    return chosen if chosen in known else settings.LANGUAGE_CODE
