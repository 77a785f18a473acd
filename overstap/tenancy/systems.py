"""Which accounting packages an environment works with (R029, R045): the verbs and the reading.

The house package is part of every environment. Any other can be added once this installation has a connector for
it; settings.ACCOUNTING_SYSTEMS names those.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.db.models import Count
from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.errors import NeedsSetting, Refused
from overstap.tenancy import audit
from overstap.tenancy.access import Actor, NotFound, require
from overstap.tenancy.models import AccountingSystem, Administration, Environment
from overstap.tenancy.roles import Right
from overstap.tenancy.values import AdministrationState, PackageFamily


class SystemUnavailable(NeedsSetting):
    """This installation has no connector for that package."""

    code = "SYSTEM-UNAVAILABLE"


class SystemInUse(Refused):
    """The package cannot be taken away (now)."""

    code = "SYSTEM-IN-USE"


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
    added_at: datetime | None
    added_by: str


def connected(environment: Environment) -> frozenset[PackageFamily]:
    """The packages that ``environment`` works with, for whoever may see it; what was uninstalled does not count."""
    added = AccountingSystem.objects.filter(environment=environment).values_list("package", flat=True)
    return frozenset({PackageFamily.HOUSE, *(PackageFamily(one) for one in added if one in _installed())})


def systems(actor: Actor) -> list[SystemRow]:
    """Every family, the house package first. Raises NotAllowed."""
    require(actor, Right.MANAGE_ADMINISTRATIONS)
    found = AccountingSystem.objects.filter(environment=actor.environment).select_related("added_by")
    added = {PackageFamily(one.package): one for one in found}
    held = _held(actor.environment)
    return [_row(family, added.get(family), held.get(family, 0)) for family in PackageFamily]


def connect_system(*, actor: Actor, package: str) -> None:
    """Work with a package from now on; twice is the same as once. Raises NotAllowed, NotFound, SystemUnavailable."""
    require(actor, Right.MANAGE_ADMINISTRATIONS)
    family = _family(package)
    if family not in _installed():
        raise SystemUnavailable(
            _("This package is not available in this installation."),
            remedy=_("Ask the operator of this installation whether it can be added."),
            facts={"package": family},
        )
    _system, made = AccountingSystem.objects.get_or_create(
        environment=actor.environment,
        package=family,
        defaults={"added_by": actor.person, "added_at": clock.now()},
    )
    if made:
        audit.record(actor, "system.connect", {"package": family})


def disconnect_system(*, actor: Actor, package: str) -> None:
    """Work with a package no longer. Raises NotAllowed, NotFound, or SystemInUse while administrations of it are here.

    The house package is always in use.
    """
    require(actor, Right.MANAGE_ADMINISTRATIONS)
    family = _family(package)
    count = _held(actor.environment).get(family, 0)
    if family == PackageFamily.HOUSE or count:
        raise SystemInUse(
            _("This package is in use here."),
            remedy=_("Move the administrations that work with it first."),
            facts={"package": family, "administrations": count},
        )
    gone, _by_table = AccountingSystem.objects.filter(environment=actor.environment, package=family).delete()
    if gone:
        audit.record(actor, "system.disconnect", {"package": family})


def _installed() -> frozenset[PackageFamily]:
    return frozenset(PackageFamily(one) for one in settings.ACCOUNTING_SYSTEMS)


def _family(text: str) -> PackageFamily:
    if text not in set(PackageFamily):
        raise NotFound(_("There is no package “%(package)s”.") % {"package": text[:80]}, code="SYSTEM-UNKNOWN")
    return PackageFamily(text)


def _held(environment: Environment) -> dict[PackageFamily, int]:
    here = Administration.objects.filter(environment=environment).exclude(state=AdministrationState.MOVED)
    counts = here.order_by().values_list("package").annotate(number=Count("id"))
    return {PackageFamily(package): number for package, number in counts}


def _row(family: PackageFamily, added: AccountingSystem | None, administrations: int) -> SystemRow:
    is_house = family == PackageFamily.HOUSE
    if is_house or (added is not None and family in _installed()):
        state = SystemState.CONNECTED
    else:
        state = SystemState.AVAILABLE if family in _installed() else SystemState.UNAVAILABLE
    return SystemRow(
        package=family,
        state=state,
        administrations=administrations,
        added_at=added.added_at if added else None,
        added_by=added.added_by.name if added else "",
    )
