"""OAuth 2 as Exact Online does it: consent, codes of three minutes, tokens of ten, a refresh token for one use.

Rules: https://support.exactonline.com/community/s/knowledge-base (REST API, OAuth steps 1 to 3). What it says to those
who break them is as users report it (picqer/exact-php-client 471 and 644, websmurf/laravel-exact-online 31).
"""

import base64
import binascii
import json
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from urllib.parse import unquote, urlencode, urlsplit

from markupsafe import escape
from werkzeug.datastructures import Headers
from werkzeug.wrappers import Request, Response

from overstap.connectors.exact_online.sandbox.answers import Refusal
from overstap.connectors.sandboxes.world import World

CLIENT_ID, CLIENT_SECRET = "overstap-sandbox", "sandbox-geheim"
CODE_LIVES = timedelta(minutes=3)
TOKEN_LIVES = timedelta(seconds=600)
NOT_BEFORE = timedelta(seconds=570)
REFRESH_LIVES = timedelta(days=30)
TOKEN_CALLS_A_DAY = 200

_EARLY = "Rate limit exceeded: access_token not expired"
_OLD = "Old refresh token used."
_CHAIN = "Token is not allowed, because of invalid or empty chainId"


Scope = frozenset[int]  # the divisions that were chosen on the page of consent; none: all


@dataclass(slots=True)
class _Code:
    redirect: str
    given: datetime
    scope: Scope


@dataclass(slots=True)
class _Chain:
    """One consent: its tokens follow each other."""

    scope: Scope = frozenset()
    refresh: str = ""
    given: datetime | None = None
    used: set[str] = field(default_factory=set)
    dead: bool = False


class Authority:
    """Gives consent, codes and tokens."""

    def __init__(self, world: World, choices: Mapping[int, str]) -> None:
        self._world = world
        self._choices = choices  # divisions that the user may choose from, with their names
        self._codes: dict[str, _Code] = {}
        self._chains: list[_Chain] = []
        self._access: dict[str, tuple[datetime, Scope]] = {}
        self._asked: Counter[date] = Counter()

    def page(self, request: Request) -> Response:
        """``/api/oauth2/auth``: a page with a button; ``consent=yes`` or ``no`` in the query presses it."""
        asked = {**request.args.to_dict(), **request.form.to_dict()}
        if asked.get("client_id") != CLIENT_ID or asked.get("response_type") != "code":
            return Response("invalid_request", status=400)
        redirect = asked.get("redirect_uri", "")
        if not _allowed(redirect):
            return Response("The redirect address is not the registered one.", status=400)
        if "consent" not in asked:
            return Response(_form(asked, self._choices), content_type="text/html; charset=utf-8")
        told = (
            {"code": self._code(redirect, _chosen(request))}
            if asked["consent"] == "yes"
            else {"error": "access_denied"}
        )
        if "state" in asked:
            told["state"] = asked["state"]
        joint = "&" if urlsplit(redirect).query else "?"
        return Response(status=302, headers={"Location": redirect + joint + urlencode(told)})

    def token(self, request: Request) -> Response:
        """``/api/oauth2/token``."""
        call = f"{request.method} {request.path}"
        if request.method != "POST":
            return Response(status=405)
        today = self._world.now().date()
        self._asked[today] += 1
        if self._asked[today] > TOKEN_CALLS_A_DAY:
            return Response(b"", status=429)
        if not _known(request):
            return _refuse(401, "invalid_client", "Client authentication failed.")
        if self._world.fault("early", call):
            return _too_early()
        if self._world.fault("old-token", call):
            return _refuse(401, "unauthorized_client", _OLD)
        asked = request.form.to_dict()
        if asked.get("grant_type") == "authorization_code":
            return self._redeem(asked)
        if asked.get("grant_type") == "refresh_token":
            return self._refresh(asked.get("refresh_token", ""))
        return _refuse(400, "invalid_request")

    def check(self, request: Request) -> Scope:
        """The divisions that may be reached. Raises Refusal (401 without a body) where the token does not live."""
        scheme, _blank, token = request.headers.get("Authorization", "").partition(" ")
        known = self._access.get(token)
        if scheme.lower() != "bearer" or known is None or self._world.now() >= known[0] + TOKEN_LIVES:
            raise Refusal(401)
        return known[1]

    def _code(self, redirect: str, scope: Scope) -> str:
        code = f"stampNL001.{secrets.token_urlsafe(24)}!{secrets.token_urlsafe(12)}"
        self._codes[code] = _Code(redirect, self._world.now(), scope)
        return code

    def _redeem(self, asked: Mapping[str, str]) -> Response:
        known = self._codes.pop(asked.get("code", ""), None)
        if known is None or self._world.now() > known.given + CODE_LIVES:
            return _refuse(400, "invalid_grant", "The authorization code is invalid, used or expired.")
        if asked.get("redirect_uri") != known.redirect:
            return _refuse(400, "invalid_grant", "The redirect_uri is not that of the authorization request.")
        chain = _Chain(known.scope)
        self._chains.append(chain)
        return self._grant(chain)

    def _refresh(self, token: str) -> Response:
        for chain in self._chains:
            if token in chain.used:
                # Whoever uses it twice has lost the newer one, or shares it: the chain ends (picqer 385, 487).
                chain.dead = True
                return _refuse(401, "unauthorized_client", _OLD)
            if token == chain.refresh and token:
                return self._next(chain)
        return _refuse(400, "invalid_grant", _CHAIN)

    def _next(self, chain: _Chain) -> Response:
        age = self._world.now() - (chain.given or self._world.now())
        if chain.dead or age > REFRESH_LIVES:
            return _refuse(400, "invalid_grant", _CHAIN)
        if age < NOT_BEFORE:
            return _too_early()
        chain.used.add(chain.refresh)
        return self._grant(chain)

    def _grant(self, chain: _Chain) -> Response:
        now = self._world.now()
        access = f"stampNL001.gAAAA{secrets.token_urlsafe(48)}"
        chain.refresh = f"stampNL001.{secrets.token_urlsafe(16)}!{secrets.token_urlsafe(32)}"
        chain.given = now
        self._access = {one: given for one, given in self._access.items() if now < given[0] + TOKEN_LIVES}
        self._access[access] = now, chain.scope
        told = {
            "access_token": access,
            "token_type": "bearer",
            "expires_in": str(int(TOKEN_LIVES.total_seconds())),
            "refresh_token": chain.refresh,
        }
        return Response(json.dumps(told), content_type="application/json; charset=utf-8")


def _chosen(request: Request) -> Scope:
    return frozenset(int(one) for one in request.values.getlist("division") if one.isascii() and one.isdecimal())


def _allowed(redirect: str) -> bool:
    try:
        parts = urlsplit(redirect)
    except ValueError:
        return False
    # The real one takes https only; a sandbox serves installations on this machine too.
    return parts.scheme == "https" or parts.hostname in {"localhost", "127.0.0.1", "testserver"}


def _known(request: Request) -> bool:
    given = (request.form.get("client_id", ""), request.form.get("client_secret", ""))
    scheme, _blank, word = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            name, _colon, secret = base64.b64decode(word, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return False
        given = (unquote(name), unquote(secret))
    return given == (CLIENT_ID, CLIENT_SECRET)


def _too_early() -> Response:
    told = _refuse(400, "access_denied", _EARLY)
    told.headers["Reason"] = f"TooEarlyToRefreshTokens: {_EARLY}"
    return told


def _refuse(status: int, error: str, description: str = "") -> Response:
    told = {"error": error} | ({"error_description": description} if description else {})
    return Response(json.dumps(told), status=status, headers=Headers(), content_type="application/json; charset=utf-8")


def _form(asked: Mapping[str, str], choices: Mapping[int, str]) -> str:
    boxes = "".join(
        f'<p><label><input type="checkbox" name="division" value="{code}" checked> {code} {escape(name)}</label></p>'
        for code, name in choices.items()
    )
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in asked.items()
    )
    return (
        "<!DOCTYPE html><html lang=nl><title>Exact Online (sandbox)</title>"
        "<h1>Exact Online (sandbox)</h1><p>Overstap vraagt toegang tot uw administraties.</p>"
        f'<form method="post" action="/api/oauth2/auth">{hidden}{boxes}'
        '<button name="consent" value="yes">Toestaan</button> '
        '<button name="consent" value="no">Weigeren</button></form></html>'
    )
