"""Documents that an administration of a test holds."""

from overstap.books.documents import store
from overstap.books.documents.models import ArchiveSettings
from overstap.books.documents.values import Arrival, EntryKey, Source, Tag
from overstap.tenancy.models import Administration


def first(one: Administration) -> None:
    """A document with a tag; who is not signed in may follow links."""
    store.keep(one, b"%PDF-1.7 first", Arrival("factuur 1.pdf", "application/pdf", Source.UPLOAD, Tag.PURCHASE))
    ArchiveSettings.objects.create(administration=one, login_required=False)


def second(one: Administration) -> None:
    """A document without a tag, with difficult letters in its name (R063), that belongs to an entry."""
    name = "caf\u00e9 cafe\u0301, \u2019t.pdf"
    arrival = Arrival(name, "application/pdf", Source.MAIL, note="  'x' \\ ", entry=EntryKey("VK", "2025-0001"))
    store.keep(one, b"%PDF-1.7 second", arrival)
