"""OpenID connect: consent, tokens and their validation (``/auth/authentication/connect/…``).

An access token lives one hour; a refresh token stays good and does not rotate. The secret of the client comes in the
body or as HTTP Basic. A browser is shown a page to agree on; to any other client consent is given at once, as the user
that ``login_hint`` names (else the first one). ``consent`` "yes" or "no" in the query presses the button.
Source: developers.twinfield.com, openid-connect-auth.
"""

import base64
import binascii
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from urllib.parse import urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from werkzeug.wrappers import Request, Response

from overstap.connectors.sandboxes.world import World
from overstap.connectors.twinfield.sandbox.login_page import page
from overstap.connectors.twinfield.sandbox.state import Organisation, User, uid

CLIENTS: Mapping[str, str] = {"overstap-sandbox": "sandbox-geheim"}
BASE = "/auth/authentication"
ACCESS_LIVES = timedelta(hours=1)
_CODE_LIVES = timedelta(minutes=5)
_SCOPES = frozenset({"openid", "twf.user", "twf.organisation", "twf.organisationUser", "offline_access"})
_NEEDED = frozenset({"openid", "twf.organisationUser"})
_KEY_ID = "sandbox"


@dataclass(frozen=True, slots=True)
class Grant:
    """What was consented to."""

    client: str
    organisation: Organisation
    user: User
    scope: tuple[str, ...]
    nonce: str
    given: datetime


@dataclass(frozen=True, slots=True)
class _Code:
    grant: Grant
    redirect: str


class _Refused(Exception):
    """An OAuth error."""

    def __init__(self, error: str, status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.status = status


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Login:
    """The login server of the sandbox."""

    def __init__(self, world: World, organisations: Mapping[str, Organisation]) -> None:
        self._world = world
        self._organisations = organisations
        self._codes: dict[str, _Code] = {}
        self._access: dict[str, tuple[Grant, datetime]] = {}  # token -> until when
        self._refresh: dict[str, Grant] = {}

    def known(self, token: str) -> Grant | None:
        """What an access token stands for; None for one that is not (or no longer) good."""
        grant, until = self._access.get(token, (None, None))
        return grant if until is not None and self._world.now() < until else None

    def answer(self, request: Request) -> Response | None:
        """The answer to a request for a page of the login server; None for one that is not there."""
        where = request.path.removeprefix(BASE)
        pages: Mapping[tuple[str, str], Callable[[Request], Response]] = {
            ("GET", "/connect/authorize"): self._authorize,
            ("POST", "/connect/token"): self._token,
            ("GET", "/connect/accesstokenvalidation"): self._validation,
            ("GET", "/connect/userinfo"): self._userinfo,
            ("POST", "/connect/userinfo"): self._userinfo,
            ("POST", "/connect/revocation"): self._revocation,
            ("GET", "/connect/endsession"): _ended,
            ("GET", "/.well-known/openid-configuration"): _discovery,
            ("GET", "/.well-known/jwks"): _jwks,
        }
        answering = pages.get((request.method, where))
        if answering is None:
            return None
        try:
            return answering(request)
        except _Refused as refused:
            return _json({"error": refused.error}, refused.status)

    def _authorize(self, request: Request) -> Response:
        asked = request.args
        redirect = asked.get("redirect_uri", "")
        if asked.get("client_id") not in CLIENTS or not _may_return_to(redirect):
            return Response("The client application is not known or is not authorized.", status=400)
        error = _wrong_with(asked)
        pressed = asked.get("consent", "")
        if not error and not pressed and _by_browser(request):
            return Response(page(request.path, asked, self._organisations), content_type="text/html; charset=utf-8")
        hint = asked.get("login_hint", "") if pressed in ("", "yes") else pressed
        user = self._user(hint) if pressed != "no" else None
        if not error and (user is None or self._world.fault("consent-denied", f"GET {request.path}")):
            error = "access_denied"
        if error or user is None:
            return _back(redirect, {"error": error, "state": asked.get("state", "")})
        code = secrets.token_hex(16)
        scope = tuple(asked["scope"].split())
        grant = Grant(asked["client_id"], user[0], user[1], scope, asked["nonce"], self._world.now())
        self._codes[code] = _Code(grant, redirect)
        return _back(redirect, {"code": code, "state": asked.get("state", "")})

    def _user(self, hint: str) -> tuple[Organisation, User] | None:
        """Whom ``hint`` names: a user's code, or "ORGANISATION/USER"; without one the first of all."""
        organisation, _slash, code = hint.rpartition("/")
        for place in self._organisations.values():
            for user in place.users.values():
                if code in ("", user.code) and organisation in ("", place.code):
                    return place, user
        return None

    def _token(self, request: Request) -> Response:
        client = _client(request)
        kind = request.form.get("grant_type", "")
        if kind == "authorization_code":
            grant = self._redeemed(request.form, client)
            return self._tokens(request, grant, self._refreshing(grant), signed_in=True)
        if kind == "refresh_token":
            held = self._refresh.get(request.form.get("refresh_token", ""))
            if held is None or held.client != client:
                raise _Refused("invalid_grant")
            return self._tokens(request, held, request.form["refresh_token"], signed_in=False)
        raise _Refused("unsupported_grant_type")

    def _redeemed(self, form: Mapping[str, str], client: str) -> Grant:
        """A code is good once, for five minutes, for who asked for it, with the redirect it was asked with."""
        code = self._codes.pop(form.get("code", ""), None)
        if code is None or code.grant.client != client or code.redirect != form.get("redirect_uri"):
            raise _Refused("invalid_grant")
        if self._world.now() > code.grant.given + _CODE_LIVES:
            raise _Refused("invalid_grant")
        return code.grant

    def _refreshing(self, grant: Grant) -> str:
        if "offline_access" not in grant.scope:
            return ""
        token = secrets.token_hex(16)
        self._refresh[token] = grant
        return token

    def _tokens(self, request: Request, grant: Grant, refresh: str, *, signed_in: bool) -> Response:
        now = self._world.now()
        # A random part, or two tokens of the same second would be one.
        claims = {**_claims(request, grant, now), "jti": secrets.token_hex(16)}
        access = _signed(claims)
        self._access[access] = (grant, now + ACCESS_LIVES)
        told: dict[str, object] = {"access_token": access, "expires_in": 3600, "token_type": "Bearer"}
        if refresh:
            told["refresh_token"] = refresh
        if signed_in:
            told["id_token"] = _signed({**_identity(request, grant, now), "nonce": grant.nonce})
        return _json(told)

    def _validation(self, request: Request) -> Response:
        token = request.args.get("token", "")
        grant = self.known(token)
        if grant is None:
            return _json({"Message": "invalid_token"}, 400)
        until = self._access[token][1]
        return _json({**_claims(request, grant, until - ACCESS_LIVES, as_text=True)})

    def _userinfo(self, request: Request) -> Response:
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        grant = self.known(token) if scheme.lower() == "bearer" else None
        if grant is None:
            return Response(status=401, headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
        return _json({"sub": uid(grant.organisation.code, grant.user.code), **_twinfield(request, grant)})

    def _revocation(self, request: Request) -> Response:
        client = _client(request)
        token = request.form.get("token", "")
        held = self._refresh.get(token) or self._access.get(token, (None, None))[0]
        if held is not None and held.client == client:
            self._refresh.pop(token, None)
            self._access.pop(token, None)
        return Response(status=200)


def _by_browser(request: Request) -> bool:
    """A program takes anything; a browser says that it wants a page."""
    return "text/html" in request.headers.get("Accept", "")


def _wrong_with(asked: Mapping[str, str]) -> str:
    if asked.get("response_type") != "code":
        return "unsupported_response_type"
    scope = set(asked.get("scope", "").split())
    if not scope >= _NEEDED or not scope <= _SCOPES:
        return "invalid_scope"
    return "" if asked.get("nonce") else "invalid_request"


def _may_return_to(redirect: str) -> bool:
    """A registered address is https, or on the machine of who develops."""
    parts = urlsplit(redirect)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1"))


def _back(redirect: str, told: Mapping[str, str]) -> Response:
    mark = "&" if "?" in redirect else "?"
    location = redirect + mark + urlencode({name: value for name, value in told.items() if value})
    return Response(status=302, headers={"Location": location})


def _client(request: Request) -> str:
    """Who asks: by HTTP Basic or in the body. Raises _Refused."""
    name, secret = request.form.get("client_id", ""), request.form.get("client_secret", "")
    scheme, _space, packed = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            name, _colon, secret = base64.b64decode(packed, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            raise _Refused("invalid_client") from None
    if not hmac.compare_digest(CLIENTS.get(name, "").encode(), secret.encode()) or not secret:
        raise _Refused("invalid_client")
    return name


def _twinfield(request: Request, grant: Grant) -> dict[str, object]:
    told: dict[str, object] = {"twf.organisationUserCode": grant.user.code}
    if "twf.organisation" in grant.scope:
        told |= {
            "twf.organisationCode": grant.organisation.code,
            "twf.organisationId": grant.organisation.uid,
            "twf.clusterUrl": request.host_url.rstrip("/"),
        }
    return told


def _claims(request: Request, grant: Grant, now: datetime, *, as_text: bool = False) -> dict[str, object]:
    """The claims of an access token; its validation writes the moments as text."""
    until = now + ACCESS_LIVES
    moments: dict[str, object] = {
        "exp": int(until.timestamp()),
        "nbf": int(now.timestamp()),
        "auth_time": int(grant.given.timestamp()),
    }
    if as_text:
        moments = {name: str(value) for name, value in moments.items()}
    issuer = _issuer(request)
    return {
        "iss": issuer,
        "aud": f"{issuer}/resources",
        **moments,
        "client_id": grant.client,
        "scope": list(grant.scope),
        "sub": uid(grant.organisation.code, grant.user.code),
        "idp": "idsrv",
        "amr": "password",
        **_twinfield(request, grant),
    }


def _identity(request: Request, grant: Grant, now: datetime) -> dict[str, object]:
    return {
        "iss": _issuer(request),
        "aud": grant.client,
        "exp": int((now + timedelta(minutes=5)).timestamp()),
        "nbf": int(now.timestamp()),
        "iat": int(now.timestamp()),
        "sub": uid(grant.organisation.code, grant.user.code),
        "name": grant.user.name,
        "email": grant.user.email,
        **_twinfield(request, grant),
    }


def _issuer(request: Request) -> str:
    return request.host_url.rstrip("/") + BASE


def _signed(claims: Mapping[str, object]) -> str:
    return jwt.encode(dict(claims), _key(), algorithm="RS256", headers={"kid": _KEY_ID})


def _discovery(request: Request) -> Response:
    issuer = _issuer(request)
    pages = {
        "authorization_endpoint": "authorize",
        "token_endpoint": "token",
        "userinfo_endpoint": "userinfo",
        "revocation_endpoint": "revocation",
        "end_session_endpoint": "endsession",
    }
    return _json(
        {
            "issuer": issuer,
            "jwks_uri": f"{issuer}/.well-known/jwks",
            **{name: f"{issuer}/connect/{page}" for name, page in pages.items()},
            "scopes_supported": sorted(_SCOPES),
            "response_types_supported": ["code"],
        }
    )


def _ended(_request: Request) -> Response:
    return Response("Uitgelogd", content_type="text/plain")


def _jwks(_request: Request) -> Response:
    made = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(_key().public_key()))
    return _json({"keys": [{**made, "kid": _KEY_ID, "use": "sig", "alg": "RS256"}]})


def _json(told: Mapping[str, object], status: int = 200) -> Response:
    return Response(
        json.dumps(told),
        status=status,
        content_type="application/json; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )
