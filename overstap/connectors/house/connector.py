"""The house through the port: what it lists is what the environment holds."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from overstap.books.ledger.values import Entry
from overstap.connectors.house import changing, postings, reader, standing, writer
from overstap.connectors.port import Connection
from overstap.connectors.values import (
    Capability,
    Change,
    Health,
    Kind,
    ListedAdministration,
    Posted,
    Posting,
    Record,
    Wanted,
    Way,
    Who,
    Written,
)
from overstap.tenancy.models import Administration
from overstap.tenancy.values import AdministrationState, PackageFamily

_LESS: Mapping[Kind, Capability] = {
    Kind.PAYMENT_CONDITIONS: Capability(
        Way.NO, Way.NO, "Overstap keeps no payment conditions; each open item has a due date of its own."
    ),
    Kind.OPEN_ITEMS: Capability(
        Way.YES, Way.PART, "What is open of each invoice; not which payment paid how much of it, which entries tell."
    ),
    Kind.ASSETS: Capability(
        Way.PART, Way.PART, "The cards of fixed assets; not the months that were booked before, which entries hold."
    ),
}


class HouseConnector:
    """Implements overstap.connectors.port.Connector and Books, for whoever acts in the transaction."""

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
        """Nearly everything: these are our own books."""
        return {kind: _LESS.get(kind, Capability(Way.YES, Way.YES)) for kind in Kind}

    def who(self, connection: Connection) -> Who:
        """Whoever acts. Raises NoAccess."""
        actor = standing.actor(connection)
        return Who(actor.person.email, actor.person.name, actor.environment.name, actor.person.language)

    def read(self, connection: Connection, code: str, wanted: Wanted) -> Iterator[Record]:
        """The books, streamed, within the caller's transaction. Raises NotFound, NotAllowed."""
        return reader.read(standing.to_read(connection, code), wanted)

    def changes(self, connection: Connection, code: str, cursor: str) -> Iterator[Change]:
        """Entries that were booked since, and each kind of master data in which anything changed, whole."""
        return changing.changes(standing.to_read(connection, code), cursor)

    def write(self, connection: Connection, code: str, records: Iterable[Record]) -> Iterator[Written]:
        """Write within the caller's transaction. Raises NotFound, NotAllowed, Frozen."""
        return writer.write(standing.to_write(connection, code), standing.actor(connection).person.pk, records)

    def post(self, connection: Connection, code: str, posting: Posting) -> Posted:
        """Book one entry with its documents; the reference stands in its ``source``."""
        return postings.post(standing.to_write(connection, code), standing.actor(connection).person.pk, posting)

    def read_back(self, connection: Connection, code: str, posted: Posted) -> Entry | None:
        """The entry as it is booked."""
        return postings.read_back(standing.to_read(connection, code), posted)

    def withdraw(self, connection: Connection, code: str, posted: Posted) -> bool:
        """Never: a ledger is only added to."""
        del connection, code, posted
        return False
