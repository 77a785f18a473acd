"""Why a bank file cannot be read at all.

UnreadableBankFile
├── NotABankFile       BANK-NOT-A-BANK-FILE  neither CAMT.053 nor MT940
├── BrokenBankFile     BANK-BROKEN           it begins like one and then breaks off or stops making sense
├── ForbiddenInBankFile BANK-DOCTYPE         a document type or entities, which no bank sends
└── TooMuchInBankFile  BANK-LIMIT            more than any honest bank file holds
"""

from overstap.lib.errors import Refused
from overstap.lib.sentences import Sentence, sentence

MOST_LINES = 500_000
LONGEST_TEXT = 10_000  # characters of one field
CHOOSE_DOWNLOADED = sentence("Choose the file that the bank offers as CAMT.053 or MT940, as it was downloaded.")


class UnreadableBankFile(Refused):
    """The file cannot be read as a bank file; the message says why and where."""

    code = "BANK-UNREADABLE"

    def __init__(self, message: Sentence, *, remedy: Sentence = CHOOSE_DOWNLOADED) -> None:
        super().__init__(message, remedy=remedy)


class NotABankFile(UnreadableBankFile):
    """It is something else."""

    code = "BANK-NOT-A-BANK-FILE"


class BrokenBankFile(UnreadableBankFile):
    """It breaks off, or is not well-formed."""

    code = "BANK-BROKEN"


class ForbiddenInBankFile(UnreadableBankFile):
    """It declares a document type or entities."""

    code = "BANK-DOCTYPE"


class TooMuchInBankFile(UnreadableBankFile):
    """A limit that no honest bank file meets."""

    code = "BANK-LIMIT"


def too_many_lines() -> TooMuchInBankFile:
    """More lines than are read from one file."""
    return TooMuchInBankFile(
        sentence("The file holds more than %(most)d lines.", most=MOST_LINES),
        remedy=sentence("Download shorter periods, and import them one after the other."),
    )
