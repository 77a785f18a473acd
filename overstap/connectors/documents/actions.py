"""Files of people, suppliers and programs into the archive of an administration: the one way in from outside."""

from dataclasses import replace
from typing import BinaryIO

from overstap.books.documents import actions
from overstap.books.documents.values import Arrival, Kept
from overstap.connectors.documents import invoices
from overstap.connectors.documents.values import Received
from overstap.exchange.documents.inspecting import inspect
from overstap.exchange.documents.values import LARGEST, Inspected
from overstap.lib import scanning
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Administration, Person
from overstap.tenancy.roles import Right


def receive(actor: Actor, code: str, content: bytes | BinaryIO, arrival: Arrival) -> Received:
    """Look at a file, have it scanned, and keep it as a document of administration ``code``.

    ``arrival.media_type`` does not matter: it is what the content is. Raises NotFound, NotAllowed, Frozen,
    DocumentRefused (its code tells why), VirusFound, ScannerAway, StoreUnreachable; then nothing was kept.
    """
    administration = access.administration(actor, code, Right.DELIVER_DOCUMENTS)  # before any work is done
    whole = _whole(content)
    seen = look(whole, arrival.name)
    kept = actions.add(actor, code, whole, replace(arrival, media_type=seen.media_type))
    invoices.take_over(administration, kept.uid, whole, seen.media_type)
    return _received(kept, seen)


def receive_for(
    administration: Administration, content: bytes, arrival: Arrival, *, delivered_by: Person | None = None
) -> Received:
    """As ``receive``, for who holds the administration for writing already and writes the audit log itself."""
    seen = look(content, arrival.name)
    kept = actions.add_for(
        administration, content, replace(arrival, media_type=seen.media_type), delivered_by=delivered_by
    )
    invoices.take_over(administration, kept.uid, content, seen.media_type)
    return _received(kept, seen)


def look(content: bytes, name: str) -> Inspected:
    """What a file is, without keeping it. Raises DocumentRefused, VirusFound, ScannerAway, ScannerMisset."""
    seen = inspect(content, name)
    scanning.scan(content)
    return seen


def _whole(content: bytes | BinaryIO) -> bytes:
    """All of it; of what is too large, just enough to see that."""
    if isinstance(content, bytes):
        return content
    content.seek(0)
    return content.read(LARGEST + 1)


def _received(kept: Kept, seen: Inspected) -> Received:
    return Received(kept.uid, kept.sha256, seen.media_type, seen.findings, kept.same_as)
