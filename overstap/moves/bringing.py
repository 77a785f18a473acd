"""With which connection of the receiver an administration works after a move (R044, R050, R051, R058 to R060).

For the house there is nothing to choose. Of a package, the connection is the one that was chosen, or the only one that
lists the code: so it is known that the administration is in the receiver's environment of the package already.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from overstap.connectors import connections
from overstap.connectors.port import ListedAdministration
from overstap.connectors.words import why_nothing_is_listed
from overstap.lib.errors import NeedsPerson, OverstapError
from overstap.moves.models import Move, MoveAdministration
from overstap.moves.relinks.models import ReceivingConnection
from overstap.tenancy.models import AccountingSystem, Environment
from overstap.tenancy.values import PACKAGE_NAMES, PackageFamily


class NoConnection(NeedsPerson):
    """The receiver has nothing that the administration could work with."""

    code = "CONNECTION-MISSING"


@dataclass(frozen=True, slots=True)
class Brought:
    """The connection for one administration; without one ``message`` and ``remedy`` say why."""

    system: AccountingSystem | None
    message: str = ""
    remedy: str = ""


def connection_for(environment: Environment, package: str, code: str, number: int | None = None) -> Brought:
    """The connection of ``environment`` that lists ``code``; with ``number`` that one and no other.

    Asks the package. For packages only: the house has no connection.
    """
    found = AccountingSystem.objects.filter(environment=environment, package=package).order_by("pk")
    asked = list(found.filter(pk=number) if number is not None else found)
    told: dict[int, Mapping[str, ListedAdministration]] = {}
    trouble: OverstapError | None = None
    for system in asked:
        try:
            told[system.pk] = connections.listed(system)
        except OverstapError as error:
            trouble = error
    listing = [system for system in asked if code in told.get(system.pk, ())]
    if len(listing) == 1:
        return _unless_blocked(listing[0], told[listing[0].pk][code])
    if listing:
        return Brought(None, _several(code), _("Choose the connection, with the code from its list."))
    if trouble is not None and not told:
        return Brought(None, trouble.message, trouble.remedy)
    if told and not any(told.values()):
        return Brought(None, _not_listed(package, code), why_nothing_is_listed(PackageFamily(package)) or two_causes())
    return Brought(None, _not_listed(package, code), two_causes())


def remember(move: Move, environment: Environment, packages: Mapping[str, str], chosen: Mapping[str, int]) -> None:
    """Write down the connections for the administrations of an accepted move, whose new codes are there already.

    ``packages`` and ``chosen`` are by old code. Raises NoConnection.
    """
    for part in MoveAdministration.objects.filter(move=move).order_by("number"):
        package = packages[part.old_code]
        if package == PackageFamily.HOUSE:
            continue
        brought = connection_for(environment, package, part.new_code, chosen.get(part.old_code))
        if brought.system is None:
            raise NoConnection(brought.message, remedy=brought.remedy)
        ReceivingConnection.objects.update_or_create(part=part, defaults={"system": brought.system})


def connection_of(part: MoveAdministration, receiver: Environment) -> AccountingSystem | None:
    """The connection that was written down, or else the only one that lists the code; None for the house.

    For the system actor, who sees both sides. Raises NoConnection.
    """
    package = part.source.package
    if package == PackageFamily.HOUSE:
        return None
    found = ReceivingConnection.objects.select_related("system").filter(part=part).first()
    brought = Brought(found.system) if found else connection_for(receiver, package, part.new_code)
    if brought.system is None:
        raise NoConnection(brought.message, remedy=brought.remedy)
    return brought.system


def two_causes() -> str:
    """R060: why a code can be missing from the list."""
    return _(
        "There are two causes: the accounting package still has to move it, or it was added here by hand already. "
        "Finish the move in the package first; remove what was added by hand."
    )


def _unless_blocked(system: AccountingSystem, there: ListedAdministration) -> Brought:
    if not there.blocked:
        return Brought(system)
    return Brought(
        None,
        _("The accounting package has blocked “%(code)s”: %(why)s") % {"code": there.code, "why": there.blocked},
        _("Let the block be lifted in the accounting package first."),
    )


def _not_listed(package: str, code: str) -> str:
    name = PACKAGE_NAMES[PackageFamily(package)]
    return _("%(package)s does not list the code “%(code)s” for you.") % {"package": name, "code": code}


def _several(code: str) -> str:
    return _("More than one of your connections lists the code “%(code)s”.") % {"code": code}
