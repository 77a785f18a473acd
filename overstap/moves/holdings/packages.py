"""What the accounting package of an administration lets nobody read or write: told before anything begins.

The books of such an administration stay in its package; Overstap reads and books there through the connection.
"""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from overstap.connectors import abilities
from overstap.connectors.abilities import Ability
from overstap.connectors.port import NoConnector
from overstap.connectors.values import Way
from overstap.connectors.words import KINDS
from overstap.moves.holdings.values import Fate, Holding, PlanLine
from overstap.moves.profiles import Profile
from overstap.tenancy.models import Administration
from overstap.tenancy.values import PACKAGE_NAMES, PackageFamily


def _plan(profile: Profile, administrations: Sequence[Administration]) -> Iterator[PlanLine]:
    del profile
    families = {PackageFamily(one.package) for one in administrations} - {PackageFamily.HOUSE}
    for family in sorted(families):
        yield from _of_package(family)


def _of_package(family: PackageFamily) -> Iterator[PlanLine]:
    try:
        held_back = abilities.shortcomings(family)
    except NoConnector:
        return
    name = PACKAGE_NAMES[family]
    unread = [_told(one) for one in held_back if one.read is not Way.YES]
    unwritten = [_told(one) for one in held_back if one.write is not Way.YES and one.read is Way.YES]
    if unread:
        text = _("What cannot be read out of %(package)s, or not all of it") % {"package": name}
        yield PlanLine(f"package-unread:{family}", Fate.STAYS, text, unread)
    if unwritten:
        text = _("What cannot be written into %(package)s, or not all of it") % {"package": name}
        yield PlanLine(f"package-unwritten:{family}", Fate.STAYS, text, unwritten)


def _told(one: Ability) -> str:
    return f"{KINDS[one.kind]}: {one.note}" if one.note else str(KINDS[one.kind])


HOLDING = Holding("packages", plan=_plan)
