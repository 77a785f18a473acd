"""Writing documents: a documents/Documents for each, its files as attachments, linked to its entry."""

import base64
from collections.abc import Iterator

from overstap.connectors.exact_online import tables, wording
from overstap.connectors.exact_online.booked import Booked
from overstap.connectors.exact_online.directory import Directory, Row, text
from overstap.connectors.exact_online.writer_relations import RelationWriter
from overstap.connectors.exact_online.written import Making, noted, refused, refused_there, told
from overstap.connectors.port import PackageRefused
from overstap.connectors.values import Became, DocumentFile, Kind, Written
from overstap.lib.findings import Finding
from overstap.lib.sentences import sentence

_TOGETHER = 24  # files, of which the entries are looked up together
LARGEST = 25 * 1024 * 1024  # bytes: limit for Dutch divisions (help.zenvoices.com, "Aandachtspunten bij het koppelen")


class DocumentWriter:
    """Writes files; those of the same document come under one document again."""

    def __init__(self, making: Making, directory: Directory, relations: RelationWriter, booked: Booked) -> None:
        self._making = making
        self._directory = directory
        self._relations = relations
        self._booked = booked
        self._documents: dict[str, str] = {}  # the source's document -> ID of ours
        self._claimed: set[str] = set()
        self._waiting: list[DocumentFile] = []

    def document(self, file: DocumentFile) -> Iterator[Written]:
        """Keep a file until enough are known to look up their entries together; tells of those that were written."""
        self._waiting.append(file)
        if len(self._waiting) >= _TOGETHER:
            yield from self.rest()

    def rest(self) -> Iterator[Written]:
        """Write what was kept."""
        waiting, self._waiting = self._waiting, []
        self._booked.entry_ids([(file.journal, file.entry) for file in waiting if file.entry])
        for file in waiting:
            try:
                yield self._one(file)
            except PackageRefused as error:
                yield refused_there(Kind.DOCUMENTS, file.key, error)

    def _one(self, file: DocumentFile) -> Written:
        """Write a file; one with the same name and length in the same document is there already."""
        content = _content(file)
        if content is None:
            return refused(
                Kind.DOCUMENTS,
                file.key,
                "TOO-LARGE",
                sentence("This file is larger than the 25 MB that Exact Online takes."),
                sentence("Make it smaller, or keep it elsewhere."),
            )
        entry = self._booked.entry_id(file.journal, file.entry) if file.entry else ""
        document, known = self._document(file, entry)
        there = self._attached(document, file.name, len(content)) if known else None
        if there is not None:
            return told(Kind.DOCUMENTS, file.key, Became.THERE, text(there, "ID"))
        made = self._attach(document, file, content)
        return told(Kind.DOCUMENTS, file.key, Became.MADE, text(made, "ID"), _unlinked(file, entry))

    def to_entry(self, file: DocumentFile, entry: str) -> None:
        """Write a file to an entry by its GUID, where it is not there yet. Raises PackageRefused."""
        content = _content(file) or b""
        document, known = self._document(file, entry)
        if not known or self._attached(document, file.name, len(content)) is None:
            self._attach(document, file, content)

    def _document(self, file: DocumentFile, entry: str) -> tuple[str, bool]:
        """The ID of the document for a file, and whether it may have attachments already."""
        group = str(file.extra.get("document", "")) or file.key
        if group in self._documents:
            return self._documents[group], False
        before = self._unclaimed(file, entry)
        made = before or self._made(file, entry)
        self._documents[group] = text(made, "ID")
        self._claimed.add(self._documents[group])
        return self._documents[group], before is not None

    def _unclaimed(self, file: DocumentFile, entry: str) -> Row | None:
        """A document with the same subject and entry that stands for no other one yet."""
        for row in self._directory.several("documents", _subject(file)):
            if text(row, "FinancialTransactionEntryID") == entry and text(row, "ID") not in self._claimed:
                return row
        return None

    def _made(self, file: DocumentFile, entry: str) -> Row:
        relation = self._relations.find(file.relation) if file.relation else None
        body: dict[str, object] = {
            "Subject": _subject(file),
            "Type": _type(file),
            "DocumentDate": wording.sent_day(file.on) if file.on else "",
            "Account": text(relation or {}, "ID"),
            "FinancialTransactionEntryID": entry,
        }
        sent = {field: value for field, value in body.items() if value != ""}
        return self._making.listed("documents", "documents/Documents", sent, lambda: self._unclaimed(file, entry))

    def _attached(self, document: str, name: str, length: int) -> Row | None:
        for row in self._directory.several("attachments", document):
            if text(row, "FileName") == name and wording.number(row.get("FileSize")) == length:
                return row
        return None

    def _attach(self, document: str, file: DocumentFile, content: bytes) -> Row:
        body = {"Document": document, "FileName": file.name, "Attachment": base64.b64encode(content).decode()}

        def look() -> Row | None:
            self._directory.again("attachments")
            return self._attached(document, file.name, len(content))

        return self._making.once("documents/DocumentAttachments", body, look)


def _content(file: DocumentFile) -> bytes | None:
    """The bytes of a file; None where there are more than Exact takes."""
    pieces, length = list[bytes](), 0
    for piece in file.content():
        length += len(piece)
        if length > LARGEST:
            return None
        pieces.append(piece)
    return b"".join(pieces)


def _subject(file: DocumentFile) -> str:
    return (file.subject or file.name).strip()


def _type(file: DocumentFile) -> int:
    """Type of the document: the one it had at Exact before, or that of its tag."""
    before = str(file.extra.get("type", ""))
    if before.isascii() and before.isdigit():
        return int(before)
    return tables.DOCUMENT_TYPES.get(file.tag, tables.OTHER_DOCUMENT)


def _unlinked(file: DocumentFile, entry: str) -> Finding | None:
    """A file of an entry that is not there."""
    if not file.entry or entry:
        return None
    message = sentence(
        "Exact Online has no entry %(entry)s in journal %(journal)s; the document stands by itself.",
        entry=file.entry,
        journal=file.journal,
    )
    remedy = sentence("Link it to its entry in Exact Online.")
    return noted(Kind.DOCUMENTS, file.key, "UNLINKED", message, remedy)
