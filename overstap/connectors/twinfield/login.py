"""Twinfield's login: OpenID connect, at ``…/auth/authentication/connect/``.

Source: developers.twinfield.com, OpenID connect authentication; Twinfield/TwinfieldIntegrationSamples.

The id_token comes to us straight from the token endpoint, over TLS that is verified. OpenID Connect Core 3.1.3.7 (6)
lets that stand for its signature, so that no keys have to be fetched; issuer, audience, expiry and nonce are checked.
"""

import hmac
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import jwt
from django.utils.translation import gettext as _

from overstap.connectors.port import NeedsConsent, PackageAway
from overstap.lib.errors import NeedsSetting

_BASE = "/auth/authentication/connect"
_SCOPES = "openid twf.user twf.organisation twf.organisationUser offline_access"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_LEEWAY = 120  # seconds that two clocks may differ


class _NoTokens(logging.Filter):
    """httpx logs addresses, and the address that validates a token holds it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Drop what names a token."""
        return "token=" not in record.getMessage()


logging.getLogger("httpx").addFilter(_NoTokens())


@dataclass(frozen=True, slots=True)
class Granted:
    """What the token endpoint gave; ``seconds`` is how long the access token works."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    id_token: str = field(repr=False)
    seconds: int


@dataclass(frozen=True, slots=True)
class Known:
    """What Twinfield says of a token: whose it is, and at which cluster it works."""

    user: str
    organisation: str
    cluster: str
    issuer: str


class Login:
    """The login of one Twinfield, for the client that this installation is."""

    def __init__(self, http: httpx.Client, address: str, client: tuple[str, str]) -> None:
        self._http = http
        self._address = address.rstrip("/")
        self._client = client

    def nonce(self, state: str) -> str:
        """The nonce that goes with ``state``: nobody without our secret can tell it, and it need not be kept."""
        return hmac.new(self._client[1].encode(), b"nonce:" + state.encode(), "sha256").hexdigest()

    def consent_address(self, state: str, redirect: str) -> str:
        """Where the person logs in."""
        asked = {
            "client_id": self._client[0],
            "redirect_uri": redirect,
            "response_type": "code",
            "scope": _SCOPES,
            "state": state,
            "nonce": self.nonce(state),
        }
        return f"{self._address}{_BASE}/authorize?{urlencode(asked)}"

    def exchange(self, code: str, redirect: str) -> Granted:
        """Tokens for a code. Raises NeedsConsent, NeedsSetting, PackageAway."""
        return self._tokens({"grant_type": "authorization_code", "code": code, "redirect_uri": redirect})

    def renew(self, refresh: str) -> Granted:
        """A new access token. Raises NeedsConsent, NeedsSetting, PackageAway."""
        return self._tokens({"grant_type": "refresh_token", "refresh_token": refresh})

    def validate(self, access: str) -> Known:
        """What Twinfield knows of an access token. Raises NeedsConsent, PackageAway."""
        told = self._asked("GET", "accesstokenvalidation", params={"token": access})
        cluster = str(told.get("twf.clusterUrl", ""))
        if not cluster:
            raise needs_consent()
        return Known(
            user=str(told.get("twf.organisationUserCode", "")),
            organisation=str(told.get("twf.organisationCode", "")),
            cluster=self.safe_cluster(cluster),
            issuer=str(told.get("iss", "")),
        )

    def check(self, id_token: str, nonce: str, now: datetime) -> str:
        """Whether an id_token is meant for us, now, and for this very login; gives who it is. Raises NeedsConsent."""
        try:
            claims = jwt.decode(id_token, options={"verify_signature": False})
        except jwt.PyJWTError as error:
            raise needs_consent() from error
        audience = claims.get("aud", "")
        ours = self._client[0] in (audience if isinstance(audience, list) else [audience])
        issued_here = urlsplit(str(claims.get("iss", ""))).netloc == urlsplit(self._address).netloc
        fresh = _number(claims.get("exp")) + _LEEWAY > now.timestamp()
        same = hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode())
        if not (ours and issued_here and fresh and same):
            raise needs_consent()
        return str(claims.get("name", ""))

    def safe_cluster(self, cluster: str) -> str:
        """The address of a cluster, without a slash at its end; tokens go nowhere but to Twinfield itself.

        Raises PackageAway for a host that is not Twinfield's; a sandbox on this machine may name this machine.
        """
        parts = urlsplit(cluster)
        host = (parts.hostname or "").lower()
        theirs = parts.scheme == "https" and (host == "twinfield.com" or host.endswith(".twinfield.com"))
        played = urlsplit(self._address).hostname in _LOOPBACK and host in _LOOPBACK
        if parts.username is None and (theirs or (played and parts.scheme in ("http", "https"))):
            return f"{parts.scheme}://{parts.netloc}"
        raise PackageAway(
            _("Twinfield names a server that is not its own."),
            remedy=_("Try again; tell the operator if it goes on."),
        )

    def _tokens(self, form: Mapping[str, str]) -> Granted:
        told = self._asked("POST", "token", data=dict(form), auth=self._client)
        access = str(told.get("access_token", ""))
        if not access or str(told.get("token_type", "")).lower() != "bearer":
            raise away()
        refresh = str(told.get("refresh_token", "") or form.get("refresh_token", ""))
        return Granted(access, refresh, str(told.get("id_token", "")), _number(told.get("expires_in")))

    def _asked(self, method: str, what: str, **how: Any) -> Mapping[str, object]:
        try:
            answer = self._http.request(method, f"{self._address}{_BASE}/{what}", **how)
            told = answer.json()
        except (httpx.TransportError, ValueError) as error:
            raise away() from error
        if not isinstance(told, dict) or answer.status_code >= 500 or answer.is_redirect:
            raise away()
        if told.get("error") in ("invalid_client", "unauthorized_client"):
            raise _unregistered()
        if answer.status_code >= 400 or "error" in told:
            raise needs_consent()
        return told


def needs_consent() -> NeedsConsent:
    """Somebody has to log in at Twinfield again."""
    return NeedsConsent(_("Twinfield no longer lets us in."), remedy=_("Connect this connection with Twinfield again."))


def away() -> PackageAway:
    """Twinfield does not answer, or not in its own words."""
    return PackageAway(_("Twinfield does not answer."), remedy=_("Nothing was lost. Try again later."))


def _unregistered() -> NeedsSetting:
    return NeedsSetting(
        _("Twinfield does not know this installation."),
        code="PACKAGE-CLIENT",
        remedy=_("The operator has to set the client id and secret under which Twinfield registered it."),
    )


def _number(told: object) -> int:
    """A number of seconds, however it was written; 0 where it is none."""
    try:
        return int(str(told))
    except ValueError:
        return 0
