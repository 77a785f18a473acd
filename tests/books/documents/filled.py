"""Documents that an administration of a test holds."""

from overstap.books.documents import store
from overstap.books.documents.values import Arrival, Source, Tag
from overstap.tenancy.models import Administration


def first(one: Administration) -> None:
    """A document with a tag."""
    store.keep(one, b"%PDF-1.7 first", Arrival("factuur 1.pdf", "application/pdf", Source.UPLOAD, Tag.PURCHASE))


def second(one: Administration) -> None:
    """A document without a tag, with difficult letters in its name (R063)."""
    store.keep(one, b"%PDF-1.7 second", Arrival("caf\u00e9 cafe\u0301, \u2019t.pdf", "application/pdf", Source.MAIL))
