"""Booking one entry with its documents, reading it back, and taking it back.

Our reference stands at the end of every description of the entry, and in YourRef where the entry names no invoice: by
it an entry is found again whose answer got lost, or that was asked for twice.
"""

from collections.abc import Sequence

from overstap.books.ledger.values import Entry, Line
from overstap.connectors.exact_online import uploads, wording
from overstap.connectors.exact_online.answers import NotThere
from overstap.connectors.exact_online.booked import Booked
from overstap.connectors.exact_online.client import Client
from overstap.connectors.exact_online.directory import Directory, Row, text
from overstap.connectors.exact_online.division import Division
from overstap.connectors.exact_online.entries import PATHS, Entries, Ready, Unfit
from overstap.connectors.exact_online.reader_entries import Entries as EntryReader
from overstap.connectors.exact_online.writer_documents import DocumentWriter
from overstap.connectors.exact_online.writer_relations import RelationWriter
from overstap.connectors.exact_online.written import Making
from overstap.connectors.exact_online.xml import transactions
from overstap.connectors.port import OutcomeUnknown, PackageRefused
from overstap.connectors.values import Posted, Posting
from overstap.lib.findings import Finding

DESCRIPTION = 60  # characters of a description that Exact keeps; ours are cut, so that the reference stays whole
_LINES = "financialtransaction/TransactionLines"
_ATTEMPTS = 2


class Poster:
    """Posts to one division."""

    def __init__(self, client: Client, division: str) -> None:
        self._client = client
        self._division = division
        self._directory = Directory(client, division)
        self._making = Making(client, self._directory)
        relations = RelationWriter(self._making, self._directory)
        self._entries = Entries(self._directory, relations, {}, collective=False)
        booked = Booked(client, self._directory)
        self._documents = DocumentWriter(self._making, self._directory, relations, booked)

    def post(self, posting: Posting) -> Posted:
        """Book ``posting``, unless an entry with its reference is there. Raises PackageRefused, OutcomeUnknown …"""
        row = self._found(posting)
        if row is None:
            row = self._booked(posting)
        posted = Posted(text(row, "JournalCode"), text(row, "EntryNumber"), text(row, "EntryID"), posting.reference)
        for file in posting.documents:
            self._documents.to_entry(file, posted.foreign)
        return posted

    def read_back(self, posted: Posted) -> Entry | None:
        """The entry as it stands there now."""
        key = posted.foreign or self._key(posted)
        if not key:
            return None
        for record in EntryReader(Division(self._client, self._division)).with_ids([key]):
            if isinstance(record, Entry):
                return record
            if isinstance(record, Finding):
                raise PackageRefused(record.message, remedy=record.remedy)
        return None

    def withdraw(self, posted: Posted) -> bool:
        """Delete the entry and its documents; False where Exact keeps it (bank and cash, processed, closed period)."""
        journal = self._directory.one("journals", posted.journal)
        path = PATHS.get(wording.number(text(journal or {}, "Type")), "")
        key = posted.foreign or self._key(posted)
        if not path or not key:
            return False
        if not self._removed(f"{path}({wording.guid(key)})") or self.read_back(posted) is not None:
            return False
        for document in self._directory.by("documents", "FinancialTransactionEntryID", key):
            self._withdraw_document(text(document, "ID"))
        return True

    def _withdraw_document(self, document: str) -> None:
        for attachment in self._directory.several("attachments", document):
            self._removed(f"documents/DocumentAttachments({wording.guid(text(attachment, 'ID'))})")
        self._removed(f"documents/Documents({wording.guid(document)})")

    def _removed(self, path: str) -> bool:
        """DELETE; what is not there any more is removed too. False where Exact refuses it."""
        address = self._directory.address(path)
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                self._client.remove(address)
            except NotThere:
                return True
            except PackageRefused:
                return False
            except OutcomeUnknown:
                if attempt == _ATTEMPTS:
                    raise
            else:
                return True
        return False

    def _booked(self, posting: Posting) -> Row:
        try:
            ready = self._entries.ready(marked(posting.entry, posting.reference), posting.reference)
        except Unfit as unfit:
            raise PackageRefused(unfit.message, code=f"EXACT-{unfit.code}", remedy=unfit.remedy) from None
        if ready.body is None:
            return self._uploaded(posting, ready)
        made = self._making.once(ready.path, ready.body, lambda: self._found(posting))
        return {"JournalCode": ready.entry.journal, **made}

    def _uploaded(self, posting: Posting, ready: Ready) -> Row:
        """By the XML interface; what was booked is looked up, since its answer names the number only."""
        element = transactions.transaction(ready.entry, ready.setting)
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                said = uploads.upload(self._client, self._division, "GLTransactions", [element])
            except OutcomeUnknown:
                found = self._found(posting)
                if found is not None:
                    return found
                if attempt == _ATTEMPTS:
                    raise
            else:
                break
        against = [message.text for message in said if message.refused]
        found = None if against else self._found(posting)
        if found is None:
            raise PackageRefused(against[0] if against else "", facts={"reference": posting.reference})
        return found

    def _found(self, posting: Posting) -> Row | None:
        """The entry that has our reference. Its description ends in it, so that OV-1 is not taken for OV-12."""
        ending = wording.quoted(posting.reference)
        params = {
            "$select": "EntryID,EntryNumber,JournalCode,Description",
            "$filter": f"FinancialYear eq {posting.entry.year} and endswith(Description,{ending})",
            "$top": "60",
        }
        rows: Sequence[Row] = self._client.get(self._directory.address(_LINES), params)
        return next((row for row in rows if _is_marked(text(row, "Description"), posting.reference)), None)

    def _key(self, posted: Posted) -> str:
        """The GUID of an entry of which only journal and number are known."""
        return Booked(self._client, self._directory).entry_id(posted.journal, posted.number)


def marked(entry: Entry, reference: str) -> Entry:
    """``entry`` with our reference at the end of its descriptions."""
    lines = [_marked_line(line, entry, reference) for line in entry.lines]
    return entry._replace(description=_marked(entry.description, reference), lines=lines)


def _marked_line(line: Line, entry: Entry, reference: str) -> Line:
    return line._replace(description=_marked(line.description or entry.description, reference))


def _marked(description: str, reference: str) -> str:
    room = DESCRIPTION - len(reference) - 1
    return f"{description.strip()[:room].rstrip()} {reference}".strip()


def _is_marked(description: str, reference: str) -> bool:
    return description == reference or description.endswith(f" {reference}")
