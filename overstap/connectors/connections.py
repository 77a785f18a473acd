"""Connections of an environment, asked through the port: do they work, and what does the package list there?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from overstap.connectors import registry
from overstap.connectors.port import Connection, Health, ListedAdministration
from overstap.connectors.words import why_nothing_is_listed
from overstap.lib.errors import OverstapError
from overstap.tenancy import audit, systems
from overstap.tenancy.access import Actor, require
from overstap.tenancy.models import AccountingSystem, Administration, Environment
from overstap.tenancy.roles import Right
from overstap.tenancy.values import AdministrationState, PackageFamily


@dataclass(frozen=True, slots=True)
class PickList:
    """What may be picked at one connection; what is blocked there is in the list too, and cannot be picked.

    ``trouble``: why the package did not tell, where it did not. ``advice``: what to look at in the package, where it
    told and listed nothing at all.
    """

    number: int
    name: str
    administrations: tuple[ListedAdministration, ...] = ()
    trouble: str = ""
    advice: str = ""


def connection_of(system: AccountingSystem) -> Connection:
    """A connection as connectors know it."""
    return Connection(
        package=PackageFamily(system.package),
        name=systems.name_of(system),
        reference=system.reference,
        environment=system.environment_id,
        number=system.pk,
    )


def listed(system: AccountingSystem) -> Mapping[str, ListedAdministration]:
    """By code what the package lists there, now. Raises an OverstapError when it does not tell."""
    connection = connection_of(system)
    found = registry.connector(connection.package).administrations(connection)
    return {one.code: one for one in found}


def health(system: AccountingSystem) -> Health:
    """Whether a connection works; also false where this installation lost the connector."""
    connection = connection_of(system)
    try:
        return registry.connector(connection.package).health(connection)
    except OverstapError as error:
        return Health(works=False, message=error.message)


def check_connection(*, actor: Actor, number: int) -> Health:
    """Try a connection of the actor's environment. Raises NotAllowed or NotFound."""
    require(actor, Right.MANAGE_ADMINISTRATIONS)
    system = systems.connection(actor, number)
    found = health(system)
    facts = {"package": system.package, "name": systems.name_of(system), "state": "ok" if found.works else "away"}
    audit.record(actor, "system.check", facts)
    return found


def pick_lists(environment: Environment, package: PackageFamily, besides: Collection[str] = ()) -> list[PickList]:
    """Per connection of ``package``: what the package lists now, without the codes in use here (R059, R061).

    The codes of ``besides`` may be picked all the same. A connection that does not tell is there too, with the trouble.
    """
    found = AccountingSystem.objects.filter(environment=environment, package=package).order_by("name", "pk")
    there = Administration.objects.filter(environment=environment).exclude(state=AdministrationState.MOVED)
    held = set(there.values_list("code", flat=True)) - set(besides)
    return [_pick_list(system, held) for system in found]


def _pick_list(system: AccountingSystem, held: set[str]) -> PickList:
    name = systems.name_of(system)
    try:
        found = listed(system)
    except OverstapError as error:
        return PickList(system.pk, name, trouble=error.message)
    free = tuple(one for code, one in found.items() if code not in held)
    return PickList(system.pk, name, free, advice="" if found else why_nothing_is_listed(PackageFamily(system.package)))
