"""The tokens of a connection with Twinfield.

An access token works for an hour; the refresh token is not used up by using it, so that an answer that got lost costs
nothing. Still one worker at a time renews: the vault is locked, and read again, before Twinfield is asked.
"""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from overstap.connectors.port import Connection, Vault
from overstap.connectors.twinfield.login import Granted, Login, needs_consent

_EARLY = timedelta(seconds=60)  # a call that begins now has to end before its token does


@dataclass(frozen=True, slots=True)
class Session:
    """An access token that works, where it works, and as whom."""

    access: str = field(repr=False)
    cluster: str
    ends: datetime
    user: str
    name: str
    organisation: str


class Tokens:
    """Sessions of one connection, out of what the vault keeps; for as long as one piece of work lasts."""

    def __init__(self, login: Login, vault: Vault, connection: Connection, clock: Callable[[], datetime]) -> None:
        self._login = login
        self._vault = vault
        self._connection = connection
        self._now = clock
        self._known: Session | None = None

    def redeem(self, answer: Mapping[str, str], state: str, redirect: str) -> Session:
        """Exchange the code in ``answer`` for tokens, and keep them. Raises NeedsConsent, PackageAway."""
        same = hmac.compare_digest(answer.get("state", "").encode(), state.encode())
        if not state or not same or not answer.get("code"):
            raise needs_consent()
        granted = self._login.exchange(answer["code"], redirect)
        name = self._login.check(granted.id_token, self._login.nonce(state), self._now())
        with self._vault.locked(self._connection) as slot:
            return self._kept(granted, name, slot.keep)

    def session(self, refused: str = "") -> Session:
        """A session; ``refused`` is an access token that Twinfield no longer takes.

        Raises NeedsConsent, PackageAway.
        """
        if self._known is None or not self._works(self._known, refused):
            self._known = self._of_vault(refused)
        return self._known

    def _of_vault(self, refused: str) -> Session:
        held = self._session(self._vault.read(self._connection))
        if held is not None and self._works(held, refused):
            return held
        with self._vault.locked(self._connection) as slot:
            held = self._session(slot.held)
            if held is not None and self._works(held, refused):
                return held
            if not slot.held.get("refresh"):
                raise needs_consent()
            return self._kept(self._login.renew(slot.held["refresh"]), slot.held.get("name", ""), slot.keep)

    def _kept(self, granted: Granted, name: str, keep: Callable[[Mapping[str, str]], None]) -> Session:
        """Keep new tokens before they are used for anything, then ask at which cluster they work."""
        ends = self._now() + timedelta(seconds=granted.seconds)
        secrets = {"access": granted.access, "refresh": granted.refresh, "ends": ends.isoformat(), "name": name}
        keep(secrets)
        known = self._login.validate(granted.access)
        keep(secrets | {"cluster": known.cluster, "user": known.user, "organisation": known.organisation})
        self._known = Session(granted.access, known.cluster, ends, known.user, name, known.organisation)
        return self._known

    def _session(self, held: Mapping[str, str]) -> Session | None:
        """What is kept, as a session; None where it is not whole."""
        if not all(held.get(name) for name in ("access", "ends", "cluster")):
            return None
        cluster = self._login.safe_cluster(held["cluster"])
        ends = datetime.fromisoformat(held["ends"])
        who = (held.get(name, "") for name in ("user", "name", "organisation"))
        return Session(held["access"], cluster, ends, *who)

    def _works(self, session: Session, refused: str) -> bool:
        return session.access != refused and session.ends - _EARLY > self._now()
