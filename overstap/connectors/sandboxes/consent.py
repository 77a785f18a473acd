"""OAuth 2 authorization code for sandboxes of packages whose makers tell no rules of their own (RFC 6749, 4.1 and 6).

Strict where the RFC lets a server be: a code and a refresh token work once, the redirect has to be the same each time,
and state comes back untouched. The user has consented beforehand: the page sends the browser on at once.
"""

import json
from datetime import datetime, timedelta
from secrets import token_urlsafe
from urllib.parse import urlencode, urlsplit

from werkzeug.wrappers import Request, Response

from overstap.connectors.sandboxes.world import World

CLIENT_ID = "overstap-sandbox"
CLIENT_SECRET = "sandbox-geheim"  # noqa: S105 - of sandboxes only
_CODE_LASTS = timedelta(minutes=5)


class Consent:
    """Codes and tokens of one sandbox; access tokens last ``seconds``."""

    def __init__(self, world: World, seconds: int) -> None:
        self._world, self._seconds = world, seconds
        self._codes: dict[str, tuple[str, datetime]] = {}  # code -> redirect, until
        self._access: dict[str, datetime] = {}
        self._refresh: set[str] = set()

    def authorize(self, request: Request) -> Response:
        """The page of consent, of somebody who says yes."""
        redirect = request.args.get("redirect_uri", "")
        known = request.args.get("client_id") == CLIENT_ID and request.args.get("response_type") == "code"
        if not known or urlsplit(redirect).scheme not in ("http", "https"):
            return Response("The application is not known.", status=400)
        if self._world.fault("no-consent", "GET authorize"):
            told = {"error": "access_denied", "state": request.args.get("state", "")}
        else:
            code = token_urlsafe(12)
            self._codes[code] = (redirect, self._world.now() + _CODE_LASTS)
            told = {"code": code, "state": request.args.get("state", "")}
        return Response(status=302, headers={"Location": f"{redirect}?{urlencode(told)}"})

    def token(self, request: Request) -> Response:
        """Tokens for a code or a refresh token."""
        form = request.form
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return _told({"error": "invalid_client"}, 401)
        kind = form.get("grant_type")
        fine = self._code_is_fine(form.get("code", ""), form.get("redirect_uri", ""))
        if kind == "refresh_token":
            fine = form.get("refresh_token", "") in self._refresh
            self._refresh.discard(form.get("refresh_token", ""))
        elif kind != "authorization_code":
            return _told({"error": "unsupported_grant_type"}, 400)
        return self._given() if fine else _told({"error": "invalid_grant"}, 400)

    def _code_is_fine(self, code: str, redirect: str) -> bool:
        known = self._codes.pop(code, None)
        return known is not None and known[0] == redirect and self._world.now() < known[1]

    def _given(self) -> Response:
        access, refresh = token_urlsafe(24), token_urlsafe(24)
        self._access[access] = self._world.now() + timedelta(seconds=self._seconds)
        self._refresh.add(refresh)
        told = {"access_token": access, "refresh_token": refresh, "token_type": "bearer", "expires_in": self._seconds}
        return _told(told, 200)

    def lets_in(self, request: Request) -> bool:
        """Whether the bearer token of a call is valid now."""
        kind, _space, token = request.headers.get("Authorization", "").partition(" ")
        until = self._access.get(token)
        return kind == "Bearer" and until is not None and self._world.now() < until

    def forget(self) -> None:
        """Make every access token useless, as when somebody withdraws consent for a moment."""
        self._access.clear()


def _told(told: object, status: int) -> Response:
    return Response(json.dumps(told), status=status, content_type="application/json")
