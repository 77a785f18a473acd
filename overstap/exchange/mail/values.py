"""A mail that was read, as values."""

from dataclasses import dataclass
from datetime import datetime

from overstap.lib.findings import Finding


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a mail. ``name`` is the sender's, decoded, and no path; ``declared`` the media type that was said.

    ``inline``: shown in the text, such as a logo. ``problem``: why the content is not as it was sent.
    """

    place: str  # "part 2.1"
    name: str
    declared: str
    content: bytes
    inline: bool = False
    problem: Finding | None = None


@dataclass(frozen=True, slots=True)
class ReadMail:
    """What a mail says. ``text`` is plain text: of HTML only its words are kept, and nothing was fetched.

    ``sent_at``: aware, or None where it says no proper date. ``automatic``: written by a program (RFC 3834), so that
    it is never answered. ``findings``: what was wrong with it, in the order in which it was found.
    """

    subject: str
    sender: str
    sender_name: str
    message_id: str
    sent_at: datetime | None
    text: str
    attachments: tuple[Attachment, ...]
    findings: tuple[Finding, ...]
    automatic: bool
