"""What only the demonstration has: ready-made logins, and a page with everybody's mail."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from overstap.durable import mail_files
from overstap.web import doors

_LOGINS = "logins.json"
_LATEST = 100
# Lets the button in a mail open our page, and nothing else.
_SANDBOX = ["allow-top-navigation-by-user-activation"]


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody as whom a visitor of the demonstration may sign in."""

    email: str
    name: str
    office: str
    role: str
    password: str


def logins() -> list[Login]:
    """The ready-made logins; none outside the demonstration."""
    path = settings.FILES_DIR / _LOGINS
    if not settings.DEMO or not path.is_file():
        return []
    return [Login(**one) for one in json.loads(path.read_text(encoding="utf-8"))]


def only_here(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Not found, anywhere but in a demonstration that writes its mail to files."""

    @wraps(view)
    def shown(request: HttpRequest, **parts: str) -> HttpResponseBase:
        if not settings.DEMO or not settings.EMAIL_BACKEND.endswith("mail_files.FileBackend"):
            raise Http404
        return view(request, **parts)

    return shown


@require_GET
@only_here
@csp_update({"frame-src": [SELF]})
def mail(request: HttpRequest, name: str = "") -> HttpResponse:
    """The latest mails, newest first, and one of them."""
    found = mail_files.latest(_LATEST)
    return doors.show(request, "signing_in/mail.html", mails=found, mail=_read(name) if name else None)


@require_GET
@only_here
@xframe_options_sameorigin
@csp_replace(
    {
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "img-src": ["data:"],
        "frame-ancestors": [SELF],
        "sandbox": _SANDBOX,
    }
)
def mail_as_html(request: HttpRequest, name: str = "") -> HttpResponse:
    """A mail as a mail program shows it, for a frame."""
    del request
    return HttpResponse(_read(name).html.replace("<head>", '<head><base target="_top">', 1))


def _read(name: str) -> mail_files.Mail:
    found = mail_files.read(name)
    if found is None:
        raise Http404
    return found
