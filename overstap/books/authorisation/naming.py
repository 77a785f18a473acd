"""Names and comments as people type them: what is allowed, and how names are compared."""

import unicodedata

from django.utils.translation import gettext as _

from overstap.books.authorisation.values import LONGEST_COMMENT, LONGEST_NAME
from overstap.lib.errors import Refused


class WorkflowMalformed(Refused):
    """A workflow cannot be kept as it was typed."""

    code = "WORKFLOW-MALFORMED"


class CommentMalformed(Refused):
    """A comment is missing or cannot be kept."""

    code = "COMMENT-MALFORMED"


def workflow_name(text: str) -> str:
    """A workflow's name on one line, in one way of writing accents. Raises WorkflowMalformed."""
    name = unicodedata.normalize("NFC", text).strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise WorkflowMalformed(
            _("The name of a workflow has 1 to %(longest)d characters.") % {"longest": LONGEST_NAME},
            code="WORKFLOW-NAME",
            remedy=_("Give it a short name on one line."),
        )
    return name


def key_of(name: str) -> str:
    """A name as names are compared: whatever its capitals, width or spaces, it is the same workflow."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def comment_of(text: str, *, needed: bool) -> str:
    """A comment without spaces around it. Raises CommentMalformed when a needed one is missing."""
    comment = text.replace("\r\n", "\n").strip()
    if needed and not comment:
        raise CommentMalformed(
            _("Say why: whoever sent the document has to know."),
            code="COMMENT-NEEDED",
            remedy=_("Write a comment, and try again."),
        )
    if len(comment) > LONGEST_COMMENT or not comment.replace("\n", "").replace("\t", "").isprintable():
        raise CommentMalformed(
            _("A comment has at most %(longest)d characters that can be printed.") % {"longest": LONGEST_COMMENT},
            remedy=_("Make it shorter, and leave out odd characters."),
        )
    return comment
