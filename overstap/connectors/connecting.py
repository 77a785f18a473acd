"""Letting a connection in at its package: by consent in the browser, or by a key that somebody types; and out again.

No token or key passes the doors but the one that a person types: connectors keep them in the vault.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hmac import compare_digest
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from overstap.connectors import registry
from overstap.connectors.connections import connection_of
from overstap.connectors.credentials import vault
from overstap.connectors.credentials.models import Credential
from overstap.connectors.credentials.vault import Renewal
from overstap.connectors.port import (
    Allowance,
    CannotDo,
    Connector,
    Consenting,
    KeyField,
    KeyHolding,
    Metered,
    NeedsConsent,
    NoConnector,
)
from overstap.connectors.values import Who
from overstap.lib import clock
from overstap.lib.errors import NeedsPerson, NeedsSetting, Refused
from overstap.tenancy import audit, systems
from overstap.tenancy.access import Actor
from overstap.tenancy.models import AccountingSystem, Administration, Environment
from overstap.tenancy.operators.access import Operator
from overstap.tenancy.values import PackageFamily

BACK = "/connect/back/"  # below settings.SITE_URL; registered like that at the makers
PATIENCE = 600  # seconds between the way out and the answer
_LONGEST_KEY = 8_000
_MOST_LIMITS = 25  # administrations of which limits are shown


class AnswerRefused(NeedsPerson):
    """What came back from a package does not belong to what was asked here."""

    code = "CONNECT-ANSWER"


class NotRegistered(NeedsSetting):
    """This installation is not known at the maker of the package, or not at the address that it would send to."""

    code = "CONNECT-NOT-REGISTERED"


class KeyIncomplete(Refused):
    """The login data that were typed cannot be those of the package."""

    code = "CONNECT-KEY"


class WayIn(StrEnum):
    """How a connection gets in."""

    CONSENT = "consent"
    KEY = "key"
    NONE = "none"  # nothing is needed, or this installation has no connector


@dataclass(frozen=True, slots=True)
class Begun:
    """The way out to a package. ``state`` comes back with the answer, and is to be kept where nobody else gets."""

    address: str
    state: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a connection stands at its package, as far as is known here; nothing was asked there."""

    way: WayIn
    registered: bool  # whether this installation can lead somebody to the package
    connected: bool
    user_name: str = ""
    place: str = ""
    connected_by: str = ""
    connected_at: datetime | None = None
    fields: tuple[KeyField, ...] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of the package for one administration, and how much of it is left."""

    code: str
    allowance: Allowance

    @property
    def waits_until(self) -> datetime | None:
        """When it opens again, where nothing is left of it now."""
        one = self.allowance
        return one.resets_at if one.left <= 0 and one.resets_at > clock.now() else None


def answer_address() -> str:
    """Where packages send people back to; the only address that they are told."""
    return f"{settings.SITE_URL.rstrip('/')}{BACK}"


def homes() -> list[str]:
    """The origins of the packages that this installation is connected with, where people may be sent to."""
    found = (_origin(one["address"]) for one in settings.PACKAGES.values())
    return sorted({origin for origin in found if origin})


def standing(actor: Actor, number: int) -> Standing:
    """How a connection stands. Raises NotAllowed or NotFound."""
    system = systems.connection(actor, number)
    try:
        found = registry.connector(PackageFamily(system.package))
    except NoConnector:
        return Standing(WayIn.NONE, registered=False, connected=False)
    kept = Credential.objects.filter(pk=system.pk).first()
    connected = kept is not None and bool(kept.sealed)
    way = _way(found)
    return Standing(
        way=way,
        registered=way is not WayIn.CONSENT or _is_registered(system),
        connected=connected,
        user_name=kept.user_name if kept else "",
        place=kept.place if kept else "",
        connected_by=kept.connected_by if kept else "",
        connected_at=kept.connected_at if kept else None,
        fields=tuple(found.key_fields()) if isinstance(found, KeyHolding) else (),
    )


def let_in(environment: Environment, package: PackageFamily) -> frozenset[int]:
    """The connections of a package, by number, that somebody connected; nothing is asked there."""
    kept = Credential.objects.filter(environment=environment, system__package=package).exclude(sealed=b"")
    return frozenset(kept.values_list("pk", flat=True))


def begin(actor: Actor, number: int) -> Begun:
    """Lead somebody to the package, to consent there. Raises NotAllowed, NotFound, CannotDo, NotRegistered."""
    system = systems.connection(actor, number)
    connector = _consenting(system)
    if not _is_registered(system):
        raise NotRegistered(
            _("This installation is not registered at the maker of this package yet."),
            remedy=_("Ask the operator of this installation to register it; see docs/packages.md."),
        )
    state = secrets.token_urlsafe(32)
    address = connector.consent_address(connection_of(system), state, answer_address())
    if _origin(address) != _origin(settings.PACKAGES[system.package]["address"]):
        raise NotRegistered(
            _("The package leads to an address that is not registered here."),
            remedy=_("Ask the operator of this installation to check the address of the package."),
        )
    return Begun(address, state)


def finish(actor: Actor, number: int, answer: Mapping[str, str], state: str) -> Who:
    """Take what the package answered, once, to what ``begin`` asked with ``state``.

    Raises NotAllowed, NotFound, CannotDo, AnswerRefused, NeedsConsent, or what the package says.
    """
    system = systems.connection(actor, number)
    connector = _consenting(system)
    if not state or not compare_digest(answer.get("state", "").encode(), state.encode()):
        raise not_asked_for()
    if answer.get("error"):
        raise NeedsConsent(
            _("At the accounting system nobody agreed, so nothing was connected."),
            remedy=_("Press “Connect” once more, and agree there."),
        )
    who = connector.redeem(connection_of(system), answer, state, answer_address())
    return _let_in(actor, system, who, "system.consent")


def take_key(actor: Actor, number: int, typed: Mapping[str, str]) -> Who:
    """Try login data that somebody typed, and keep them where they open the package.

    Raises NotAllowed, NotFound, CannotDo, KeyIncomplete, NeedsConsent, or what the package says.
    """
    system = systems.connection(actor, number)
    connector = registry.connector(PackageFamily(system.package))
    if not isinstance(connector, KeyHolding):
        raise _cannot()
    given = {one.name: typed.get(one.name, "").strip() for one in connector.key_fields()}
    if any(not text or len(text) > _LONGEST_KEY or not text.isprintable() for text in given.values()):
        raise KeyIncomplete(
            _("The login data are not complete."), remedy=_("Copy each field from the accounting system as a whole.")
        )
    who = connector.take_key(connection_of(system), given)
    return _let_in(actor, system, who, "system.key")


def forget(actor: Actor, number: int) -> None:
    """Forget the login data; the connection stays. Raises NotAllowed or NotFound."""
    system = systems.connection(actor, number)
    vault.DatabaseVault().forget(connection_of(system))
    audit.record(actor, "system.forget", {"package": system.package, "name": systems.name_of(system)})


def limits(actor: Actor, number: int) -> list[Limit]:
    """What is left of the limits, per administration that works with it; asks the package nothing.

    Raises NotAllowed or NotFound.
    """
    system = systems.connection(actor, number)
    try:
        connector = registry.connector(PackageFamily(system.package))
    except NoConnector:
        return []
    if not isinstance(connector, Metered):
        return []
    connection = connection_of(system)
    return [Limit(code, one) for code in _codes(system) for one in connector.allowances(connection, code)]


def renew_keys(operator: Operator) -> Renewal:
    """Encrypt all login data that can be read under the newest key."""
    done = vault.renew_all()
    audit.record(None, "system.renew-keys", {"connections": done.renewed, "operator": operator.person.name})
    return done


def not_asked_for() -> AnswerRefused:
    """An answer that nobody here waits for: asked elsewhere, by somebody else, too long ago or used already."""
    return AnswerRefused(
        _("This answer of an accounting system does not belong to anything that you asked for here."),
        remedy=_(
            "Open the connection and press “Connect” again, and come back within ten minutes in the same browser. Did "
            "you begin at the command line? Then give the address of this page to that command."
        ),
    )


def _let_in(actor: Actor, system: AccountingSystem, who: Who, action: str) -> Who:
    vault.DatabaseVault().introduce(connection_of(system), who, actor.person.name)
    told = {"package": system.package, "name": systems.name_of(system), "user": who.name or who.user}
    audit.record(actor, action, {**told, "reference": who.environment})
    return who


def _consenting(system: AccountingSystem) -> Consenting:
    found = registry.connector(PackageFamily(system.package))
    if isinstance(found, Consenting):
        return found
    raise _cannot()


def _cannot() -> CannotDo:
    return CannotDo(
        _("This package is not connected in this way."), remedy=_("Look at the page of the connection how it is.")
    )


def _way(connector: Connector) -> WayIn:
    if isinstance(connector, Consenting):
        return WayIn.CONSENT
    return WayIn.KEY if isinstance(connector, KeyHolding) else WayIn.NONE


def _is_registered(system: AccountingSystem) -> bool:
    known = settings.PACKAGES.get(system.package)
    return bool(known and known["client_id"] and known["address"])


def _codes(system: AccountingSystem) -> Sequence[str]:
    found = Administration.objects.filter(system=system, environment_id=system.environment_id)
    return list(found.order_by("code").values_list("code", flat=True)[:_MOST_LIMITS])


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
