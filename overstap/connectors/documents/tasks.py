"""The jobs of this connector; Procrastinate finds this module by its name."""

from uuid import UUID

from overstap.books.documents import store
from overstap.connectors.documents import reading
from overstap.durable import engine


@engine.define(store.READ)
def read_document(ledger_id: int, uid: str, sha256: str, media_type: str) -> None:
    """Read document ``uid``."""
    reading.read(ledger_id, UUID(uid), sha256, media_type)
