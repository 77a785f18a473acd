"""Why an audit file is not read at all.

Refused
└── UnreadableAuditFile      code XAF-UNREADABLE
    ├── NotAnAuditFile       XAF-NOT-XAF         something else: a picture, an archive, another kind of XML
    ├── OtherAuditFile       XAF-OTHER-KIND      a salary or cash register audit file
    ├── WrongEncoding        XAF-ENCODING        the bytes are not what the file says they are
    ├── UnknownEncoding      XAF-ENCODING-NAME   an encoding we do not know
    ├── BrokenXml            XAF-BROKEN-XML      not well-formed; XAF-TRUNCATED when it just stops
    ├── ForbiddenXml         XAF-DOCTYPE         a DOCTYPE or entities, which no audit file needs
    ├── TooMuch              XAF-LIMIT           deeper or longer than any audit file is
    └── BadSequence          XAF-SEQUENCE        split files that do not belong together
"""

from collections.abc import Mapping

from overstap.lib.errors import Refused
from overstap.lib.sentences import Sentence, sentence

CHOOSE_EXPORTED = sentence("Choose the .xaf file that the package exported.")
GIVE_ALL_PARTS = sentence("Give all the parts together.")
NOT_LIKE_THIS = sentence("No audit file is built like this.")


class UnreadableAuditFile(Refused):
    """The file cannot be read as an audit file; the message says why and where."""

    code = "XAF-UNREADABLE"

    def __init__(
        self,
        message: Sentence,
        *,
        code: str | None = None,
        remedy: Sentence,
        facts: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message, code=code, remedy=remedy, facts=facts)


class NotAnAuditFile(UnreadableAuditFile):
    """It is not an audit file."""

    code = "XAF-NOT-XAF"


class OtherAuditFile(UnreadableAuditFile):
    """It is an audit file of another kind: salaries or cash registers."""

    code = "XAF-OTHER-KIND"


class WrongEncoding(UnreadableAuditFile):
    """A byte that cannot be in a text of the declared encoding."""

    code = "XAF-ENCODING"


class UnknownEncoding(UnreadableAuditFile):
    """The declared or chosen encoding is unknown."""

    code = "XAF-ENCODING-NAME"


class BrokenXml(UnreadableAuditFile):
    """The XML is not well-formed."""

    code = "XAF-BROKEN-XML"


class ForbiddenXml(UnreadableAuditFile):
    """The XML declares a document type or entities."""

    code = "XAF-DOCTYPE"


class TooMuch(UnreadableAuditFile):
    """A limit that no honest audit file meets."""

    code = "XAF-LIMIT"


class BadSequence(UnreadableAuditFile):
    """Split files that are incomplete or do not follow each other."""

    code = "XAF-SEQUENCE"
