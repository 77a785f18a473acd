"""Writing documents: each to the entry to which it belongs."""

from collections.abc import Callable

from overstap.connectors.port import PackageRefused
from overstap.connectors.twinfield import documents, sending
from overstap.connectors.twinfield.desk import Desk
from overstap.connectors.values import Became, DocumentFile, Kind, Written
from overstap.lib.findings import Finding, Severity
from overstap.lib.sentences import sentence


class Documents:
    """The documents of one writing; ``where`` tells where an entry of ours stands at Twinfield."""

    def __init__(self, desk: Desk, where: Callable[[str, str, int], str]) -> None:
        self._desk = desk
        self._where = where

    def written(self, document: DocumentFile) -> Written:
        """Put a document at its entry, unless one of its name is there."""
        key = document.key or document.name
        place = self._where(document.journal, document.entry, document.on.year if document.on else 0)
        if not place:
            return Written(Kind.DOCUMENTS, key, Became.REFUSED, finding=_nowhere(key))
        return attached(self._desk, document, place)


def attached(desk: Desk, document: DocumentFile, place: str) -> Written:
    """Put a document at the transaction ``place`` ("INK/202600001"), unless one of its name is there."""
    key = document.key or document.name
    journal, _slash, number = place.partition("/")
    if document.name in documents.of_entry(desk, journal, number):
        return Written(Kind.DOCUMENTS, key, Became.THERE, place)

    lost = False

    def look() -> None:
        nonlocal lost
        lost = document.name in documents.of_entry(desk, journal, number)

    def make() -> None:
        if not lost:
            documents.make(desk, document, journal, number)

    try:
        sending.surely(make, look)
    except PackageRefused as error:
        return Written(Kind.DOCUMENTS, key, Became.REFUSED, finding=sending.refusal(f"document {key}", [error.message]))
    return Written(Kind.DOCUMENTS, key, Became.MADE, place)


def _nowhere(key: str) -> Finding:
    return Finding(
        "TWINFIELD-NO-ENTRY",
        Severity.WARNING,
        f"document {key}",
        sentence("Twinfield keeps documents at entries only, and this one belongs to none that was written."),
        sentence("Put it into Twinfield by hand, or keep it elsewhere."),
    )
