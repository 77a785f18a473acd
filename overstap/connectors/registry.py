"""Which connector serves which family of packages: settled by settings, and nowhere else.

The house is always there. A family that settings.PRACTICE_SYSTEMS names is played by the practice package; one that
settings.PACKAGES names is reached by its own connector.
"""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.utils.translation import gettext as _

from overstap.connectors.accountview.connector import AccountViewConnector
from overstap.connectors.afas_sb.connector import AfasConnector
from overstap.connectors.by_file.values import FileRoute
from overstap.connectors.credentials.vault import DatabaseVault
from overstap.connectors.exact_online.connector import ExactOnlineConnector
from overstap.connectors.house.connector import HouseConnector
from overstap.connectors.metering.meter import DatabaseMeter
from overstap.connectors.multivers.connector import MultiversConnector
from overstap.connectors.port import Books, CannotDo, Connector, NoConnector, Outside
from overstap.connectors.practice.connector import PracticeConnector
from overstap.connectors.twinfield.connector import TwinfieldConnector
from overstap.tenancy.values import PackageFamily

_MAKERS: Mapping[PackageFamily, Callable[[Outside], Connector]] = {
    PackageFamily.ACCOUNTVIEW: AccountViewConnector,
    PackageFamily.MULTIVERS: MultiversConnector,
    PackageFamily.AFAS_SB: AfasConnector,
    PackageFamily.EXACT_ONLINE: ExactOnlineConnector,
    PackageFamily.TWINFIELD: TwinfieldConnector,
}


def connector(family: PackageFamily) -> Connector:
    """The connector for a family of packages. Raises NoConnector."""
    if family is PackageFamily.HOUSE:
        return HouseConnector()
    if family in settings.PRACTICE_SYSTEMS:
        return PracticeConnector()
    if family in settings.PACKAGES and family in _MAKERS:
        return _MAKERS[family](_outside(family))
    raise NoConnector(
        _("This package is not available in this installation."),
        remedy=_("Ask the operator of this installation whether it can be added."),
        facts={"package": str(family)},
    )


def books(family: PackageFamily) -> Books:
    """The connector for a family, as one that reads and writes books. Raises NoConnector or CannotDo."""
    found = connector(family)
    if isinstance(found, Books):
        return found
    raise CannotDo(
        _("Books of this package cannot be read or written from here."),
        remedy=_("Use an audit file instead: export it there, and import it here."),
        facts={"package": str(family)},
    )


FILE_ROUTES = (PackageFamily.MULTIVERS, PackageFamily.ACCOUNTVIEW)


def file_route(package: str) -> FileRoute:
    """What writes the files that ``package`` imports; needs no connection with it. Raises CannotDo."""
    if package in FILE_ROUTES:
        found = _MAKERS[PackageFamily(package)](Outside(vault=DatabaseVault(), address=""))
        if isinstance(found, FileRoute):
            return found
    raise CannotDo(
        _("There are no files of our own for this package."),
        remedy=_("Use an audit file instead, or convert the books by a connection."),
        facts={"package": package[:80]},
    )


def _outside(family: PackageFamily) -> Outside:
    known = settings.PACKAGES[family]
    return Outside(
        vault=DatabaseVault(),
        address=known["address"],
        client_id=known["client_id"],
        client_secret=known["client_secret"],
        meter=DatabaseMeter(),
    )
