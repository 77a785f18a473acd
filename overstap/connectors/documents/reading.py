"""Reading documents that were kept: what the worker does. Made anew any time, so it may run twice."""

from uuid import UUID

from overstap.books.documents import store
from overstap.books.documents.values import Reading, ReadState
from overstap.exchange.documents import apart
from overstap.lib import objects


def read(ledger_id: int, uid: UUID, sha256: str, media_type: str) -> None:
    """Read a document's text, draw its first page, and keep both. Raises ContentMissing, StoreUnreachable."""
    found = apart.read(objects.content(sha256), media_type)
    preview = objects.keep(found.preview) if found.preview else ""
    reading = Reading(ReadState(found.state), found.pages, found.text, preview, found.findings)
    store.keep_reading(ledger_id, uid, reading)
