"""The two ends of a conversion, as the port knows them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from overstap.connectors import connections, registry
from overstap.connectors.port import Books, Connection, Connector
from overstap.lib.errors import NeedsPerson
from overstap.moves.conversions.models import Conversion
from overstap.moves.conversions.values import End
from overstap.tenancy import systems
from overstap.tenancy.access import Actor
from overstap.tenancy.values import PACKAGE_NAMES, PackageFamily


class ConnectionGone(NeedsPerson):
    """The connection that was chosen is no longer there."""

    code = "CONVERSION-CONNECTION-GONE"


@dataclass(frozen=True, slots=True)
class Reached:
    """One end: its connector, how it finds the environment there, and the code of the administration."""

    books: Books
    connector: Connector
    connection: Connection
    code: str


def reach(actor: Actor, end: End) -> Reached:
    """An end of the actor's environment. Raises ConnectionGone, NotFound, NotAllowed, NoConnector or CannotDo."""
    connection = _connection(actor, end)
    family = connection.package
    return Reached(registry.books(family), registry.connector(family), connection, end.code)


def source_of(order: Conversion) -> End:
    """The end that is read."""
    return End(order.source_package, order.source_system_id, order.source_code, order.source_name, order.source_called)


def target_of(order: Conversion) -> End:
    """The end that is written."""
    return End(order.target_package, order.target_system_id, order.target_code, order.target_name, order.target_called)


def called(actor: Actor, end: End) -> str:
    """What people call the connection of an end."""
    return _connection(actor, end).name


def _connection(actor: Actor, end: End) -> Connection:
    if end.package == PackageFamily.HOUSE:
        return Connection(PackageFamily.HOUSE, PACKAGE_NAMES[PackageFamily.HOUSE], "", actor.environment.pk)
    if end.system is None:
        raise ConnectionGone(
            _("The connection “%(name)s” was removed.") % {"name": end.called},
            remedy=_("Connect the package again, and start a new conversion."),
        )
    return connections.connection_of(systems.connection(actor, end.system))
