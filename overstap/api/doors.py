"""How a request gets in: its token, whose person is then at work in one transaction behind the walls."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from overstap.tenancy.access import Actor
from overstap.tenancy.tokens import entering
from overstap.tenancy.tokens.entering import Bearer, TokenRefused
from overstap.tenancy.tokens.values import Scope


class ByToken(HttpBearer):
    """Bearer authentication (RFC 6750); cookies of a browser mean nothing here."""

    openapi_description = "A token made under Settings > Tokens, or by “overstap token make”."

    def __call__(self, request: HttpRequest) -> Any:
        """Whoever sends the request. Raises TokenRefused, TooManyRequests."""
        kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or not secret.strip():
            raise TokenRefused(
                _("This needs a token."),
                code="TOKEN-MISSING",
                remedy=_("Send the header: Authorization: Bearer TOKEN."),
            )
        return self.authenticate(request, secret.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Bearer:
        """Whose token it is; what they are told from here on is in their language."""
        bearer = entering.bearer(token, address_of(request))
        translation.activate(bearer.person.language)  # the middleware for the language puts back what was before
        return bearer


def bearer_of(request: HttpRequest) -> Bearer:
    """Who sent a request that came in by token."""
    bearer: Bearer = request.auth  # type: ignore[attr-defined] # ninja puts there what ByToken gives
    return bearer


@contextmanager
def at_work(request: HttpRequest, action: str, scope: Scope) -> Iterator[Actor]:
    """The person of the request's token at work; ``action`` is its name in the audit log.

    Raises ScopeMissing, NotFound.
    """
    with entering.at_work(bearer_of(request), action, scope) as actor:
        yield actor


def code_in(part: str) -> str:
    """The code of an administration as it stands in an address: with ``~`` for the slash that it may hold."""
    return part.replace("~", "/")


def address_of(request: HttpRequest) -> str:
    """The network address that a request comes from; behind our proxy the one that the proxy names."""
    proxies: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    named = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    if proxies and len(named) >= proxies:
        return named[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))
