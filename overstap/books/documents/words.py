"""The words of documents as people read them, in the language that is active."""

from django.utils.translation import gettext as _

from overstap.books.documents.values import Source, Tag


def tag_word(tag: str) -> str:
    """A tag; also the absence of one."""
    return {
        Tag.NONE: _("Without tag"),
        Tag.PURCHASE: _("Purchase"),
        Tag.SALES: _("Sales"),
        Tag.CASH: _("Cash"),
        Tag.BANK: _("Bank"),
        Tag.JOURNAL: _("General journal"),
        Tag.OWN: _("Own"),
    }[Tag(tag)]


def source_word(source: str) -> str:
    """How a document came in."""
    return {
        Source.UPLOAD: _("Uploaded"),
        Source.MAIL: _("By mail"),
        Source.SCAN: _("Scanned"),
        Source.API: _("By a program"),
        Source.MADE: _("Made by Overstap"),
    }[Source(source)]
