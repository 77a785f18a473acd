"""Which accounting packages an environment works with (R029, R045): the verbs and the reading.

The house package is part of every environment. Any other can be added once this installation has a connector for
it; settings.ACCOUNTING_SYSTEMS names those. Of one package there can be several connections, each to an environment of
that package, with a name by which people know it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.errors import NeedsSetting, Refused
from overstap.tenancy import audit, checks
from overstap.tenancy.access import Actor, NotFound, require
from overstap.tenancy.models import AccountingSystem, Administration, Environment
from overstap.tenancy.roles import Right
from overstap.tenancy.values import PACKAGE_NAMES, AdministrationState, PackageFamily

LONGEST_NAME = 100
LONGEST_REFERENCE = 200
_LARGEST = 2**63 - 1


class SystemUnavailable(NeedsSetting):
    """This installation has no connector for that package."""

    code = "SYSTEM-UNAVAILABLE"


class SystemInUse(Refused):
    """The package cannot be taken away (now)."""

    code = "SYSTEM-IN-USE"


class SystemExists(Refused):
    """There is a connection of that name already."""

    code = "SYSTEM-NAME-TAKEN"


class SystemState(StrEnum):
    """How a package stands in an environment."""

    CONNECTED = "connected"
    AVAILABLE = "available"  # this installation has a connector; nobody added it here
    UNAVAILABLE = "unavailable"  # not in this installation


@dataclass(frozen=True, slots=True)
class SystemRow:
    """A family of packages as it stands in an environment; ``administrations``: how many of it are held here."""

    package: PackageFamily
    state: SystemState
    administrations: int
    connections: int


@dataclass(frozen=True, slots=True)
class ConnectionRow:
    """A connection with one environment of a package. ``called``: its name, or that of the package without one."""

    number: int
    package: PackageFamily
    name: str
    called: str
    reference: str
    administrations: int  # those that work with it
    added_at: datetime
    added_by: str
    installed: bool  # whether this installation has its connector


def name_of(system: AccountingSystem | None) -> str:
    """What people call a connection; without one it is the house."""
    if system is None:
        return PACKAGE_NAMES[PackageFamily.HOUSE]
    return system.name or PACKAGE_NAMES[PackageFamily(system.package)]


def connected(environment: Environment) -> frozenset[PackageFamily]:
    """The packages that ``environment`` works with, for whoever may see it; what was uninstalled does not count."""
    added = AccountingSystem.objects.filter(environment=environment).values_list("package", flat=True)
    return frozenset({PackageFamily.HOUSE, *(PackageFamily(one) for one in added if one in _installed())})


def systems(actor: Actor) -> list[SystemRow]:
    """Every family, the house package first. Raises NotAllowed."""
    require(actor, Right.MANAGE_ADMINISTRATIONS)
    added = _counted(AccountingSystem.objects.filter(environment=actor.environment).values_list("package"))
    held = _counted(_here(actor.environment).values_list("package"))
    return [_row(family, added.get(family, 0), held.get(family, 0)) for family in PackageFamily]


def connections(actor: Actor, package: str = "") -> list[ConnectionRow]:
    """The connections of the environment, of one package where one is named, by name. Raises NotAllowed."""
    require(actor, Right.MANAGE_ADMINISTRATIONS)
    found = AccountingSystem.objects.filter(environment=actor.environment).select_related("added_by")
    if package:
        found = found.filter(package=_family(package))
    here = Q(administration__state__in=[one for one in AdministrationState if one != AdministrationState.MOVED])
    ordered = found.annotate(held=Count("administration", filter=here)).order_by("package", "name", "pk")
    return [_connection_row(one, one.held) for one in ordered]


def connection(actor: Actor, number: int) -> AccountingSystem:
    """One connection of the actor's environment. Raises NotAllowed or NotFound."""
    require(actor, Right.MANAGE_ADMINISTRATIONS)
    asked = min(max(number, 0), _LARGEST)
    found = AccountingSystem.objects.filter(environment=actor.environment, pk=asked).first()
    if found is None:
        raise NotFound(
            _("There is no such connection."),
            code="SYSTEM-NOT-FOUND",
            remedy=_("Look under Settings > Office > Accounting systems."),
        )
    return found


def connect_system(*, actor: Actor, package: str, name: str = "", reference: str = "") -> int:
    """Work with one environment of a package from now on; twice is the same as once. Gives the number.

    ``name`` tells it from others of the package. Raises NotAllowed, NotFound, Malformed, SystemUnavailable, or
    SystemExists where another connection has that name.
    """
    require(actor, Right.MANAGE_ADMINISTRATIONS)
    family = _family(package)
    if family not in _installed() or family is PackageFamily.HOUSE:
        raise SystemUnavailable(
            _("This package is not available in this installation."),
            remedy=_("Ask the operator of this installation whether it can be added."),
            facts={"package": family},
        )
    called, at = _name(name), _reference(reference)
    found, made = AccountingSystem.objects.get_or_create(
        environment=actor.environment,
        package=family,
        name=called,
        defaults={"reference": at, "added_by": actor.person, "added_at": clock.now()},
    )
    if not made and found.reference != at:
        raise _taken(called)
    if made:
        audit.record(actor, "system.connect", {"package": family, **_told(found)})
    return found.pk


def rename_connection(*, actor: Actor, number: int, name: str) -> None:
    """Call a connection by another name. Raises NotAllowed, NotFound, Malformed or SystemExists."""
    found = connection(actor, number)
    before, found.name = found.name, _name(name)
    if found.name == before:
        return
    try:
        with transaction.atomic():
            found.save(update_fields=["name"])
    except IntegrityError:
        raise _taken(found.name) from None
    audit.record(actor, "system.rename", {"package": found.package, "from": before, "to": found.name})


def remove_connection(*, actor: Actor, number: int) -> None:
    """Work with it no longer. Raises NotAllowed, NotFound, or SystemInUse while administrations work with it (R028).

    The last connection of a package stays as long as any administration of that package is here.
    """
    found = connection(actor, number)
    count = _held_by(actor.environment, found)
    if count:
        raise SystemInUse(
            _("This connection is in use here."),
            remedy=_("Let the administrations that work with it work with another connection first."),
            facts={"package": found.package, "administrations": count},
        )
    told = {"package": found.package, **_told(found)}
    # what once was here may name it still; nobody works in that any more
    Administration.objects.filter(system=found, state=AdministrationState.MOVED).update(system=None)
    found.delete()
    audit.record(actor, "system.disconnect", told)


def _installed() -> frozenset[PackageFamily]:
    return frozenset(PackageFamily(one) for one in settings.ACCOUNTING_SYSTEMS)


def _family(text: str) -> PackageFamily:
    if text not in set(PackageFamily):
        raise NotFound(_("There is no package “%(package)s”.") % {"package": text[:80]}, code="SYSTEM-UNKNOWN")
    return PackageFamily(text)


def _name(text: str) -> str:
    return checks.name(text, LONGEST_NAME) if text.strip() else ""


def _reference(text: str) -> str:
    trimmed = text.strip()
    if len(trimmed) > LONGEST_REFERENCE or not trimmed.isprintable():
        raise checks.Malformed(
            _("That cannot be the environment of a package."),
            code="SYSTEM-REFERENCE-MALFORMED",
            remedy=_("Write it as the package does; at most %(longest)d characters on one line.")
            % {"longest": LONGEST_REFERENCE},
        )
    return trimmed


def _taken(name: str) -> SystemExists:
    return SystemExists(
        _("There is a connection “%(name)s” of this package already.") % {"name": name},
        remedy=_("Choose another name."),
    )


def _told(system: AccountingSystem) -> dict[str, str]:
    told = {"name": system.name, "reference": system.reference}
    return {key: value for key, value in told.items() if value}


def _here(environment: Environment) -> QuerySet[Administration]:
    return Administration.objects.filter(environment=environment).exclude(state=AdministrationState.MOVED)


def _held_by(environment: Environment, system: AccountingSystem) -> int:
    others = AccountingSystem.objects.filter(environment=environment, package=system.package).exclude(pk=system.pk)
    here = _here(environment)
    return here.filter(system=system).count() if others.exists() else here.filter(package=system.package).count()


def _counted(found: QuerySet[Any, tuple[str]]) -> dict[PackageFamily, int]:
    return {PackageFamily(package): number for package, number in found.order_by().annotate(number=Count("id"))}


def _row(family: PackageFamily, connections: int, administrations: int) -> SystemRow:
    is_house = family == PackageFamily.HOUSE
    if is_house or (connections and family in _installed()):
        state = SystemState.CONNECTED
    else:
        state = SystemState.AVAILABLE if family in _installed() else SystemState.UNAVAILABLE
    return SystemRow(package=family, state=state, administrations=administrations, connections=connections)


def _connection_row(one: AccountingSystem, administrations: int) -> ConnectionRow:
    return ConnectionRow(
        number=one.pk,
        package=PackageFamily(one.package),
        name=one.name,
        called=name_of(one),
        reference=one.reference,
        administrations=administrations,
        added_at=one.added_at,
        added_by=one.added_by.name,
        installed=one.package in _installed(),
    )
