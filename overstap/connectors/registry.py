"""Which connector serves which family of packages: settled by settings, and nowhere else.

The house is always there. A family that settings.PRACTICE_SYSTEMS names is played by the practice package.
"""

from django.conf import settings
from django.utils.translation import gettext as _

from overstap.connectors.house.connector import HouseConnector
from overstap.connectors.port import Connector, NoConnector
from overstap.connectors.practice.connector import PracticeConnector
from overstap.tenancy.values import PackageFamily


def connector(family: PackageFamily) -> Connector:
    """The connector for a family of packages. Raises NoConnector."""
    if family is PackageFamily.HOUSE:
        return HouseConnector()
    if family in settings.PRACTICE_SYSTEMS:
        return PracticeConnector()
    raise NoConnector(
        _("This package is not available in this installation."),
        remedy=_("Ask the operator of this installation whether it can be added."),
        facts={"package": str(family)},
    )
