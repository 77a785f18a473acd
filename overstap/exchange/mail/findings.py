"""What may be wrong with a mail, or with a file on its way in one: for each code a sentence and a remedy."""

from collections.abc import Mapping
from dataclasses import dataclass

from overstap.lib.findings import Finding, Severity
from overstap.lib.sentences import Sentence, sentence

DAMAGED, ENCRYPTED, TNEF = "ATTACHMENT-DAMAGED", "ATTACHMENT-ENCRYPTED", "ATTACHMENT-TNEF"
TOO_MANY_PARTS, UNREADABLE, LONG_TEXT = "MAIL-TOO-MANY-PARTS", "MAIL-UNREADABLE", "MAIL-TEXT-LONG"


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a code."""

    message: Sentence
    remedy: Sentence
    severity: Severity = Severity.WARNING


SAID: Mapping[str, Said] = {
    DAMAGED: Said(
        sentence("This file was damaged on its way; what arrived of it is kept."),
        sentence("Compare it with the original, or ask the sender to send it again."),
    ),
    ENCRYPTED: Said(
        sentence("This is encrypted, and we have no key to it; it is kept as it came."),
        sentence("Ask the sender to send it without encryption."),
    ),
    TNEF: Said(
        sentence("This is a package of Outlook (winmail.dat), which we cannot open; it is kept as it came."),
        sentence("Ask the sender to send the mail again as plain text or HTML, with the files as attachments."),
    ),
    TOO_MANY_PARTS: Said(
        sentence("This mail has more parts, or parts within parts, than we read; the rest is kept in the mail itself."),
        sentence("Ask the sender to send the files as plain attachments."),
    ),
    UNREADABLE: Said(
        sentence("This is no proper mail, so not all of it could be read; it is kept whole."),
        sentence("Download it to look at it, or ask the sender to send it again."),
    ),
    LONG_TEXT: Said(
        sentence("The text goes on; only its beginning is shown."),
        sentence("Download the mail to read all of it."),
        Severity.INFO,
    ),
}


def finding(code: str, place: str) -> Finding:
    """The finding with this code, at a place such as “part 2.1”."""
    said = SAID[code]
    return Finding(code, said.severity, place, said.message, said.remedy)
