"""What was found wrong or noteworthy in data: collected and listed, never thrown away."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How grave a finding is."""

    ERROR = "error"  # blocks what was asked
    WARNING = "warning"  # taken over as it stands; a person should look
    INFO = "info"  # worth knowing


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: a stable code, where it is, and what to do about it."""

    code: str
    severity: Severity
    place: str
    message: str
    remedy: str = ""

    def as_dict(self) -> dict[str, str]:
        """Plain data for ``--json`` output."""
        return {key: str(value) for key, value in asdict(self).items()}


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that block what was asked."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]
