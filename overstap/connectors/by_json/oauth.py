"""OAuth 2 authorization code (RFC 6749, 4.1) for packages without rules of their own about tokens.

One locked row for each connection: whoever needs a new token takes the lock, looks whether somebody else was first,
and keeps the new tokens before they are used. A renewal of which the answer got lost is tried once more: a package that
had used the refresh token up says so, and then somebody has to connect again.
"""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from overstap.connectors.by_json.calling import Answer, Caller, now
from overstap.connectors.port import Connection, NeedsConsent, OutcomeUnknown, Outside, PackageAway, Slot

_MARGIN = timedelta(seconds=60)
_MOST_SECONDS = 366 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a package gives consent and tokens, below its address; ``scope`` as it wants it."""

    authorize: str
    token: str
    scope: str


class Tokens:
    """The tokens of one connection."""

    def __init__(self, outside: Outside, connection: Connection, endpoints: Endpoints) -> None:
        self._outside, self._connection, self._endpoints = outside, connection, endpoints

    def consent_address(self, state: str, redirect: str) -> str:
        """Where to send the person."""
        asked = {
            "client_id": self._outside.client_id,
            "redirect_uri": redirect,
            "response_type": "code",
            "scope": self._endpoints.scope,
            "state": state,
        }
        return f"{self._outside.address}/{self._endpoints.authorize}?{urlencode(asked)}"

    def redeem(self, answer: Mapping[str, str], state: str, redirect: str) -> None:
        """Exchange the code for tokens, and keep them. Raises NeedsConsent."""
        same = hmac.compare_digest(answer.get("state", "").encode(), state.encode())
        if not (state and same and answer.get("code")):
            raise needs_consent()
        fields = {"grant_type": "authorization_code", "code": answer["code"], "redirect_uri": redirect}
        with self._outside.vault.locked(self._connection) as slot:
            self._keep(slot, self._ask(fields), redirect)

    def access(self) -> str:
        """A token that is valid now. Raises NeedsConsent."""
        held = self._outside.vault.read(self._connection)
        if held.get("access") and not self._is_over(held):
            return held["access"]
        return self.renewed(held.get("access", ""))

    def renewed(self, used: str) -> str:
        """A token other than ``used``, which is over; renewed once, whoever asks."""
        with self._outside.vault.locked(self._connection) as slot:
            held = slot.held
            if held.get("access") and held["access"] != used and not self._is_over(held):
                return held["access"]
            if not held.get("refresh"):
                raise needs_consent()
            fields = {
                "grant_type": "refresh_token",
                "refresh_token": held["refresh"],
                "redirect_uri": held.get("redirect", ""),
            }
            return self._keep(slot, self._ask(fields), held.get("redirect", ""))

    def _is_over(self, held: Mapping[str, str]) -> bool:
        try:
            return now(self._outside) >= datetime.fromisoformat(held.get("until", "")) - _MARGIN
        except (ValueError, TypeError):
            return True

    def _ask(self, fields: Mapping[str, str]) -> Answer:
        known = {"client_id": self._outside.client_id, "client_secret": self._outside.client_secret}
        with Caller(self._outside, self._outside.address) as caller:
            try:
                return caller.form(self._endpoints.token, {**fields, **known})
            except OutcomeUnknown:
                return caller.form(self._endpoints.token, {**fields, **known})

    def _keep(self, slot: Slot, answer: Answer, redirect: str) -> str:
        if answer.status in (400, 401):
            raise needs_consent()
        found = answer.data() if answer.fine else None
        if not isinstance(found, dict) or not isinstance(found.get("access_token"), str):
            raise PackageAway(_("The package gives no token."), remedy=_("Try again later."))
        seconds = str(found.get("expires_in", "0"))
        lasts = min(int(seconds), _MOST_SECONDS) if seconds.isascii() and seconds.isdigit() else 0
        until = now(self._outside) + timedelta(seconds=lasts or 600)
        refresh = found.get("refresh_token") or slot.held.get("refresh", "")
        access = str(found["access_token"])
        slot.keep({"access": access, "refresh": str(refresh), "until": until.isoformat(), "redirect": redirect})
        return access


class Authorised:
    """Calls with the token of a connection; one that the package does not take any more is renewed once."""

    def __init__(self, caller: Caller, tokens: Tokens) -> None:
        self._caller, self._tokens = caller, tokens
        self._access = ""

    def call(self, make: Callable[[Caller, Mapping[str, str]], Answer]) -> Answer:
        """The answer of ``make(caller, headers)``. Raises NeedsConsent."""
        self._access = self._access or self._tokens.access()
        answer = make(self._caller, self._headers())
        if answer.status != 401:
            return answer
        self._access = self._tokens.renewed(self._access)
        answer = make(self._caller, self._headers())
        if answer.status == 401:
            raise needs_consent()
        return answer

    def _headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self._access}"}


def needs_consent() -> NeedsConsent:
    """The error for a connection that is not let in."""
    return NeedsConsent(
        _("The package does not let this connection in (any more)."), remedy=_("Connect it again in the browser.")
    )
