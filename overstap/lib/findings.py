"""What was found wrong or noteworthy in data: collected and listed, never thrown away."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How grave a finding is."""

    ERROR = "error"  # blocks what was asked
    WARNING = "warning"  # taken over as it stands; a person should look
    INFO = "info"  # worth knowing


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: a stable code, where it is, and what to do about it.

    Message and remedy are English; a door tells them in a person's language (``lib.sentences``).
    """

    code: str
    severity: Severity
    place: str
    message: str
    remedy: str = ""

    def as_dict(self) -> dict[str, str]:
        """Plain data for ``--json`` output; message and remedy can still be told in another language."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "place": self.place,
            "message": self.message,
            "remedy": self.remedy,
        }


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that block what was asked."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]
