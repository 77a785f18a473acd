"""The practice package through the port."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from overstap.connectors.port import Connection, PackageAway
from overstap.connectors.practice import environments
from overstap.connectors.practice.environments import PracticeEnvironment
from overstap.connectors.values import Capability, Health, Kind, ListedAdministration, Way


class PracticeConnector:
    """Implements overstap.connectors.port.Connector; of every family it plays."""

    def administrations(self, connection: Connection) -> Sequence[ListedAdministration]:
        """What the file of the environment says. Raises PackageAway."""
        found = environments.read(connection.package, connection.reference)
        if found is None or not found.answers:
            raise PackageAway(_trouble(connection, found), remedy=_("Test the connection, and try again later."))
        return [ListedAdministration(code, name) for code, name in sorted(found.administrations.items())]

    def health(self, connection: Connection) -> Health:
        """Whether the environment is there and answers."""
        found = environments.read(connection.package, connection.reference)
        if found is not None and found.answers:
            return Health(works=True)
        return Health(works=False, message=_trouble(connection, found))

    def capabilities(self) -> Mapping[Kind, Capability]:
        """Nothing: it has a list of administrations, and no books."""
        return {kind: Capability(Way.NO, Way.NO, "The practice package holds no books.") for kind in Kind}


def _trouble(connection: Connection, found: PracticeEnvironment | None) -> str:
    if found is None:
        return _("The package knows no environment “%(reference)s”.") % {"reference": connection.reference}
    return _("The package does not answer.")
