"""AccountView through the port: the webservice of AccountView.Net, and files for the rest."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from overstap.books.ledger.values import Entry
from overstap.connectors.accountview import files
from overstap.connectors.accountview.client import ENDPOINTS, AccountView
from overstap.connectors.accountview.reader import Reader
from overstap.connectors.accountview.writer import Booking, Writer
from overstap.connectors.by_file.values import FiledBooks
from overstap.connectors.by_json import fields
from overstap.connectors.by_json.calling import now
from overstap.connectors.by_json.consenting import ByConsent, everything
from overstap.connectors.port import Connection
from overstap.connectors.values import (
    Capability,
    Change,
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
from overstap.lib import clock
from overstap.lib.sentences import Sentence, sentence

_SETUP = " " + sentence("It is set up in AccountView itself.")
_FOLLOWS = " " + sentence("Open items follow from the entries.")
_AUDIT_FILE = sentence("The webservice is not known to give it: it is read from an audit file.")
CAPABILITIES: Mapping[Kind, Capability] = {
    Kind.COMPANY: Capability(Way.PART, Way.NO, sentence("Only the name of an administration is told.") + _SETUP),
    Kind.PERIODS: Capability(Way.YES, Way.NO, sentence("Book years are not made through the webservice.") + _SETUP),
    Kind.ACCOUNTS: Capability(Way.YES, Way.FILE, "New accounts are written as a list to import."),
    Kind.VAT_CODES: Capability(Way.FILE, Way.NO, _AUDIT_FILE + _SETUP),
    Kind.DIMENSIONS: Capability(
        Way.YES, Way.NO, sentence("Cost centres and projects are read, and not written.") + _SETUP
    ),
    Kind.PAYMENT_CONDITIONS: Capability(
        Way.NO, Way.NO, "Payment conditions are known by their codes at relations only."
    ),
    Kind.JOURNALS: Capability(Way.FILE, Way.NO, _AUDIT_FILE + _SETUP),
    Kind.RELATIONS: Capability(
        Way.PART, Way.PART, "One address and one bank account of each; a relation that is there is not changed."
    ),
    Kind.OPENING: Capability(Way.FILE, Way.FILE, _AUDIT_FILE),
    Kind.ENTRIES: Capability(
        Way.PART,
        Way.PART,
        "VAT comes without its percentage; only general entries are posted, they get new numbers, and none can be "
        "deleted, only balanced to zero.",
    ),
    Kind.OPEN_ITEMS: Capability(Way.FILE, Way.NO, _AUDIT_FILE + _FOLLOWS),
    Kind.ASSETS: Capability(
        Way.NO, Way.NO, "Fixed assets are neither in the webservice as far as known, nor in a file."
    ),
    Kind.DOCUMENTS: Capability(Way.NO, Way.NO, "Documents are not in the webservice as far as known."),
}


class AccountViewConnector(ByConsent):
    """Implements Connector, Books and Consenting of overstap.connectors.port, and by_file's FileRoute."""

    endpoints = ENDPOINTS

    def capabilities(self) -> Mapping[Kind, Capability]:
        """What can be read and written."""
        return CAPABILITIES

    def who(self, connection: Connection) -> Who:
        """AccountView tells no name of the user: how many administrations it may see stands for it."""
        found = self.administrations(connection)
        return Who("AccountView.Net", "AccountView.Net", f"{len(found)}", "nl")

    def administrations(self, connection: Connection) -> Sequence[ListedAdministration]:
        """Those of the user."""
        with AccountView(self._outside, connection) as api:
            rows = api.companies()
        found = [ListedAdministration(fields.code(row, "Id"), fields.text(row, "Name")) for row in rows]
        return sorted(found, key=lambda one: one.code)

    def read(self, connection: Connection, code: str, wanted: Wanted) -> Iterator[Record]:
        """The books, as far as the webservice gives them."""
        today = now(self._outside).astimezone(clock.AMSTERDAM).date()
        with self._open(connection, code) as api:
            yield from Reader(api, code, wanted, today).records()

    def changes(self, connection: Connection, code: str, cursor: str) -> Iterator[Change]:
        """Everything, each time: the webservice is not known to tell changes of entries."""
        del cursor
        began = now(self._outside)
        return everything(self.read(connection, code, Wanted()), began)

    def write(self, connection: Connection, code: str, records: Iterable[Record]) -> Iterator[Written]:
        """Relations and general entries; what goes by file is refused with that remedy."""
        with self._open(connection, code) as api:
            yield from Writer(api).written(records)

    def post(self, connection: Connection, code: str, posting: Posting) -> Posted:
        """Book one general entry, without documents."""
        with self._open(connection, code) as api:
            return Booking(api).post(posting)

    def read_back(self, connection: Connection, code: str, posted: Posted) -> Entry | None:
        """The entry as AccountView has it now."""
        with self._open(connection, code) as api:
            return Booking(api).read_back(posted)

    def withdraw(self, connection: Connection, code: str, posted: Posted) -> bool:
        """Balance what was posted to zero; always False."""
        with self._open(connection, code) as api:
            return Booking(api).take_back(posted)

    def export_steps(self) -> Sequence[Sentence]:
        """How to get audit files of AccountView."""
        return files.export_steps()

    def read_files(self, paths: Sequence[Path]) -> Iterator[Record]:
        """The books in audit files."""
        return files.read_files(paths)

    def write_files(self, records: Iterable[Record], folder: Path) -> FiledBooks:
        """CSV that AccountView imports."""
        return files.write_files(records, folder)

    def _open(self, connection: Connection, code: str) -> AccountView:
        return AccountView(self._outside, connection, code)
