"""Scans that somebody uploads into the inbox."""

from uuid import UUID

from overstap.books.inbox import actions
from overstap.exchange.documents.inspecting import inspect
from overstap.lib import scanning
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right


def receive_scan(actor: Actor, code: str, name: str, content: bytes) -> UUID:
    """Look at a scan, have it scanned for viruses, and put it into the inbox (R114); gives its uid.

    Raises NotFound, NotAllowed, Frozen, DocumentRefused, VirusFound, ScannerAway, StoreUnreachable; then nothing was
    kept.
    """
    access.administration(actor, code, Right.DELIVER_DOCUMENTS)  # before any work is done for somebody
    seen = inspect(content, name)
    scanning.scan(content)
    return actions.scan(actor, code, name, content, seen.media_type)
