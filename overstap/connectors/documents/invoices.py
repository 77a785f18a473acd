"""An invoice in UBL among the files that arrive: what it says goes onto the card of its document."""

from uuid import UUID

from overstap.books.documents import taking_over
from overstap.exchange import ubl
from overstap.tenancy.models import Administration

_XML = frozenset({"application/xml", "text/xml"})


def take_over(administration: Administration, uid: UUID, content: bytes, media_type: str) -> None:
    """Take over the fields of an invoice; of any other file, nothing. The caller holds the administration for writing.

    An invoice that is wrong is taken over as it stands: ``exchange.ubl.read`` tells what is wrong with it.
    """
    if media_type not in _XML:
        return
    try:
        reading = ubl.read(content)
    except ubl.UnreadableInvoice:
        return
    taking_over.take_over(administration, uid, ubl.taken_over(reading.invoice))
