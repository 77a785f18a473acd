"""Documents in: the content to the object store, the card to the administration. Rights are asked by who calls."""

from overstap.books.documents.models import Document
from overstap.books.documents.values import Arrival
from overstap.lib import clock, objects
from overstap.tenancy.models import Administration

LONGEST_NAME = 255


def keep(administration: Administration, content: bytes, arrival: Arrival) -> Document:
    """Keep a document. The caller holds the administration for writing (``access.administration_for_writing``).

    Raises StoreUnreachable; then nothing was kept.
    """
    return Document.objects.create(
        administration=administration,
        sha256=objects.keep(content),
        size=len(content),
        media_type=arrival.media_type,
        name=shown_name(arrival.name),
        tag=arrival.tag,
        source=arrival.source,
        sender=arrival.sender,
        arrived_at=arrival.arrived_at or clock.now(),
    )


def shown_name(name: str) -> str:
    """A sender's file name as it can be shown and offered for download: no path, nothing invisible, not too long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(letter for letter in last if letter.isprintable()).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if len(plain) <= LONGEST_NAME or not dot:
        return plain[:LONGEST_NAME] or "document"
    ending = ending[:10]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
