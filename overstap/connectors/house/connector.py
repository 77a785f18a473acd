"""The house through the port: what it lists is what the environment holds."""

from collections.abc import Mapping, Sequence

from overstap.connectors.port import Connection
from overstap.connectors.values import Capability, Health, Kind, ListedAdministration, Way
from overstap.tenancy.models import Administration
from overstap.tenancy.values import AdministrationState, PackageFamily


class HouseConnector:
    """Implements overstap.connectors.port.Connector."""

    def administrations(self, connection: Connection) -> Sequence[ListedAdministration]:
        """Those of the house that ``connection.environment`` holds, for whoever may see that environment."""
        held = Administration.objects.filter(environment_id=connection.environment, package=PackageFamily.HOUSE)
        rows = held.exclude(state=AdministrationState.MOVED).order_by("code").values_list("code", "name")
        return [ListedAdministration(code, name) for code, name in rows]

    def health(self, connection: Connection) -> Health:
        """It is where we are."""
        del connection
        return Health(works=True)

    def capabilities(self) -> Mapping[Kind, Capability]:
        """Everything: these are our own books."""
        return {kind: Capability(Way.YES, Way.YES) for kind in Kind}
