"""What the pages of documents say."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from overstap.books.documents.transit.models import TakeawayState
from overstap.books.documents.values import ReadState, Tag
from overstap.books.documents.words import tag_word
from overstap.lib.errors import OverstapError
from overstap.lib.sentences import told

TAGS: tuple[Tag, ...] = tuple(tag for tag in Tag if tag)
_ICONS = {
    "application/pdf": "document-text",
    "image/jpeg": "photo",
    "image/png": "photo",
    "application/xml": "code-bracket-square",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as a page shows it, in the reader's language."""

    code: str
    message: str
    remedy: str


def problem(error: OverstapError) -> Problem:
    """``error``, also one of the layers that know no language."""
    return Problem(error.code, told(error.message, _), told(error.remedy, _))


def icon_of(media_type: str) -> str:
    """What a kind of file looks like."""
    return _ICONS.get(media_type, "document")


def kind_of(media_type: str) -> str:
    """A kind of file as people call it."""
    kinds = {"application/pdf": "PDF", "image/jpeg": "JPG", "image/png": "PNG", "application/xml": "XML"}
    return kinds.get(media_type, media_type)


def tags() -> list[tuple[str, str]]:
    """Every tag with its word, for a choice; the absence of one first."""
    return [(str(tag), tag_word(tag)) for tag in Tag]


def reading(state: str) -> str:
    """What came of reading a document, where there is something to say of it."""
    return {
        ReadState.WAITING: _("The first page is being drawn. This takes a moment."),
        ReadState.NO_TEXT: _("There is no text in it that can be searched: it is a scan or a photograph."),
        ReadState.ENCRYPTED: _("It is locked with a password: its text cannot be searched."),
        ReadState.BROKEN: _(
            "It is damaged: its text cannot be read. Download it to see what your programs make of it."
        ),
        ReadState.TOO_MUCH: _("It is so large that only its beginning can be searched."),
    }.get(ReadState(state), "")


def takeaway_state(state: str) -> tuple[str, str]:
    """The state of a download of a whole archive: word and tone."""
    return {
        TakeawayState.WAITING: (_("Waiting"), "wait"),
        TakeawayState.RUNNING: (_("Being packed"), "live"),
        TakeawayState.READY: (_("Ready"), "ok"),
        TakeawayState.REFUSED: (_("Refused"), "bad"),
        TakeawayState.FAILED: (_("Failed"), "bad"),
        TakeawayState.GONE: (_("Deleted"), "neutral"),
    }[TakeawayState(state)]
