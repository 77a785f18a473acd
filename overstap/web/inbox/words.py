"""What the pages of the inbox say."""

from django.utils.translation import gettext as _

from overstap.books.inbox.values import ItemKind, ItemState, PartFate

TONES = {ItemState.OPEN: "wait", ItemState.DONE: "ok", ItemState.ASIDE: "neutral"}
ICONS = {ItemKind.MAIL: "envelope", ItemKind.SCAN: "document"}


def state(found: ItemState) -> str:
    """A state as people call it."""
    return {ItemState.OPEN: _("open"), ItemState.DONE: _("settled"), ItemState.ASIDE: _("put aside")}[found]


def kind(found: ItemKind) -> str:
    """A kind as people call it."""
    return {ItemKind.MAIL: _("Mail"), ItemKind.SCAN: _("Scan")}[found]


def fate(found: PartFate) -> str:
    """What became of a file."""
    return {
        PartFate.DOCUMENT: _("In the archive"),
        PartFate.WAITING: _("Waits for you"),
        PartFate.INLINE: _("Picture in the text"),
        PartFate.UNUSABLE: _("Cannot become a document"),
    }[found]
