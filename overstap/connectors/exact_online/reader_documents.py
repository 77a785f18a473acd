"""Documents of a division with their attachments; the bytes are fetched when somebody wants them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from urllib.parse import urlsplit

from overstap.connectors.exact_online.client import Client, Row
from overstap.connectors.exact_online.division import Division, converted
from overstap.connectors.exact_online.reader_entries import Entries
from overstap.connectors.exact_online.wording import day, text
from overstap.connectors.values import DocumentFile, Record
from overstap.lib.findings import Finding, Severity

_DOCUMENT = (
    "ID", "HID", "Subject", "DocumentDate", "Type", "TypeDescription", "AccountCode", "FinancialTransactionEntryID",
    "Body", "HasEmptyBody", "CategoryDescription",
)  # fmt: skip
_ATTACHMENT = ("ID", "Document", "FileName", "FileSize", "Url")
# documents/DocumentTypes: 10 sales invoice, 20 purchase invoice; bank statements and journal entries have no fixed one.
_TAGS = {"10": "sales", "11": "sales", "20": "purchase", "21": "purchase", "30": "purchase", "8": "bank"}
Opener = Callable[[], Client]


class Documents:
    """Reads the documents of a division. ``opener`` makes a client for whoever wants the bytes later."""

    def __init__(self, division: Division, opener: Opener) -> None:
        self._division = division
        self._opener = opener

    def read(self, known: Mapping[str, tuple[str, str]], only: Iterable[str] = ()) -> Iterator[Record]:
        """Each attachment as a document file; a document without one as its text.

        ``known``: document to entry, as far as the entries that were read told; ``only``: just these (IDs).
        """
        wanted = set(only)
        listed = self._division.rows("bulk/Documents/Documents", _DOCUMENT)
        rows = {text(row["ID"]): row for row in listed if not wanted or row["ID"] in wanted}
        entries = {**self._entries(rows, known), **known}
        bare = set(rows)
        for attachment in self._division.rows("bulk/Documents/DocumentAttachments", _ATTACHMENT):
            row = rows.get(text(attachment["Document"]))
            if row is not None:
                bare.discard(text(row["ID"]))
                yield from self._file(attachment, row, entries)
            elif not wanted:
                yield _lost(attachment)
        for key in sorted(bare):
            yield from self._body(rows[key], entries)

    def _entries(self, rows: Mapping[str, Row], known: Mapping[str, tuple[str, str]]) -> Mapping[str, tuple[str, str]]:
        """Document to entry for those that name an entry and are not ``known``: looked up, several at a time."""
        named = {text(row["FinancialTransactionEntryID"]): key for key, row in rows.items() if key not in known}
        named.pop("", None)
        reader = Entries(self._division)
        found = {}
        for entry_id, place in reader.places(sorted(named)):
            found[named[entry_id]] = place
        return found

    def _file(self, attachment: Row, row: Row, entries: Mapping[str, tuple[str, str]]) -> Iterator[Record]:
        def made(one: Row) -> DocumentFile:
            content = partial(_fetched, self._opener, self._download(one))
            return _document(row, text(one["ID"]), text(one["FileName"]), content, entries)

        yield from converted([attachment], made, "attachment", "FileName")

    def _download(self, attachment: Row) -> str:
        """The address that gives the bytes instead of a page with them; Exact's own, where it tells one."""
        own = f"/docs/SysAttachment.aspx?ID={text(attachment['ID'])}"
        address = text(attachment["Url"]) or own
        more = {"_Division_": self._division.code, "Download": "1"}
        asked = [f"{name}={value}" for name, value in more.items() if f"{name}=" not in address]
        return "&".join((address if urlsplit(address).query else f"{address}?", *asked))

    def _body(self, row: Row, entries: Mapping[str, tuple[str, str]]) -> Iterator[Record]:
        """A document that is a text and no more."""
        body = text(row["Body"])
        if not body:
            yield _empty(row)
            return

        def made(one: Row) -> DocumentFile:
            name = f"{text(one['Subject']) or text(one['HID'])}.html"
            return _document(one, text(one["ID"]), name, lambda: iter((body.encode(),)), entries)

        yield from converted([row], made, "document", "Subject")


def _document(
    row: Row, key: str, name: str, content: Callable[[], Iterator[bytes]], entries: Mapping[str, tuple[str, str]]
) -> DocumentFile:
    journal, entry = entries.get(text(row["ID"]), ("", ""))
    return DocumentFile(
        key=key,
        name=name,
        subject=text(row["Subject"]),
        on=day(row["DocumentDate"]),
        tag=_TAGS.get(text(row["Type"]), ""),
        content=content,
        journal=journal,
        entry=entry,
        relation=text(row["AccountCode"]),
        extra={"document": text(row["ID"]), "type": text(row["Type"]), "category": text(row["CategoryDescription"])},
    )


def _fetched(opener: Opener, address: str) -> Iterator[bytes]:
    with opener() as client, client.stream(address) as pieces:
        yield from pieces


def _lost(attachment: Row) -> Finding:
    return Finding(
        "EXACT-ATTACHMENT",
        Severity.WARNING,
        f"attachment {text(attachment['FileName'])}"[:200],
        "This attachment belongs to a document that this user may not see; it was not read.",
        "Let the user see all documents in Exact Online, or download the attachment by hand.",
    )


def _empty(row: Row) -> Finding:
    return Finding(
        "EXACT-DOCUMENT-EMPTY",
        Severity.INFO,
        f"document {text(row['HID'])} {text(row['Subject'])}"[:200],
        "This document has neither a text nor an attachment; there is nothing to carry.",
        "Nothing has to be done.",
    )
