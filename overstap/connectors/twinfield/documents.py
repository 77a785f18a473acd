"""Documents at transactions: DocumentService.

Its WSDL is public (``…/webservices/DocumentService.svc?wsdl``), the schemas of its commands and queries are not: those
used here have the form of the other services of that family, and have to be held against the real ones once a contract
with Twinfield opens them. The capability table says so.
"""

import base64
import binascii
from collections.abc import Callable, Iterator
from datetime import date
from uuid import NAMESPACE_URL, uuid5

from overstap.connectors.port import NoAccess, PackageRefused
from overstap.connectors.twinfield import xml
from overstap.connectors.twinfield.desk import Desk
from overstap.connectors.values import DocumentFile
from overstap.lib.findings import Finding, Severity
from overstap.lib.sentences import sentence

SERVICE = "DocumentService"
_PIECE = 1 << 16

Fetch = Callable[[str], bytes]  # the content of a document, by its identity


def read(desk: Desk, fetch: Fetch) -> Iterator[DocumentFile | Finding]:
    """All documents of an office; the content of each is asked for when somebody wants it.

    Where Twinfield refuses the question that is a Finding: it must not spoil a reading of which it is the end.
    """
    try:
        listed = _list(desk, {"CompanyCode": desk.code})
    except (PackageRefused, NoAccess) as error:
        yield _not_given(error.message)
        return
    for one in xml.found(listed, "Document"):
        yield _document(one, fetch)


def of_entry(desk: Desk, journal: str, number: str) -> list[str]:
    """The names of the documents at one transaction."""
    asked = {"CompanyCode": desk.code, "Daybook": journal, "TransactionNumber": number}
    return [xml.inner(one, "Name") for one in xml.found(_list(desk, asked), "Document")]


def _list(desk: Desk, asked: dict[str, str]) -> xml.Element:
    return desk.client.queried(desk.code, SERVICE, "GetDocuments", **asked)


def content(desk: Desk, identity: str) -> bytes:
    """The bytes of a document. Raises Unreadable."""
    found = desk.client.queried(desk.code, SERVICE, "GetDocument", CompanyCode=desk.code, Id=identity)
    told = next(xml.found(found, "Content"), None)
    try:
        return base64.b64decode((told.text if told is not None else "") or "", validate=True)
    except binascii.Error as error:
        raise xml.unreadable() from error


def make(desk: Desk, document: DocumentFile, journal: str, number: str) -> None:
    """Put a document at a transaction. Raises OutcomeUnknown, PackageRefused."""
    desk.client.commanded(
        desk.code,
        SERVICE,
        "CreateDocument",
        CompanyCode=desk.code,
        Content=base64.b64encode(b"".join(document.content())).decode(),
        ContentType=str(document.extra.get("content_type", "application/octet-stream")),
        Daybook=journal,
        Id=identity_at(desk, document, journal, number),
        Name=document.name,
        TransactionNumber=number,
    )


def identity_at(desk: Desk, document: DocumentFile, journal: str, number: str) -> str:
    """The identity under which it goes there, the same at each attempt."""
    return str(uuid5(NAMESPACE_URL, f"overstap/{desk.code}/{journal}/{number}/{document.key or document.name}"))


def _not_given(said: str) -> Finding:
    return Finding(
        "TWINFIELD-DOCUMENTS",
        Severity.WARNING,
        "documents",
        sentence("Twinfield does not give its documents: %(said)s", said=said),
        sentence("Download them in Twinfield, or take them from the archive in which they were scanned."),
    )


def _document(element: xml.Element, fetch: Fetch) -> DocumentFile:
    identity = xml.inner(element, "Id")
    created = xml.inner(element, "Created")[:10]

    def pieces() -> Iterator[bytes]:
        held = fetch(identity)
        return (held[place : place + _PIECE] for place in range(0, len(held), _PIECE))

    return DocumentFile(
        key=identity,
        name=xml.inner(element, "Name"),
        subject="",
        on=date.fromisoformat(created) if created else None,
        tag="",
        content=pieces,
        journal=xml.inner(element, "Daybook"),
        entry=xml.inner(element, "TransactionNumber"),
        extra={"content_type": xml.inner(element, "ContentType")},
    )
