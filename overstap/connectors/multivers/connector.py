"""Boekhoudgemak & Multivers through the port: the API of Multivers Online, and files for the rest.

The API needs a registration at Visma (client id and secret); administrations of Boekhoudgemak and of a Multivers that
is installed locally have no API, and come over as files.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from overstap.books.ledger.values import Entry
from overstap.connectors.by_file.values import FiledBooks
from overstap.connectors.by_json import fields
from overstap.connectors.by_json.calling import now
from overstap.connectors.by_json.consenting import ByConsent, everything
from overstap.connectors.by_json.oauth import needs_consent
from overstap.connectors.multivers import files
from overstap.connectors.multivers.booking import Booking
from overstap.connectors.multivers.client import ENDPOINTS, Multivers
from overstap.connectors.multivers.reader import Reader
from overstap.connectors.multivers.writer import Writer
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
from overstap.lib.sentences import Sentence, sentence

_SETUP = " " + sentence("It is set up in Multivers itself.")
CAPABILITIES: Mapping[Kind, Capability] = {
    Kind.COMPANY: Capability(Way.YES, Way.NO, sentence("An administration is made by Visma or by its user.") + _SETUP),
    Kind.PERIODS: Capability(Way.YES, Way.NO, sentence("Book years are not made through the interface.") + _SETUP),
    Kind.ACCOUNTS: Capability(
        Way.YES, Way.FILE, "What the interface wants of a new account is not public: accounts are written as a list."
    ),
    Kind.VAT_CODES: Capability(
        Way.PART,
        Way.NO,
        sentence("The interface does not tell the accounts of a VAT code, and lets none be made.") + _SETUP,
    ),
    Kind.DIMENSIONS: Capability(
        Way.YES, Way.NO, sentence("Cost centres and cost units are read; projects are not.") + _SETUP
    ),
    Kind.PAYMENT_CONDITIONS: Capability(Way.YES, Way.NO, sentence("Payment conditions are not written.") + _SETUP),
    Kind.JOURNALS: Capability(Way.YES, Way.NO, sentence("Journals are not made through the interface.") + _SETUP),
    Kind.RELATIONS: Capability(
        Way.PART, Way.PART, "Bank accounts, contacts and other addresses are neither read nor written."
    ),
    Kind.OPENING: Capability(Way.YES, Way.FILE, "The interface books nothing in the opening balance."),
    Kind.ENTRIES: Capability(
        Way.YES,
        Way.PART,
        "Entries get new numbers, an entry in a sales or purchase journal has to be one invoice, and Multivers books "
        "its VAT itself.",
    ),
    Kind.OPEN_ITEMS: Capability(
        Way.PART, Way.NO, "The account of an open item is not told; they follow from invoices, and are not written."
    ),
    Kind.ASSETS: Capability(Way.NO, Way.NO, "The fields of fixed assets in the interface are not public."),
    Kind.DOCUMENTS: Capability(Way.NO, Way.NO, "The fields of documents in the interface are not public."),
}


class MultiversConnector(ByConsent):
    """Implements Connector, Books and Consenting of overstap.connectors.port, and by_file's FileRoute."""

    endpoints = ENDPOINTS

    def capabilities(self) -> Mapping[Kind, Capability]:
        """What can be read and written."""
        return CAPABILITIES

    def who(self, connection: Connection) -> Who:
        """The user of the session (unverified: the fields of SessionInfo)."""
        with self._open(connection) as api:
            found = api.one("SessionInfo")
        user = fields.text(found, "userName") or fields.text(found, "userId")
        if not user:
            raise needs_consent()
        licence = fields.text(found, "supportNumber")
        return Who(user, fields.text(found, "fullName") or user, licence, fields.text(found, "languageId"))

    def administrations(self, connection: Connection) -> Sequence[ListedAdministration]:
        """Those of the user."""
        with self._open(connection) as api:
            rows = api.all("AdministrationInfoList")
        found = [
            ListedAdministration(fields.code(row, "administrationId"), fields.text(row, "description")) for row in rows
        ]
        return sorted(found, key=lambda one: one.code)

    def read(self, connection: Connection, code: str, wanted: Wanted) -> Iterator[Record]:
        """The books."""
        with self._open(connection) as api:
            yield from Reader(api, code, wanted).records()

    def changes(self, connection: Connection, code: str, cursor: str) -> Iterator[Change]:
        """Everything, each time: the interface tells no changes of entries."""
        del cursor
        began = now(self._outside)
        return everything(self.read(connection, code, Wanted()), began)

    def write(self, connection: Connection, code: str, records: Iterable[Record]) -> Iterator[Written]:
        """Relations and entries; what goes by file is refused with that remedy."""
        with self._open(connection) as api:
            yield from Writer(api, code).written(records)

    def post(self, connection: Connection, code: str, posting: Posting) -> Posted:
        """Book one entry, without documents."""
        with self._open(connection) as api:
            return Booking(api, code).post(posting)

    def read_back(self, connection: Connection, code: str, posted: Posted) -> Entry | None:
        """The entry as Multivers has it now."""
        with self._open(connection) as api:
            return Booking(api, code).read_back(posted)

    def withdraw(self, connection: Connection, code: str, posted: Posted) -> bool:
        """Delete what was posted."""
        with self._open(connection) as api:
            return Booking(api, code).withdraw(posted)

    def export_steps(self) -> Sequence[Sentence]:
        """How to get audit files of Multivers."""
        return files.export_steps()

    def read_files(self, paths: Sequence[Path]) -> Iterator[Record]:
        """The books in audit files."""
        return files.read_files(paths)

    def write_files(self, records: Iterable[Record], folder: Path) -> FiledBooks:
        """CSV that Multivers imports."""
        return files.write_files(records, folder)

    def _open(self, connection: Connection) -> Multivers:
        return Multivers(self._outside, connection)
