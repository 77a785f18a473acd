"""AFAS SB through the port, by the REST services of Profit: GetConnectors to read, UpdateConnectors to write.

AFAS calls two things by that name. This is AFAS Accountancy and Profit, where the offices keep the books of small
businesses, with an app connector and its token. The newer AFAS SB (*.afasfocus.nl) has an interface of its own, with
OAuth and without GetConnectors (docs.afas.help/sb; official): it is not spoken to here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from overstap.books.ledger.values import Entry
from overstap.connectors.afas_sb import getconnectors as asked
from overstap.connectors.afas_sb import masterdata, mutations
from overstap.connectors.afas_sb.booking import Booking
from overstap.connectors.afas_sb.capabilities import CAPABILITIES
from overstap.connectors.afas_sb.client import Afas, missing_connectors, names, no_consent, token_of
from overstap.connectors.afas_sb.reader import Reader
from overstap.connectors.afas_sb.writer import Writer, key_of
from overstap.connectors.by_json import fields
from overstap.connectors.by_json.calling import now
from overstap.connectors.port import Connection, KeyField, Outside, StaleCursor, health_of
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
    Who,
    Written,
    kind_of,
)
from overstap.lib import clock

_OVERLAP = timedelta(minutes=5)  # changes saved while the last ones were read are given again rather than missed


class AfasConnector:
    """Implements Connector, Books and KeyHolding of overstap.connectors.port."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside

    def capabilities(self) -> Mapping[Kind, Capability]:
        """What can be read and written."""
        return CAPABILITIES

    def health(self, connection: Connection) -> Health:
        """Whether AFAS answers, and the app connector has everything that is needed."""
        return health_of(lambda: self._looked(connection))

    def administrations(self, connection: Connection) -> Sequence[ListedAdministration]:
        """Those that the user of the token may see."""
        with self._open(connection) as afas:
            found = [_listed(row) for row in afas.all(asked.ADMINISTRATIONS)]
        return sorted(found, key=lambda one: one.code)

    def key_fields(self) -> Sequence[KeyField]:
        """The data of a token of the app connector."""
        return [KeyField("token")]

    def take_key(self, connection: Connection, typed: Mapping[str, str]) -> Who:
        """Try the token, and keep it. Raises NeedsConsent, or MissingConnectors."""
        token = token_of(typed.get("token", ""))
        if not token:
            raise no_consent()
        with Afas(self._outside, connection, token) as afas:
            found = afas.metainfo()
        with self._outside.vault.locked(connection) as slot:
            slot.keep({"token": token})
        self._complete(found)
        return _who(found)

    def who(self, connection: Connection) -> Who:
        """The app connector and its environment."""
        with self._open(connection) as afas:
            return _who(afas.metainfo())

    def read(self, connection: Connection, code: str, wanted: Wanted) -> Iterator[Record]:
        """The books. Raises MissingConnectors too."""
        with self._open(connection) as afas:
            yield from Reader(afas, lambda: self._open(connection), code, wanted).records()

    def changes(self, connection: Connection, code: str, cursor: str) -> Iterator[Change]:
        """Relations and entries changed since then; the first time, everything. Deleted relations are not told."""
        began = now(self._outside)
        since = _moment(cursor) if cursor else None
        with self._open(connection) as afas:
            found = _changed(afas, code, since) if since else self.read(connection, code, Wanted())
            for record in found:
                yield Change(kind_of(record), key_of(record), record)
        yield Change(None, "", cursor=began.isoformat())

    def write(self, connection: Connection, code: str, records: Iterable[Record]) -> Iterator[Written]:
        """Write what can be written."""
        with self._open(connection) as afas:
            yield from Writer(afas, code).written(records)

    def post(self, connection: Connection, code: str, posting: Posting) -> Posted:
        """Book one entry; its voucher number is our reference."""
        with self._open(connection) as afas:
            return Booking(afas, code).post(posting)

    def read_back(self, connection: Connection, code: str, posted: Posted) -> Entry | None:
        """The entry as AFAS has it now."""
        with self._open(connection) as afas:
            return mutations.entry(afas, code, posted.foreign)

    def withdraw(self, connection: Connection, code: str, posted: Posted) -> bool:
        """Balance what was posted to zero; always False."""
        with self._open(connection) as afas:
            return Booking(afas, code).take_back(posted)

    def _looked(self, connection: Connection) -> None:
        with self._open(connection) as afas:
            self._complete(afas.metainfo())

    def _open(self, connection: Connection) -> Afas:
        return Afas(self._outside, connection)

    def _complete(self, found: Mapping[str, object]) -> None:
        """Raises MissingConnectors where the app connector lacks one that is read or written with."""
        readable, writable = names(found.get("getConnectors")), names(found.get("updateConnectors"))
        missing = [one.name for one in asked.ALL if one.name.lower() not in readable]
        missing += [one for one in asked.UPDATE_CONNECTORS if one.lower() not in writable]
        if missing:
            raise missing_connectors(missing)


def _listed(row: fields.Row) -> ListedAdministration:
    blocked = _("The administration is blocked in AFAS.") if fields.yes(row, "Blocked") else ""
    return ListedAdministration(fields.text(row, "UnitId"), fields.text(row, "Name"), blocked)


def _who(found: Mapping[str, object]) -> Who:
    info = found.get("info")
    told: fields.Row = info if isinstance(info, dict) else {}
    app = fields.text(told, "appName") or "?"
    return Who(app, fields.text(told, "group") or app, fields.text(told, "envid"), "nl")


def _moment(cursor: str) -> datetime:
    try:
        found = datetime.fromisoformat(cursor)
    except ValueError as error:
        raise StaleCursor(_("The place in the changes of AFAS is not known any more.")) from error
    if found.tzinfo is None:
        raise StaleCursor(_("The place in the changes of AFAS is not known any more."))
    return found - _OVERLAP


def _changed(afas: Afas, unit: str, since: datetime) -> Iterator[Record]:
    """AFAS notes the time of Amsterdam, and calls it Z (docs.afas.help, GetConnector; official)."""
    local = since.astimezone(clock.AMSTERDAM).strftime("%Y-%m-%dT%H:%M:%S")
    filters = [("ModifiedDate", "2", local)]
    yield from masterdata.relations(afas.all(asked.DEBTORS, filters), afas.all(asked.CREDITORS, filters))
    yield from mutations.changed(afas, unit, local)
