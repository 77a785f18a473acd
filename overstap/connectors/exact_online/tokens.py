"""Getting in at Exact Online: consent, and the pair of tokens that is renewed every ten minutes.

Rules of Exact (reference 1.2): an access token lives 600 s and may not be renewed before 570 s; a refresh token is good
for one use, and the answer brings its successor. Two renewals at once, or a successor that got lost, end the
connection: somebody has to consent again. Hence one locked row per connection, read again after the lock was got,
and the successor on disk before it is used.
"""

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
from django.utils.translation import gettext as _

from overstap.connectors.exact_online import timing
from overstap.connectors.port import Connection, NeedsConsent, Outside, PackageAway, Slot

AUTHORIZE, TOKEN = "/api/oauth2/auth", "/api/oauth2/token"
RENEW_AFTER = timedelta(seconds=570)
_PLAN = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 360, 1440))
_NEVER = datetime.max.replace(tzinfo=UTC)
_FAILED = ("refresh_failed_at", "refresh_failures")


class _Refused(Exception):
    """Exact refused a grant; ``early``: because the access token that there is still works."""

    def __init__(self, *, early: bool) -> None:
        super().__init__()
        self.early = early


class Tokens:
    """The tokens of one connection."""

    def __init__(self, outside: Outside, connection: Connection, http: httpx.Client) -> None:
        self._outside = outside
        self._connection = connection
        self._http = http
        self._known: Mapping[str, str] = {}  # as they were read last

    def access(self) -> str:
        """An access token that works now, renewed where it is time. Raises NeedsConsent or PackageAway."""
        if self._known and self._young(self._known):
            return self._known["access"]
        held = self._known = self._outside.vault.read(self._connection)
        if not held.get("refresh"):
            raise needs_consent()
        if self._young(held):
            return held["access"]
        return self._renewed(held["access"])

    def after_refusal(self, refused: str) -> str:
        """Another access token, after Exact refused ``refused``. Raises NeedsConsent or PackageAway."""
        return self._renewed(refused)

    def worked(self, access: str) -> None:
        """A call with ``access`` succeeded: its predecessor is not needed any more."""
        if self._known.get("access") != access or "previous" not in self._known:
            return
        with self._outside.vault.locked(self._connection) as slot:
            if slot.held.get("access") == access:
                slot.keep({name: value for name, value in slot.held.items() if name != "previous"})
            self._known = dict(slot.held)

    def redeem(self, code: str, redirect: str) -> None:
        """Exchange the code of a consent. Raises NeedsConsent or PackageAway."""
        try:
            pair = self._granted(grant_type="authorization_code", code=code, redirect_uri=redirect)
        except _Refused:
            raise needs_consent() from None
        except httpx.TransportError as error:
            raise away() from error
        with self._outside.vault.locked(self._connection) as slot:
            slot.keep(pair)

    def _young(self, held: Mapping[str, str]) -> bool:
        return timing.now(self._outside) - _moment(held["obtained_at"]) < RENEW_AFTER

    def _renewed(self, stale: str) -> str:
        """The access token after ``stale``: another process's where it was faster, else one that is asked for."""
        with self._outside.vault.locked(self._connection) as slot:
            if not slot.held.get("refresh"):
                raise needs_consent()
            if slot.held["access"] != stale and self._young(slot.held):
                self._known = dict(slot.held)
                return slot.held["access"]
            if self._young(slot.held) and "previous" not in slot.held:
                raise needs_consent()  # refused while it is young: Exact withdrew it
            self._heed_plan(slot.held)
            return self._exchange(slot)

    def _heed_plan(self, held: Mapping[str, str]) -> None:
        again = next_try(held)
        if again is not None and timing.now(self._outside) < again:
            raise needs_consent(again)

    def _exchange(self, slot: Slot) -> str:
        held = dict(slot.held)
        try:
            pair = self._attempted(self._candidate(held))
        except _Refused as refused:
            if refused.early:
                return held["access"]
            self._failed(slot)
            raise needs_consent(next_try(slot.held)) from None
        except httpx.TransportError as error:
            raise away() from error
        slot.keep(pair | {"previous": held["refresh"]})
        self._known = dict(slot.held)
        return pair["access"]

    def _candidate(self, held: Mapping[str, str]) -> str:
        """The refresh token to try: the predecessor's, where the newest pair never worked."""
        return held["previous"] if self._young(held) else held["refresh"]

    def _attempted(self, refresh: str) -> dict[str, str]:
        """One renewal; tried once more with the same token where the answer got lost, as it may not have been done."""
        try:
            return self._granted(grant_type="refresh_token", refresh_token=refresh)
        except httpx.TransportError:
            return self._granted(grant_type="refresh_token", refresh_token=refresh)

    def _failed(self, slot: Slot) -> None:
        times = int(slot.held.get("refresh_failures", "0")) + 1
        marks = dict(zip(_FAILED, (timing.now(self._outside).isoformat(), str(times)), strict=True))
        slot.keep(dict(slot.held) | marks)

    def _granted(self, **grant: str) -> dict[str, str]:
        """What the token endpoint gives. Raises _Refused, PackageAway or httpx.TransportError."""
        known = {"client_id": self._outside.client_id, "client_secret": self._outside.client_secret}
        answer = self._http.post(TOKEN, data=grant | known)
        told = _told(answer)
        if answer.status_code == httpx.codes.OK and _complete(told):
            now = timing.now(self._outside)
            return {
                "access": str(told["access_token"]),
                "refresh": str(told["refresh_token"]),
                "obtained_at": now.isoformat(),
            }
        if answer.status_code in (400, 401, 403):
            raise _Refused(early=_early(answer, told))
        raise away()


def consent_address(outside: Outside, state: str, redirect: str) -> str:
    """Where a person consents; Exact's own page also asks which administrations we may see."""
    asked = {
        "client_id": outside.client_id,
        "redirect_uri": redirect,
        "response_type": "code",
        "force_login": "0",
        "state": state,
    }
    return f"{outside.address}{AUTHORIZE}?{urlencode(asked)}"


def code_of(answer: Mapping[str, str], state: str) -> str:
    """The code in what came back from the consent. Raises NeedsConsent where it is not the answer to ``state``."""
    given = answer.get("state", "")
    if not state or not hmac.compare_digest(given.encode(), state.encode()):
        raise NeedsConsent(
            _("This answer does not belong to the consent that was asked here."),
            remedy=_("Begin again from the page of the connection."),
        )
    if not answer.get("code"):
        raise NeedsConsent(
            _("No consent was given at Exact Online."),
            remedy=_("Begin again, and allow access to the administrations that are needed."),
        )
    return answer["code"]


def next_try(held: Mapping[str, str]) -> datetime | None:
    """Before when a renewal that Exact refused is not tried again; at the end of time: never.

    One refusal is not yet the end (Exact refuses at times for a while): 5, 15, 60, 360 and 1,440 minutes later again.
    """
    times = int(held.get("refresh_failures", "0"))
    if times == 0:
        return None
    if times > len(_PLAN):
        return _NEVER
    return _moment(held["refresh_failed_at"]) + _PLAN[times - 1]


def needs_consent(again: datetime | None = None) -> NeedsConsent:
    """Somebody has to connect again; ``again`` is when it is tried once more by itself."""
    facts = {} if again in (None, _NEVER) else {"again": str(again)}
    return NeedsConsent(
        _("Exact Online does not let us in any more."),
        remedy=_("Connect again: open the connection, and give consent at Exact Online."),
        facts=facts,
    )


def away() -> PackageAway:
    """Exact Online does not answer."""
    return PackageAway(_("Exact Online does not answer now."), remedy=_("Try again in a few minutes."))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _told(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _complete(told: Mapping[str, Any]) -> bool:
    return all(isinstance(told.get(name), str) and told[name] for name in ("access_token", "refresh_token"))


def _early(answer: httpx.Response, told: Mapping[str, Any]) -> bool:
    # In 2026 a 400 with this header, before that a 401 with this text (websmurf/laravel-exact-online#31).
    said = f"{answer.headers.get('Reason', '')} {told.get('error_description', '')}".lower()
    return "tooearly" in said or "not expired" in said
